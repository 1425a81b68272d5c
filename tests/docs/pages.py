"""docs/commands.md, and what every page says in code, as the tests of this folder read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.repository import ROOT, tracked

COMMANDS = (ROOT / "docs" / "commands.md").read_text()
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says of an option: whether it is bold, what is quoted of its values."""

    needed: bool
    values: frozenset[str]
    otherwise: str


def part(heading: str) -> str:
    """What stands under one of the page's two headings."""
    return COMMANDS.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def described(heading: str) -> dict[str, dict[str, Row]]:
    """The options of every command that has a heading of its own there."""
    sections = re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", part(heading), re.MULTILINE | re.DOTALL)
    return {
        command: dict(_rows(section)) for title, section in sections for command in spans(title)
    }


def _rows(section: str) -> Iterator[tuple[str, Row]]:
    for line in section.splitlines():
        if line.startswith("| "):
            name, takes, otherwise = line.strip("|").split("|")
            row = Row("**" in name, frozenset(spans(takes)), otherwise)
            yield from ((option, row) for option in spans(name))


def spans(text: str) -> list[str]:
    """What is quoted as code within a line."""
    return _SPAN.findall(text)


def quoted() -> Iterator[tuple[str, str]]:
    """Each page's name with each piece of code in it: a span, or a line of a block."""
    for page in tracked("*.md"):
        text = page.read_text()
        name = str(page.relative_to(ROOT))
        for block in _FENCE.findall(text):
            yield from ((name, line.strip()) for line in block.splitlines())
        yield from ((name, span) for span in spans(_FENCE.sub("", text)))
