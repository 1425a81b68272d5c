"""What ended long ago is forgotten, in small batches, so that the database does not grow for ever.

Ids are given in the order of starting, so this reads old rows from the front and stops at the
first young ones: it needs no index, and a million young rows at rest cost nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from bot.store import tables as t
from bot.store.database import Database

#: Sessions and their sends are kept this long after their end.
KEPT_FOR = timedelta(days=90)
#: Sessions in one transaction: a press that comes meanwhile waits for one batch, not for all.
_BATCH = 200


class Pruning:
    """Forgets sessions that ended more than `KEPT_FOR` ago, and their sends."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prune(self, now: datetime) -> int:
        """Forgets what is old enough at `now`, timetable time; how many sessions that was."""
        before, last, forgotten = now - KEPT_FOR, 0, 0
        while part := await self._next(last, before):
            old = [session_id for session_id, is_old in part.items() if is_old]
            if old:
                await self._forget(old)
            forgotten += len(old)
            last = max(part)
        return forgotten

    async def _next(self, last: int, before: datetime) -> dict[int, bool]:
        """The next sessions and whether each is old enough; none once they began too late."""
        c = t.session.c
        statement = select(c.id, c.ended_at, c.started_at).where(c.id > last).order_by(c.id)

        def work(connection: Connection) -> dict[int, bool]:
            rows = connection.execute(statement.limit(_BATCH)).all()
            if not rows or rows[0].started_at >= before:
                return {}
            return {row.id: row.ended_at is not None and row.ended_at < before for row in rows}

        return await self._database.read(work)

    async def _forget(self, ids: list[int]) -> None:
        def work(connection: Connection) -> None:
            for table in (t.card_token, t.send):
                connection.execute(delete(table).where(table.c.session_id.in_(ids)))
            connection.execute(delete(t.session).where(t.session.c.id.in_(ids)))

        await self._database.write(work)
