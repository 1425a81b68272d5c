"""What ended long ago is forgotten, in small batches, so that the database does not grow for ever.

Ids are given in the order of beginning, so this reads old rows from the front and stops at the
first young ones: it needs no index, and a million young rows at rest cost nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Delete, Table, delete, exists, select

from bot.core.posting import Owner
from bot.core.reminder import State
from bot.store import tables as t
from bot.store.database import Database
from bot.store.engines import Work

#: What is over is kept this long after its end, and messages of reminders this long.
KEPT_FOR = timedelta(days=90)
#: Rows in one transaction: a press that comes meanwhile waits for one batch, not for all.
_BATCH = 200

Ids = Collection[int]


@dataclass(frozen=True, slots=True)
class _History:
    """A table of what begins and ends, and what goes with its rows."""

    table: Table
    began: Column[datetime]
    parts: Callable[[Ids], Sequence[Delete]]


def _of_sessions(ids: Ids) -> Sequence[Delete]:
    return [delete(it).where(it.c.session_id.in_(ids)) for it in (t.card_token, t.send)]


def _of_occurrences(ids: Ids) -> Sequence[Delete]:
    joined = delete(t.joining).where(t.joining.c.occurrence_id.in_(ids))
    return joined, _said(Owner.OCCURRENCE, ids)


def _said(owner: Owner, ids: Ids) -> Delete:
    return delete(t.posting).where(t.posting.c.owner == owner, t.posting.c.owner_id.in_(ids))


_HISTORIES = (
    _History(t.session, t.session.c.started_at, _of_sessions),
    _History(t.occurrence, t.occurrence.c.planned_at, _of_occurrences),
)
_NEXT_POSTING = select(t.posting.c.n).where(
    t.posting.c.owner == Owner.REMINDER, t.posting.c.owner_id == t.reminder.c.id
)


class Pruning:
    """Forgets what was over more than `KEPT_FOR` ago, and what belongs to it.

    Raises `NotNow` where the database cannot be written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prune(self, now: datetime) -> int:
        """Forgets what is old enough at `now`, timetable time; how many runs that were over."""
        before, forgotten = now - KEPT_FOR, 0
        for history in _HISTORIES:
            forgotten += await self._prune(history, before)
        async for ids in self._batches(t.reminder):
            await self._forget(*_quiet_reminders(ids, before))
        return forgotten

    async def _prune(self, history: _History, before: datetime) -> int:
        last, forgotten = 0, 0
        while part := await self._next(history, last, before):
            old = [identifier for identifier, is_old in part.items() if is_old]
            if old:
                rows = delete(history.table).where(history.table.c.id.in_(old))
                await self._forget(*history.parts(old), rows)
            forgotten += len(old)
            last = max(part)
        return forgotten

    async def _next(self, history: _History, last: int, before: datetime) -> dict[int, bool]:
        """The next rows and whether each is old enough; none once they all began too late."""
        c = history.table.c
        # Compared by the database: an instant that somebody edited into nonsense is no obstacle.
        old, young = (c.ended_at < before).label("old"), (history.began >= before).label("young")
        statement = select(c.id, old, young).where(c.id > last).order_by(c.id).limit(_BATCH)

        def work(connection: Connection) -> dict[int, bool]:
            rows = connection.execute(statement).all()
            return {} if all(row.young for row in rows) else {row.id: bool(row.old) for row in rows}

        return await self._database.read(work)

    async def _batches(self, table: Table) -> AsyncIterator[list[int]]:
        """Every id there is, some at a time."""
        last = 0
        while ids := await self._database.read(_some(table, last)):
            yield ids
            last = ids[-1]

    async def _forget(self, *statements: Delete) -> None:
        def work(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self._database.attempt(work)


def _some(table: Table, last: int) -> Work[list[int]]:
    statement = select(table.c.id).where(table.c.id > last).order_by(table.c.id).limit(_BATCH)

    def work(connection: Connection) -> list[int]:
        return list(connection.scalars(statement))

    return work


def _quiet_reminders(ids: Ids, before: datetime) -> Sequence[Delete]:
    """Old messages of reminders, and removed ones that have none any more."""
    removed = delete(t.reminder).where(
        t.reminder.c.id.in_(ids), t.reminder.c.state == State.REMOVED, ~exists(_NEXT_POSTING)
    )
    return _said(Owner.REMINDER, ids).where(t.posting.c.claimed_at < before), removed
