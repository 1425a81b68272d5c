"""`setup` and `check --online`: real processes, with a terminal and without, at the playground."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import subprocess
import sys
import termios
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.chat.application import PERMISSIONS
from playground import Intent, Playground
from tests.wire.bot_process import ROOT

PATCH = ("PATCH", "/applications/@me")
FRESH = {"0": {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": "0"}}}
NEEDED = {
    "0": {
        "oauth2_install_params": {
            "scopes": ["bot", "applications.commands"],
            "permissions": str(PERMISSIONS.value),
        }
    },
    "1": {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": "0"}},
}


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


class Line:
    """`python -m bot` in a folder of its own, at the playground."""

    def __init__(self, discord: Playground, folder: Path) -> None:
        self.env_file = folder / ".env"
        self._folder = folder
        self._settings = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE")},
        }

    async def __call__(self, *arguments: str, typed: str = "", **settings: str) -> Ended:
        """Its end, with this piped in."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self._folder,
            env=self._settings | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        async with asyncio.timeout(30):
            out, err = await process.communicate(typed.encode())
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    async def terminal(self, *arguments: str) -> Terminal:
        """It has begun, with a terminal of its own."""
        ours, theirs = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self._folder,
            env=self._settings,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        return Terminal(process, ours)


class Terminal:
    """A process that has one, and what stands on its screen."""

    def __init__(self, process: asyncio.subprocess.Process, descriptor: int) -> None:
        self._process = process
        self._descriptor = descriptor
        self.screen = ""

    async def until(self, words: str) -> None:
        """Reads on until these words stand there."""
        while words not in self.screen:
            read = await self._read()
            assert read, self.screen
            self.screen += read

    async def _read(self) -> str:
        """What comes next; empty at the end."""
        with suppress(OSError):  # how Linux says that the other side is closed
            async with asyncio.timeout(30):
                return (await asyncio.to_thread(os.read, self._descriptor, 1024)).decode()
        return ""

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    async def end(self) -> int:
        """Reads the rest; the exit code."""
        while read := await self._read():
            self.screen += read
        os.close(self._descriptor)
        return await self._process.wait()


@pytest.fixture
def line(discord: Playground, tmp_path: Path) -> Line:
    return Line(discord, tmp_path)


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def is_set(line: Line, discord: Playground) -> bool:
    return f"\nDISCORD_TOKEN={discord.token}\n" in line.env_file.read_text()


async def test_a_token_and_a_yes_are_all_it_takes(discord: Playground, line: Line) -> None:
    discord.application.installs = FRESH
    done = await line("setup", typed=f"{discord.token}\nyes\n")
    checked = await line("check", "--online")

    assert (done.code, done.err) == (0, "")
    assert discord.application.installs == NEEDED
    assert f"client_id={discord.application_id}&scope=bot+applications.commands" in done.out
    assert "scope=applications.commands&integration_type=1" in done.out
    assert discord.token not in done.out
    assert line.env_file.stat().st_mode & 0o777 == 0o600
    assert line.env_file.read_text() == (ROOT / ".env.example").read_text().replace(
        "DISCORD_TOKEN=\n", f"DISCORD_TOKEN={discord.token}\n"
    )
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.count(" good: ") == 4


async def test_at_a_terminal_the_token_is_not_shown(discord: Playground, line: Line) -> None:
    discord.application.installs = FRESH
    terminal = await line.terminal("setup")
    await terminal.until("not shown): ")
    terminal.type(f"{discord.token}\n")
    await terminal.until("[y/N] ")
    terminal.type("y\n")

    assert await terminal.end() == 0
    assert discord.token not in terminal.screen
    assert is_set(line, discord)
    assert discord.application.installs == NEEDED


@pytest.mark.parametrize("asked", ["not shown): ", "[y/N] "])
async def test_ctrl_c_leaves_what_was_not_done_yet_as_it_was(
    discord: Playground, line: Line, asked: str
) -> None:
    discord.application.installs = FRESH
    terminal = await line.terminal("setup")
    await terminal.until("not shown): ")
    if asked == "[y/N] ":
        terminal.type(f"{discord.token}\n")
        await terminal.until(asked)
    terminal.type("\x03")

    assert await terminal.end() == 1
    assert terminal.screen.endswith("stopped; run it again whenever you like\r\n")
    assert discord.application.installs == FRESH
    assert line.env_file.exists() == (asked == "[y/N] ")
    assert "Traceback" not in terminal.screen


async def test_without_a_yes_the_install_settings_stay(discord: Playground, line: Line) -> None:
    discord.application.installs = FRESH
    done = await line("setup", typed=f"{discord.token}\n")

    assert (done.code, done.err) == (0, "")
    assert is_set(line, discord)
    assert discord.application.installs == FRESH
    assert "Still to mend: install settings: it cannot be installed for yourself" in done.out
    assert not discord.ledger.requests(*PATCH)


async def test_setup_changes_one_line_of_the_file_there_is(discord: Playground, line: Line) -> None:
    discord.application.installs = NEEDED
    line.env_file.write_bytes(b"# mine\r\nDISCORD_TOKEN=old # of May\r\nLOG_LEVEL=ERROR")
    done = await line("setup", typed=f"{discord.token}\n")

    assert (done.code, done.err) == (0, "")
    assert line.env_file.read_bytes() == (
        b"# mine\r\nDISCORD_TOKEN=%s # of May\r\nLOG_LEVEL=ERROR" % discord.token.encode()
    )
    assert "exactly what it needs already" in done.out


