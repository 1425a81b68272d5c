"""One wake of the dispatcher: 45 sessions due among more and more rows at rest."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, insert

from bench.report import Figure
from bench.rows import at_rest
from bot.core.options import Options
from bot.core.ports import Rules
from bot.core.script import Pace
from bot.core.session import Decision, Place, Session, State
from bot.store import tables as t
from bot.store.database import Database
from bot.store.rows import columns_of
from bot.store.sessions import Sessions

_DUE, _WAKES = 45, 40
_NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
_SESSIONS = [
    Session(
        id=0,
        member_id=n,
        asked=Place.DM,
        place=Place.DM,
        guild_id=None,
        channel_id=None,
        source="five-minute-reset",
        pace=Pace.NORMAL,
        options=Options(),
        fingerprint="abcdefabcdef",
        state=State.RUNNING,
        started_at=_NOW,
        held=timedelta(0),
        jumped=timedelta(0),
        paused_at=None,
        ended_at=None,
        cue=0,
        sends=0,
        due_at=_NOW,
        revision=0,
    )
    for n in range(1, _DUE + 1)
]


def _decide(session: Session) -> Decision:
    """The next step is said, and the one after it is due in twenty seconds."""
    due = _NOW + timedelta(seconds=20)
    after = replace(
        session,
        cue=session.cue + 1,
        sends=session.sends + 1,
        due_at=due,
        revision=session.revision + 1,
    )
    return Decision(after, session.cue, claims=True)


async def measure(files: dict[int, Path], rounds: int) -> list[Figure]:
    """The median wake of each round, for each number of rows."""
    databases = {count: Database(f"sqlite+aiosqlite:///{file}") for count, file in files.items()}
    taken: dict[int, list[float]] = {count: [] for count in files}
    for database in databases.values():
        await _round(database)
    for _ in range(rounds):
        for count, database in databases.items():
            taken[count].append(await _round(database) * 1000)
    for database in databases.values():
        await database.close()
    first, *others = taken
    return [
        Figure(
            f"a wake, {_DUE} due, {count:,} at rest",
            f"{first:,} at rest",
            "ms",
            taken[count],
            taken[first],
            1.5,
        )
        for count in others
    ]


def make(folder: Path) -> dict[int, Path]:
    return {n: at_rest(folder / f"{n}.db", n) for n in (1_000, 100_000, 1_000_000)}


async def _round(database: Database) -> float:
    sessions, taken = Sessions(database), []
    for _ in range(_WAKES):
        await database.write(_due_again)
        began = time.perf_counter()
        turn = await sessions.wake([], _NOW, _NOW, Rules(_decide, lambda it: it))
        taken.append(time.perf_counter() - began)
        assert len(turn.speeches) == _DUE
    await database.write(_none_due)
    return statistics.median(taken)


def _none_due(connection: Connection) -> None:
    people = [it.member_id for it in _SESSIONS]
    connection.execute(delete(t.send))
    connection.execute(delete(t.session).where(t.session.c.member_id.in_(people)))


def _due_again(connection: Connection) -> None:
    _none_due(connection)
    rows = [{"id": it.member_id, "safety_version": 1} for it in _SESSIONS]
    connection.execute(insert(t.member).prefix_with("OR IGNORE"), rows)
    connection.execute(insert(t.session), [columns_of(it) for it in _SESSIONS])
