"""A message's text as one reads it in a terminal: no markdown, times as clock times, names."""

from __future__ import annotations

import re
from datetime import UTC, datetime

TIME = re.compile(r"<t:(-?\d+)(?::\w)?>")
LINE_START = re.compile(r"^\s*(?:-#\s+|#{1,3}\s+|>\s+|[-*]\s+)", re.MULTILINE)
MARKS = re.compile(r"\*\*|__|~~|`|(?<!\w)[*_]|[*_](?!\w)")


def _clock(found: re.Match[str]) -> str:
    return datetime.fromtimestamp(int(found[1]), UTC).astimezone().strftime("%H:%M:%S")


def plain(text: str) -> str:
    """The text without its marks."""
    return MARKS.sub("", LINE_START.sub("", TIME.sub(_clock, text))).strip()


def title_and_rest(text: str) -> tuple[str, str]:
    """The first line, and all the others as one."""
    lines = [line.strip() for line in plain(text).splitlines() if line.strip()]
    return (lines[0] if lines else "", " ".join(lines[1:]))
