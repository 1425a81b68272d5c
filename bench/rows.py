"""Databases with many rows at rest: in the index of what is due, but not for a hundred years."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.migrate import upgrade

_FIRST = 10**9


def at_rest(file: Path, count: int) -> Path:
    """A new database with so many of them, each of another person's."""
    upgrade(file)
    people = range(_FIRST, _FIRST + count)
    with closing(sqlite3.connect(file)) as it, it:
        it.executemany(
            "INSERT INTO member (id, safety_version) VALUES (?, 1)", ((n,) for n in people)
        )
        it.executemany(
            "INSERT INTO session (member_id, asked, place, source, pace, fingerprint, state,"
            " started_at, held, jumped, ended_at, cue, sends, due_at, revision) VALUES (?, 'dm',"
            " 'dm', 'five-minute-reset', 'normal', 'abcdefabcdef', 'finished',"
            " ?, 0, 0, ?, 1, 0, ?, 1)",
            ((n, _stamp(2026, n), _stamp(2026, n), _stamp(2126, n)) for n in people),
        )
    return file


def _stamp(year: int, n: int) -> str:
    hours, minutes = divmod(n // 60 % 1440, 60)
    return f"{year}-01-{n // 86400 % 28 + 1:02} {hours:02}:{minutes:02}:{n % 60:02}.000000"
