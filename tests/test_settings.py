"""The settings, where they may come from, and the clock they set."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core._pydantic_core import list_all_errors

from bot.clock import Steering, SystemClock, read_steering
from bot.core.errors import Faults
from bot.core.ports import Anchor
from bot.settings import Settings, read_settings

ROOT = Path(__file__).parents[1]
TOKEN = "MTIz.secret.token"
NAMES = {name.upper() for name in Settings.model_fields}
AT_HOME = {"DISCORD_API_URL": "http://127.0.0.1:8080/api/v10"}


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def given_env(monkeypatch: pytest.MonkeyPatch):
    def given_env(**variables: str) -> None:
        for name, value in {"DISCORD_TOKEN": TOKEN, **variables}.items():
            monkeypatch.setenv(name, value)

    return given_env


def faults(offline: bool = False) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_settings(offline)
    return caught.value.faults


# The example


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_lists_every_setting_and_no_other():
    assert set(example()) == NAMES


def test_the_example_shows_the_defaults(given_env):
    given_env()
    defaults = read_settings()
    given_env(**{name: value for name, value in example().items() if name != "DISCORD_TOKEN"})

    assert read_settings() == defaults


def test_the_example_with_a_token_is_a_good_env_file(tmp_path: Path):
    text = (ROOT / ".env.example").read_text()
    (tmp_path / ".env").write_text(text.replace("DISCORD_TOKEN=", f"DISCORD_TOKEN={TOKEN}", 1))

    assert read_settings().discord_token.get_secret_value() == TOKEN


# Where from


def test_defaults_are_those_of_the_contract(given_env):
    given_env()
    told = read_settings()

    assert told.database_url == "sqlite+aiosqlite:///data/unhunch.db"
    assert told.discord_api_url == "https://discord.com/api/v10"
    assert told.discord_gateway_url == "wss://gateway.discord.gg/"
    assert (told.requests_per_second, told.clock_speed, told.clock_file) == (45, 1, None)
    assert told.content_dir == ROOT / "content"
    assert (told.log_level, told.log_format) == ("INFO", "text")
    assert not told.rehearsing


def test_the_environment_wins_over_the_file(given_env, tmp_path: Path):
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\nLOG_FORMAT=json\nDISCORD_TOKEN=of-the-file\n")
    given_env(LOG_LEVEL="DEBUG")
    told = read_settings()

    assert (told.log_level, told.log_format) == ("DEBUG", "json")
    assert told.discord_token.get_secret_value() == TOKEN


def test_what_is_left_empty_is_the_default(given_env):
    given_env(LOG_LEVEL="", CLOCK_FILE="", CONTENT_DIR="")

    assert read_settings().log_level == "INFO"
    assert read_settings().content_dir == ROOT / "content"


def test_what_others_have_set_is_not_our_business(given_env, tmp_path: Path):
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\n")
    given_env(LANGUAGE="de")

    assert read_settings().log_level == "INFO"


def test_offline_asks_for_no_token_but_for_the_rest(monkeypatch):
    assert read_settings(offline=True).log_level == "INFO"
    monkeypatch.setenv("LOG_LEVEL", "LOUD")

    assert [it.split(":")[0] for it in faults(offline=True)] == ["LOG_LEVEL"]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite+aiosqlite:///data/unhunch.db", "data/unhunch.db"),
        ("sqlite+aiosqlite:////var/lib/unhunch.db", "/var/lib/unhunch.db"),
    ],
)
def test_three_slashes_are_relative_and_four_absolute(given_env, url: str, file: str):
    given_env(DATABASE_URL=url)

    assert read_settings().database_file == Path(file)


# What is wrong

WRONG = {
    "DATABASE_URL": ["data/unhunch.db", "sqlite+aiosqlite:///", "sqlite+aiosqlite:///:memory:"],
    "DISCORD_API_URL": [
        "discord.com/api/v10",
        "http://discord.com/api/v10",
        "http://93.184.216.34/api",
        "http://127.0.0.1@discord.com/api",
        "ftp://127.0.0.1/",
        "https://",
        "http://[::1",
        "http://127.0.0.1:99999/api/v10",
        "https://discord.com:0/api/v10",
        "https://discord.com:port/api/v10",
    ],
    "DISCORD_GATEWAY_URL": [
        "ws://gateway.discord.gg/",
        "https://gateway.discord.gg/",
        "wss:",
        "wss://gateway.discord.gg:65536/",
    ],
    "REQUESTS_PER_SECOND": ["0", "-1", "fast", "nan", "inf", "51"],
    "CLOCK_SPEED": ["0", "-2", "quick", "nan", "inf"],
    "LOG_LEVEL": ["LOUD", "info"],
    "LOG_FORMAT": ["xml"],
    "HTTP_PORT": ["0", "80", "1023", "65536", "http", "8080.5"],
    "BACKUP_KEEP": ["0", "-1", "some", "1.5"],
}
#: What no setting takes, and what hardly any does.
NONSENSE = ["?!", "\udcff", "-1", "1e999", "nan", "9" * 5_000, "3.5", "true", "[]", "\t"]
NO_TOKENS = [
    "0123456789abcdef" * 4,
    "MTIz.secret",
    "MTIz..token",
    "a.b.c.d",
    "MTIz.secret.",
    "wss://a.b.c",
]
BROKEN_TOKENS = [f"{TOKEN[:8]} {TOKEN[8:]}", "a\tb", "a\nb", "a\x1bb", "tökén", "a\u200bb"]


@pytest.mark.parametrize(("name", "value"), [(n, it) for n, all_ in WRONG.items() for it in all_])
def test_a_wrong_value_is_one_sentence_that_names_its_setting(given_env, name: str, value: str):
    given_env(**{name: value})
    (fault,) = faults()

    assert fault.startswith(f"{name}: ")
    assert "\n" not in fault
    assert len(fault) > len(name) + 10


def test_every_fault_is_said_in_our_own_words(monkeypatch):
    said: set[str] = set()
    for name, value in product(NAMES, [*NONSENSE, *chain.from_iterable(WRONG.values())]):
        with monkeypatch.context() as only_here:
            only_here.setenv(name, value)
            said |= set(faults())
    library = {" ".join(kind["message_template_python"].split()[:3]) for kind in list_all_errors()}
    python = {"Invalid", "Value error", "Error"}

    assert "Input should be" in library
    assert {fault.split(":")[0] for fault in said} >= {*WRONG, "DISCORD_TOKEN"}
    assert [fault for fault in said if any(words in fault for words in library | python)] == []


def test_every_setting_says_what_it_takes():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("token", NO_TOKENS)
def test_what_cannot_be_a_token_is_a_fault_that_does_not_show_it(given_env, token: str):
    given_env(DISCORD_TOKEN=token)
    (fault,) = faults()

    assert fault.startswith("DISCORD_TOKEN: a bot token has three parts of letters")
    assert token not in fault


@pytest.mark.parametrize("token", NO_TOKENS)
def test_the_playgrounds_token_may_look_like_anything(given_env, token: str):
    given_env(DISCORD_TOKEN=token, **AT_HOME)

    assert read_settings().discord_token.get_secret_value() == token


@pytest.mark.parametrize("token", BROKEN_TOKENS)
def test_a_token_no_header_could_carry_is_a_fault_that_does_not_show_it(given_env, token: str):
    given_env(DISCORD_TOKEN=token)
    (fault,) = faults()

    assert fault.startswith("DISCORD_TOKEN: ")
    assert "copy it anew" in fault
    assert token not in fault


def test_a_line_break_after_the_token_is_no_part_of_it(given_env):
    given_env(DISCORD_TOKEN=f"{TOKEN}\n")

    assert read_settings().discord_token.get_secret_value() == TOKEN


def test_a_broken_token_does_not_matter_offline(given_env):
    given_env(DISCORD_TOKEN=BROKEN_TOKENS[0])

    assert read_settings(offline=True).log_level == "INFO"


def test_a_file_in_another_encoding_is_one_sentence(given_env, tmp_path: Path):
    given_env()
    (tmp_path / ".env").write_bytes("LOG_LEVEL=INFO # für später".encode("latin-1"))

    assert faults() == [".env: is no UTF-8 text; save it as UTF-8"]


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.5"])
def test_more_requests_than_discord_allows_are_for_home(given_env, host: str):
    given_env(DISCORD_API_URL=f"http://{host}:8080/api/v10", REQUESTS_PER_SECOND="1000")

    assert read_settings().requests_per_second == 1000


@pytest.mark.parametrize("set_", [{}, {"DISCORD_TOKEN": ""}, {"DISCORD_TOKEN": "   "}])
def test_a_missing_token_is_named_with_where_to_get_it(monkeypatch, set_):
    for name, value in set_.items():
        monkeypatch.setenv(name, value)

    assert faults() == [
        "DISCORD_TOKEN: set it to the bot token from the Discord developer portal, "
        "in the environment or in .env; `python -m bot setup` does that"
    ]


def test_all_that_is_wrong_is_named_at_once(monkeypatch):
    for name, (value, *_) in WRONG.items():
        monkeypatch.setenv(name, value)

    assert {it.split(":")[0] for it in faults()} == {*WRONG, "DISCORD_TOKEN"}


@pytest.mark.parametrize(
    "together",
    [
        {"CLOCK_SPEED": "20", "CLOCK_FILE": "clock.json"},
        {"CLOCK_SPEED": "20", "LOG_LEVEL": "LOUD"},
    ],
    ids=" and ".join,
)
def test_rules_over_several_settings_are_named_at_once_too(given_env, together: dict[str, str]):
    given_env(**together)

    assert {it.split(":")[0] for it in faults()} == set(together)


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.8.9.10", "[::1]", "10.0.0.5", "192.168.1.2", "[fd00::1]"],
)
def test_plain_http_stays_near(given_env, host: str):
    given_env(
        DISCORD_API_URL=f"http://{host}:8080/api/v10", DISCORD_GATEWAY_URL=f"ws://{host}:8080/"
    )

    assert host in read_settings().discord_api_url


@pytest.mark.parametrize("host", ["discord.com", "8.8.8.8", "localhost.example", "[2606:4700::1]"])
def test_plain_http_goes_nowhere_else(given_env, host: str):
    given_env(
        DISCORD_API_URL=f"http://{host}:8080/api/v10", DISCORD_GATEWAY_URL=f"ws://{host}:8080/"
    )

    assert [it.split(":")[0] for it in faults()] == ["DISCORD_API_URL", "DISCORD_GATEWAY_URL"]


@pytest.mark.parametrize(
    ("name", "value"), [("CLOCK_SPEED", "20"), ("CLOCK_SPEED", "0.5"), ("CLOCK_FILE", "clock.json")]
)
@pytest.mark.parametrize("api", ["https://discord.com/api/v10", "http://10.0.0.5/api/v10"])
def test_the_clock_is_steered_only_on_loopback(given_env, name: str, value: str, api: str):
    given_env(**{name: value})
    assert read_settings_fails_on(name, api, given_env)
    given_env(**AT_HOME)

    assert str(getattr(read_settings(), name.lower())) in {value, f"{value}.0"}
    assert read_settings().rehearsing


def read_settings_fails_on(name: str, api: str, given_env) -> bool:
    given_env(DISCORD_API_URL=api)
    (fault,) = faults()
    return fault.startswith(f"{name}: ")


# Names that are nearly one

SLIPS = {
    "DISCROD_TOKEN": "DISCORD_TOKEN",
    "DISCORD_TOKE": "DISCORD_TOKEN",
    "BACKUP_DIRR": "BACKUP_DIR",
    "BAKUP_KEEP": "BACKUP_KEEP",
    "DATABSE_URL": "DATABASE_URL",
    "LOG_LEVLE": "LOG_LEVEL",
    "LOG_FROMAT": "LOG_FORMAT",
    "HTTP_POTR": "HTTP_PORT",
    "CONTENTDIR": "CONTENT_DIR",
    "DISCORD_GATWAY_URL": "DISCORD_GATEWAY_URL",
    "REQEUSTS_PER_SECOND": "REQUESTS_PER_SECOND",
}
#: What a machine, its shells and other programs set.
OTHERS = """
    ALL_PROXY APP_LOG_LEVEL BACKUP_DIRS BACKUP_PATH CI COLORTERM CONTENT_LENGTH CONTENT_TYPE
    DATABASE_HOST DATABASE_NAME DATABASE_PASSWORD DATABASE_PORT DATABASE_URI DATABASE_USER
    DISPLAY EDITOR FTP_PROXY GATEWAY_INTERFACE HOME HOSTNAME HTTPS_PORT HTTPS_PROXY HTTP_HOST
    HTTP_PORTS HTTP_PROXY INVOCATION_ID JOURNAL_STREAM KUBERNETES_PORT KUBERNETES_SERVICE_HOST
    LANG LANGUAGE LC_ALL LESSOPEN LOCK_FILE LOGLEVEL LOGNAME LOG_DIR LOG_FILE LOG_FORMATS
    LOG_LEVELS LOG_PATH LS_COLORS MAIL MANPATH MEMORY_PRESSURE_WATCH NODE_OPTIONS NOTIFY_SOCKET
    NO_COLOR NO_PROXY OLDPWD PAGER PATH PIP_CACHE_DIR PORT POSTGRES_PASSWORD PS1 PWD PYTHONPATH
    PYTHONUNBUFFERED REQUESTS_CA_BUNDLE RUST_LOG SHELL SHLVL SSH_AGENT_PID SSH_AUTH_SOCK
    SSH_CONNECTION SSL_CERT_DIR SSL_CERT_FILE STATE_DIRECTORY SYSTEMD_EXEC_PID TERM TMPDIR TZ
    USER VIRTUAL_ENV WATCHDOG_USEC WORKERS XDG_CONFIG_DIRS XDG_RUNTIME_DIR XDG_SESSION_ID _
    http_proxy no_proxy