async def test_a_token_that_is_set_is_kept_by_pressing_enter(
    discord: Playground, line: Line
) -> None:
    discord.application.installs = FRESH
    line.env_file.write_text(f"DISCORD_TOKEN={discord.token}\n")
    done = await line("setup", typed="\ny\n")

    assert (done.code, done.err) == (0, "")
    assert discord.application.installs == NEEDED
    assert line.env_file.read_text() == f"DISCORD_TOKEN={discord.token}\n"


async def test_a_token_in_the_environment_that_wins_is_named(
    discord: Playground, line: Line
) -> None:
    done = await line("setup", typed=f"{discord.token}\nn\n", DISCORD_TOKEN="another")

    assert "But DISCORD_TOKEN is set in the environment too" in done.out


async def test_a_refused_token_ends_it_with_three_and_writes_nothing(line: Line) -> None:
    done = await line("setup", typed="wrong\nyes\n")

    assert done.code == 3
    assert done.err == "Discord refuses the token; copy it anew from the portal\n"
    assert not line.env_file.exists()


async def test_nothing_typed_is_one_sentence(line: Line) -> None:
    done = await line("setup")

    assert done.code == 2
    assert done.err == "DISCORD_TOKEN: none was given, so nothing is changed\n"


async def test_what_cannot_be_a_token_is_not_even_tried(discord: Playground, line: Line) -> None:
    done = await line("setup", typed="two words\n")

    assert done.code == 2
    assert done.err.startswith("DISCORD_TOKEN: a bot token has no spaces")
    assert not discord.ledger.requests()


async def test_a_file_it_must_not_touch_is_named_before_it_asks(line: Line) -> None:
    line.env_file.symlink_to("elsewhere")
    done = await line("setup", typed="any\n")

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(".env: is a link to elsewhere; ")


@pytest.mark.parametrize("command", [["setup"], ["check", "--online"]], ids=" ".join)
async def test_without_a_network_it_is_one_sentence_and_nothing_changes(
    line: Line, command: list[str]
) -> None:
    nowhere = {"DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
    line.env_file.write_text("DISCORD_TOKEN=old\n")
    done = await line(*command, typed="new\n", **nowhere)

    assert done.code == 1
    assert done.err.startswith("Discord is out of reach (Cannot connect to host 127.0.0.1:9")
    assert done.err.endswith("; try again once it answers\n")
    assert done.err.count("\n") == 1
    assert line.env_file.read_text() == "DISCORD_TOKEN=old\n"


async def test_a_discord_that_never_answers_is_not_waited_for(
    discord: Playground, line: Line
) -> None:
    discord.faults.slow(60)
    done = await line("check", "--online", DISCORD_TOKEN=discord.token)

    assert done.code == 1
    assert "no answer in 10 s" in done.err


async def test_install_settings_that_discord_refuses_are_one_sentence(
    discord: Playground, line: Line
) -> None:
    discord.application.installs = FRESH
    discord.faults.fail(*PATCH, status=400, code=50001)
    done = await line("setup", typed=f"{discord.token}\nyes\n")

    assert done.code == 1
    assert done.err == (
        "Discord does not take these install settings (status 400, code 50001): Missing Access\n"
    )
    assert is_set(line, discord)


async def test_everything_wrong_at_discord_is_a_sentence_of_its_own(
    discord: Playground, line: Line
) -> None:
    app = discord.application
    everything = {"scopes": ["bot", "applications.commands"], "permissions": "8"}
    app.installs = {"0": {"oauth2_install_params": everything}}
    app.privileged = Intent.GUILD_MEMBERS | Intent.MESSAGE_CONTENT
    app.needs_code_grant, app.interactions_url = True, "https://example.org/"
    done = await line("check", "--online", DISCORD_TOKEN=discord.token, LOG_LEVEL="ERROR")
    lines = done.err.splitlines()

    assert done.code == 2
    assert "the token is good: it is that of Unhunch" in done.out
    assert lines[0] == (
        "install settings: installed in a server, it lacks View Channel, Send Messages, Attach "
        "Files, Read Message History, Send Messages In Threads; `python -m bot setup` sets it"
    )
    assert lines[1] == (
        "install settings: installed in a server, it asks for Administrator, which it does not "
        "need; `python -m bot setup` sets it"
    )
    assert lines[2].startswith("install settings: it cannot be installed for yourself; ")
    assert lines[3].startswith("install settings: nobody can install it, because it requires")
    assert lines[4].startswith("install settings: Discord sends commands and presses to an Int")
    assert lines[5].startswith("intents: Server Members is switched on, and the bot does not need")
    assert lines[6].startswith("intents: Message Content is switched on")
    assert len(lines) == 7


async def test_check_online_refuses_a_refused_token_with_three_and_writes_nothing(
    line: Line, tmp_path: Path
) -> None:
    done = await line("check", "--online", DISCORD_TOKEN="wrong")

    assert done.code == 3
    assert done.err == "Discord refuses the token; copy it anew from the portal\n"
    assert files(tmp_path) == []
