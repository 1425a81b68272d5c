"""The command line as a person meets it: real processes, their words and their exit codes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.migrate import locked, upgrade

ROOT = Path(__file__).parents[1]
TOKEN = {"DISCORD_TOKEN": "MTIz.secret.token"}
KNOWN = ("ninety-second-reset", "five-minute-reset", "shoulder-rolls", "neck-rolls")


class Line:
    """`python -m bot` in an empty folder and a clean environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
        return subprocess.run(
            [sys.executable, "-W", "ignore:'audioop'", "-m", "bot", *arguments],
            cwd=self.folder,
            env=clean | variables,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


def one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The only thing a failed command says."""
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_check_says_that_all_is_good_and_writes_nothing(line: Line, tmp_path: Path):
    done = line("check", **TOKEN)
    exercises, routines = (
        len(list((ROOT / "content" / kind).glob("*.toml"))) for kind in ("exercises", "routines")
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert f"{exercises} exercises, {routines} routines" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "run"])
def test_without_a_token_it_says_where_to_get_one_and_writes_nothing(
    line: Line, tmp_path: Path, command: str
):
    assert one_sentence(line(command), 2).startswith("DISCORD_TOKEN: set it to the bot token")
    assert list(tmp_path.iterdir()) == []


def test_check_names_the_content_file_at_fault(line: Line, tmp_path: Path):
    folder = shutil.copytree(ROOT / "content", tmp_path / "mine")
    file = folder / "routines" / "five-minute-reset.toml"
    file.write_text(file.read_text().replace("seconds = 300", "seconds = 299"))
    told = one_sentence(line("check", CONTENT_DIR="mine", **TOKEN), 2)

    assert told == "mine/routines/five-minute-reset.toml: seconds: its steps take 300 s; write 300"


def test_preview_prints_every_cue_with_its_moment(line: Line):
    done = line("preview", "ninety-second-reset")
    moments = re.findall(r"^ *(\d+:\d\d)  ", done.stdout, re.MULTILINE)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Ninety-second reset, 1:30\n")
    assert moments == ["0:00", "0:10", "0:25", "0:40", "0:45", "1:00", "1:15", "1:30"]
    assert done.stdout.count("Half-way: about 5 to go.") == 2


@pytest.mark.parametrize("how", [[], ["--html", "page.html"]])
def test_preview_shows_what_is_sound_beside_a_broken_file(
    line: Line, tmp_path: Path, how: list[str]
):
    folder = shutil.copytree(ROOT / "content", tmp_path / "mine")
    (folder / "exercises" / "half-written.toml").write_text('title = "Half')
    (folder / "pictures" / "half-drawn.png").mkdir()
    done = line("preview", "neck-rolls", *how, CONTENT_DIR="mine")

    assert (done.returncode, done.stderr) == (0, "")
    assert "half-written.toml: is not TOML" in one_sentence(
        line("preview", "half-written", CONTENT_DIR="mine"), 2
    )
    assert line("check", CONTENT_DIR="mine", **TOKEN).returncode == 2


def test_preview_of_a_routine_names_the_exercise_that_is_broken(line: Line, tmp_path: Path):
    folder = shutil.copytree(ROOT / "content", tmp_path / "mine")
    (folder / "exercises" / "shoulder-rolls.toml").write_text("title = 1")
    told = one_sentence(line("preview", "ninety-second-reset", CONTENT_DIR="mine"), 2)

    assert told == (
        "mine/routines/ninety-second-reset.toml: part 1, exercise: 'shoulder-rolls' has faults "
        "of its own; mend mine/exercises/shoulder-rolls.toml"
    )


def test_preview_tells_both_postures_or_the_one_asked_for(line: Line):
    both = line("preview", "shoulder-rolls").stdout
    standing = line("preview", "shoulder-rolls", "--posture", "standing").stdout

    assert "  Seated: Sit tall, neck soft.\n" in both
    assert "  Standing: Feet shoulder-width apart.\n" in both
    assert "  Feet shoulder-width apart.\n" in standing
    assert "Sit tall" not in standing


def test_preview_of_an_unknown_id_names_the_known_ones(line: Line):
    told = one_sentence(line("preview", "moon-walk"), 2)

    assert "'moon-walk'" in told
    assert all(it in told for it in KNOWN)


def test_db_upgrade_makes_the_file_and_can_be_repeated(line: Line, tmp_path: Path):
    first, again = line("db", "upgrade"), line("db", "upgrade")

    assert (first.returncode, first.stderr) == (again.returncode, again.stderr) == (0, "")
    assert upgrade(tmp_path / "data" / "unhunch.db") is None


@pytest.fixture
def known(line: Line, tmp_path: Path) -> Path:
    """A database that knows server 42, and that the bot was removed from 43."""
    file = tmp_path / "data" / "unhunch.db"
    upgrade(file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO guild (id) VALUES (42)")
        connection.execute("INSERT INTO guild (id, removed_at) VALUES (43, '2026-01-01')")
    return file


def servers(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        return [it for (it,) in connection.execute("SELECT id FROM guild ORDER BY id")]


def test_db_forget_forgets_a_server_the_bot_left_and_says_when_there_is_nothing(
    line: Line, known: Path
):
    first, again = line("db", "forget", "43"), line("db", "forget", "43")

    assert (first.returncode, first.stderr) == (again.returncode, again.stderr) == (0, "")
    assert first.stdout == "server 43 is forgotten: 1 rows\n"
    assert again.stdout == "nothing is kept of server 43\n"
    assert servers(known) == [42]


def test_db_forget_says_which_copies_still_hold_it(line: Line, known: Path):
    known.with_name("unhunch.db.before-upgrade-from-0001").touch()

    assert "copies of the database hold them" in line("db", "forget", "43").stdout


def test_db_forget_refuses_while_the_bot_is_there(line: Line, known: Path):
    told = one_sentence(line("db", "forget", "42"), 2)

    assert told.startswith("as far as the bot knows, it is still in server 42; remove it there")
    assert servers(known) == [42, 43]


@pytest.mark.parametrize("number", ["forty-two", "-5", "", "9" * 20])
def test_db_forget_needs_a_number(line: Line, known: Path, number: str):
    told = one_sentence(line("db", "forget", "--", number), 2)

    assert told == f"SERVER_ID: {number!r} is no server's number, like 81384788765712384"


def test_db_forget_needs_a_database_of_this_version(line: Line, tmp_path: Path):
    file = tmp_path / "data" / "unhunch.db"
    missing = one_sentence(line("db", "forget", "43"), 4)
    upgrade(file)
    told = {}
    for version in ("0001", "9999"):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        told[version] = one_sentence(line("db", "forget", "43"), 4)
    file.write_text("Dear diary, " * 1000)

    assert missing.startswith("there is no database ")
    assert "has an older schema; stop the bot, `db upgrade`" in told["0001"]
    assert "which is newer" in told["9999"]
    assert "file is not a database" in one_sentence(line("db", "forget", "43"), 4)


def test_run_refuses_a_database_in_use(line: Line, tmp_path: Path):
    with locked(tmp_path / "data" / "unhunch.db"):
        told = one_sentence(line("run", **TOKEN), 4)

    assert "data/unhunch.db is used by another running bot; stop that one" in told


def test_run_refuses_a_database_of_a_newer_version(line: Line, tmp_path: Path):
    file = tmp_path / "data" / "unhunch.db"
    upgrade(file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    assert "schema 9999, which is newer" in one_sentence(line("run", **TOKEN), 4)


def test_run_refuses_what_is_no_database(line: Line, tmp_path: Path):
    (tmp_path / "diary.db").write_text("Dear diary, " * 1000)
    told = one_sentence(line("run", DATABASE_URL="sqlite+aiosqlite:///diary.db", **TOKEN), 4)

    assert "diary.db: file is not a database" in told


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("module", ["asyncio", "discord.http", "sqlalchemy"])
def test_run_stopped_while_it_is_still_being_imported_ends_cleanly(
    tmp_path: Path, module: str, number: signal.Signals
):
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "bot", "run"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **TOKEN},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        for line in process.stderr:  # one for each module, once it is imported
            if line.endswith(f" {module}\n"):
                process.send_signal(number)
                break
        said = process.stderr.read()

    assert process.returncode == 0
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_where_the_playground_was_left_out_the_demo_says_so(line: Line, tmp_path: Path):
    shutil.copytree(ROOT / "bot", tmp_path / "image" / "bot")
    told = one_sentence(line("demo", PYTHONPATH=str(tmp_path / "image")), 1)

    assert told == "the demo is not part of this installation: it has no playground"