"""


@pytest.mark.parametrize("slip", SLIPS)
def test_a_name_in_the_file_that_is_nearly_a_setting_is_a_fault(given_env, tmp_path, slip: str):
    given_env()
    (tmp_path / ".env").write_text(f"{slip}={TOKEN}\n{SLIPS[slip]}=\n")

    assert faults() == [
        f"{slip}: is no setting, {SLIPS[slip]} is; rename it in .env, or take it out of there"
    ]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_name_in_the_environment_that_is_nearly_a_setting_is_a_fault(monkeypatch, slip: str):
    monkeypatch.setenv(slip, TOKEN)

    assert faults(offline=True) == [
        f"{slip}: is no setting, {SLIPS[slip]} is; rename it in the environment, or, where it is "
        f"another program's, set {SLIPS[slip]} too"
    ]


def test_what_another_program_reads_is_left_alone_where_the_setting_is_set_too(monkeypatch):
    monkeypatch.setenv("BACKUP_DIRR", "/srv/backups")
    monkeypatch.setenv("BACKUP_DIR", "")

    assert read_settings(offline=True).backup_dir is None


def test_a_misspelt_token_is_named_beside_the_missing_one(tmp_path: Path):
    (tmp_path / ".env").write_text(f"DISCROD_TOKEN={TOKEN}\n")

    assert [fault.split(":")[0] for fault in faults()] == ["DISCORD_TOKEN", "DISCROD_TOKEN"]


def test_the_environment_of_a_machine_is_full_of_names_and_none_is_a_fault(given_env):
    given_env(**dict.fromkeys(OTHERS.split(), "1"))

    assert read_settings().log_level == "INFO"


# The token


def test_the_token_is_never_shown(given_env):
    given_env()
    told = read_settings()
    shown = f"{told!r} {told} {told.model_dump()} {told.model_dump_json()} {vars(told)}"

    assert TOKEN not in shown
    assert "secret" not in shown


def test_the_token_is_in_no_fault_wherever_it_was_pasted(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, TOKEN)
    told = faults()

    assert len(told) > 3
    assert all(TOKEN not in it and "secret" not in it for it in told)


# The clock

REAL = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SPEEDS = st.floats(0.01, 10_000)
CLOSE = timedelta(seconds=0.001)


class Wall:
    """The system's time, as far as a test lets it pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = REAL
        monkeypatch.setattr(time, "time", self.read)

    def read(self) -> float:
        return self.now.timestamp()

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


