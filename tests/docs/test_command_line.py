"""docs/commands.md describes `python -m bot` as it is, and no page names what it has not."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from bot import __main__ as command_line
from playground import demo
from tests.docs.pages import described, part, quoted
from tests.repository import ROOT

HEADING = "On the command line"
PAGE = described(HEADING)


def leaves(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Each command that does something, with its words."""
    branches = [
        action for action in parser._actions if isinstance(action, argparse._SubParsersAction)
    ]
    for branch in branches:
        for word, below in branch.choices.items():
            yield from leaves(below, (*words, word))
    if not branches:
        yield words, parser


#: The demo reads its own.
LEAVES = dict(leaves(command_line._parser())) | {("demo",): demo.options_of()}


def title(words: tuple[str, ...]) -> str:
    """As its heading has it: `preview ID`."""
    places = [action for action in LEAVES[words]._actions if not action.option_strings]
    return " ".join([*words, *(place.metavar or place.dest.upper() for place in places)])


def options(words: tuple[str, ...]) -> dict[str, argparse.Action]:
    actions = [
        action
        for action in LEAVES[words]._actions
        if action.option_strings and action.dest != "help"
    ]
    return {action.option_strings[-1]: action for action in actions}


def test_every_command_and_option_is_described_and_no_other():
    needed = {
        name: {option: row.needed for option, row in rows.items()} for name, rows in PAGE.items()
    }

    assert needed == {
        title(words): {name: option.required for name, option in options(words).items()}
        for words in LEAVES
    }


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_choices_and_defaults_are_quoted_as_they_are(words: tuple[str, ...]):
    rows = PAGE[title(words)]
    for name, option in options(words).items():
        assert not option.choices or rows[name].values == set(option.choices)
        default = option.default
        assert not isinstance(default, str) or f"`{default}`" in rows[name].otherwise


def exit_codes() -> set[int]:
    return {
        value for name, value in vars(command_line).items() if name.isupper() and type(value) is int
    }


def test_every_exit_code_is_described_and_no_other():
    table = re.findall(r"^\| (\d+) \| \S", part(HEADING), re.MULTILINE)

    assert len(table) > 4
    assert {int(code) for code in table} == exit_codes()


def test_the_service_leaves_alone_what_only_a_person_can_mend():
    unit = (ROOT / "unhunch.service").read_text()
    found = re.search(r"^RestartPreventExitStatus=(.+)$", unit, re.MULTILINE)

    assert found
    assert {int(code) for code in found[1].split()} == exit_codes() - {0, 1}


def missing(call: str) -> list[str]:
    """The words of a call that are no command, or no option of it."""
    given = re.sub(r"[\[\]]", " ", call).split()
    words = next((command for command in LEAVES if given[: len(command)] == list(command)), None)
    if words is None:
        return given
    return [word for word in given if word.startswith("--") and word not in options(words)]


def test_no_page_names_a_command_or_an_option_that_is_not_there():
    calls = [
        (page, call)
        for page, code in quoted()
        for call in re.findall(r"python -m bot (\S[^#&|>]*)", code)
    ]

    assert len(calls) > 10
    assert [(page, call) for page, call in calls if missing(call)] == []


def test_the_readme_names_every_command_and_no_other():
    table = (ROOT / "README.md").read_text().split(HEADING)[1].split("\n\n")[1]
    calls = re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)

    assert [call for call in calls if missing(call)] == []
    assert {" ".join(words) for words in LEAVES} == {
        " ".join(words) for words in LEAVES for call in calls if call.startswith(" ".join(words))
    }


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ("preview ID [--play]", []),
        ("preview ID --pley", ["--pley"]),
        ("db drop", ["db", "drop"]),
        ("rum", ["rum"]),
    ],
)
def test_what_is_not_there_would_be_found(call: str, wrong: list[str]):
    assert missing(call) == wrong
