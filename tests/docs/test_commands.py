"""docs/commands.md describes the commands of Discord as they are, and no page names another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from discord import app_commands

from bot.content import load_library
from tests.chat.stage import Stage
from tests.docs.pages import described, quoted
from tests.repository import ROOT

Command = app_commands.Command
Commands = Mapping[str, Command]
#: What begins with a slash and is no command.
PATHS = ("/data", "/tmp", "/healthz", "/metrics", "/opt/", "/etc/", "/var/")
PAGE = described("In Discord")


@pytest.fixture
async def commands(tmp_path: Path) -> AsyncIterator[Commands]:
    stage = Stage(tmp_path / "unhunch.db", load_library(ROOT / "content", 0))
    every = stage.client.tree.walk_commands()
    yield {
        f"/{command.qualified_name}": command for command in every if isinstance(command, Command)
    }
    await stage.close()


def options(commands: Commands) -> dict[tuple[str, str], app_commands.Parameter]:
    """Each option, by its command's name and its own."""
    return {
        (name, option.display_name): option
        for name, command in commands.items()
        for option in command.parameters
    }


async def test_every_command_is_described_and_no_other(commands: Commands) -> None:
    assert set(PAGE) == set(commands)


async def test_every_option_is_described_and_no_other(commands: Commands) -> None:
    needed = {
        (command, name): row.needed for command, rows in PAGE.items() for name, row in rows.items()
    }

    assert needed == {key: option.required for key, option in options(commands).items()}


async def test_choices_are_quoted_as_they_are(commands: Commands) -> None:
    choices = {
        key: {choice.value for choice in option.choices}
        for key, option in options(commands).items()
        if option.choices
    }

    assert len(choices) > 5
    assert {(command, name): PAGE[command][name].values for command, name in choices} == choices


async def test_what_is_taken_where_an_option_is_left_out_is_quoted(commands: Commands) -> None:
    defaults = {
        key: str(option.default)
        for key, option in options(commands).items()
        if isinstance(option.default, str)
    }

    assert len(defaults) > 3
    assert [
        (command, name, default)
        for (command, name), default in defaults.items()
        if f"`{default}`" not in PAGE[command][name].otherwise
    ] == []


def is_known(code: str, commands: Commands) -> bool:
    """Whether there is such a command, a group of that name, and each option named after it."""
    name, *words = code.split()
    if words and f"{name} {words[0]}" in commands:
        name, words = f"{name} {words[0]}", words[1:]
    if name not in commands:
        return not words and any(command.startswith(f"{name} ") for command in commands)
    return all((name, word.partition(":")[0]) in options(commands) for word in words)


async def test_no_page_names_a_command_or_an_option_that_is_not_there(commands: Commands) -> None:
    named = [(page, code) for page, code in quoted() if code.startswith("/")]
    gone = [
        (page, code)
        for page, code in named
        if not code.startswith(PATHS) and not is_known(code, commands)
    ]

    assert len(named) > 30
    assert gone == []


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("/relax where:channel", True),
        ("/team", True),
        ("/team join break", True),
        ("/unrelax", False),
        ("/team hug", False),
        ("/relax when:now", False),
    ],
)
async def test_a_command_that_is_not_there_would_be_found(
    commands: Commands, code: str, known: bool
) -> None:
    assert is_known(code, commands) == known


async def test_the_readme_names_every_command(commands: Commands) -> None:
    readme = (ROOT / "README.md").read_text()
    missing = {name.split()[0] for name in commands if f"`{name.split()[0]}" not in readme}

    assert missing == set()