def shown(clock: SystemClock) -> float:
    """How many seconds the timetable reads past the beginning."""
    return (clock.now() - REAL).total_seconds()


def test_a_plain_clock_shows_the_worlds_time(wall: Wall):
    clock = SystemClock()
    wall.passes(12.5)

    assert clock.now() == clock.real_now() == wall.now
    assert clock.now().utcoffset() == timedelta()
    assert clock.speed == 1


def test_a_faster_clock_runs_ahead_of_the_world(wall: Wall):
    clock = SystemClock(speed=20)
    wall.passes(3)

    assert shown(clock) == 60
    assert clock.real_now() == wall.now


@given(SPEEDS, st.timedeltas(timedelta(days=-9), timedelta(days=99)), st.floats(0, 99_999))
def test_real_is_the_inverse_of_now(speed: float, at: timedelta, offset: float):
    clock = SystemClock(speed, Anchor(REAL, REAL + timedelta(seconds=offset)))
    real = clock.real(REAL + at)

    assert abs(clock.anchor.shown + (real - clock.anchor.real) * speed - (REAL + at)) <= (
        timedelta(microseconds=1) * max(speed, 1)
    )


def test_the_alarm_set_for_now_rings_now(wall: Wall):
    clock = SystemClock(speed=20, anchor=Anchor(REAL, REAL + timedelta(hours=5)))
    wall.passes(7)

    assert clock.real(clock.now()) == wall.now


def test_steering_changes_the_speed_from_here_on_and_nothing_before(wall: Wall):
    clock = SystemClock()
    wall.passes(10)

    assert clock.steer(Steering(speed=20, skip=0))
    assert shown(clock) == 10
    wall.passes(10)
    assert shown(clock) == 210
    clock.steer(Steering(speed=1, skip=0))
    wall.passes(10)
    assert shown(clock) == 220


def test_skips_are_cumulative_and_each_is_made_once(wall: Wall):
    clock = SystemClock()
    for skip in (60, 60, 90, 90):
        clock.steer(Steering(speed=1, skip=skip))

    assert shown(clock) == 90


def test_a_clock_is_never_steered_backwards(wall: Wall):
    clock = SystemClock()
    clock.steer(Steering(speed=1, skip=60))
    clock.steer(Steering(speed=1, skip=0))
    clock.steer(Steering(speed=1, skip=10))

    assert shown(clock) == 70


def test_steering_to_what_already_is_changes_nothing(wall: Wall):
    clock = SystemClock(speed=20)
    anchor = clock.anchor

    assert not clock.steer(Steering(speed=20, skip=0))
    assert clock.anchor is anchor


def test_a_restarted_clock_goes_on_where_it_was(wall: Wall):
    first = SystemClock(speed=20)
    first.steer(Steering(speed=20, skip=600))
    wall.passes(5)
    second = SystemClock(20, first.anchor)
    wall.passes(5)

    assert second.now() == first.now()
    assert shown(second) == 800
    assert not second.steer(Steering(speed=20, skip=600))


def test_a_clock_restarted_at_another_speed_does_not_go_back(wall: Wall):
    first = SystemClock(speed=1)
    first.steer(Steering(speed=20, skip=0))
    wall.passes(60)
    before = first.now()
    second = SystemClock(1, first.anchor)

    assert second.now() >= before


@pytest.mark.parametrize(
    ("text", "steering"),
    [
        ('{"speed": 20, "skip": 90}', Steering(20, 90)),
        ('{"speed": 0.5}', Steering(0.5, 0)),
        ('{"skip": 3600}', Steering(1, 3600)),
        ("{}", Steering(1, 0)),
        ('{"speed": 0}', None),
        ('{"speed": -1}', None),
        ('{"speed": Infinity}', None),
        ('{"speed": NaN}', None),
        ('{"skip": -1}', None),
        ('{"skip": NaN}', None),
        ('{"speed": "fast"}', None),
        ('{"speed": null}', None),
        ('{"speed": 2', None),
        ("[]", None),
        ("7", None),
        ("", None),
    ],
)
def test_a_clock_file_is_read_or_left_for_later(tmp_path: Path, text: str, steering):
    file = tmp_path / "clock.json"
    file.write_text(text)

    assert read_steering(file) == steering


def test_no_clock_file_and_no_text_are_left_for_later(tmp_path: Path):
    binary = tmp_path / "clock.json"
    binary.write_bytes(b"\xff\xfe")

    assert read_steering(tmp_path / "nothing") is None
    assert read_steering(tmp_path) is None
    assert read_steering(binary) is None


@pytest.mark.parametrize("skip", ["Infinity", "1e300", "1e12"])
def test_a_skip_past_the_calendar_never_stops_the_bot(tmp_path: Path, skip: str):
    file = tmp_path / "clock.json"
    file.write_text(f'{{"skip": {skip}}}')
    steering = read_steering(file)
    if steering:
        SystemClock().steer(steering)

    assert steering is None


def test_names_in_faults_are_names_of_settings(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, "?!")

    assert {re.split(r"[: ]", it)[0] for it in faults()} <= NAMES
