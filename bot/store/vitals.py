"""What the database knows of how the bot is: what waits, and how many sessions are going on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.store import tables as t
from bot.store.database import Database

# Each is answered by a partial index, however many rows are at rest.
_EARLIEST = select(func.min(t.session.c.due_at)).where(t.DUE_ONLY)
_RUNNING = select(func.count()).select_from(t.session).where(t.GOING_ON_ONLY)


class Waiting:
    """Reads both in one visit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self) -> tuple[datetime | None, int]:
        """The earliest due moment, timetable time, and the sessions going on."""

        def work(connection: Connection) -> tuple[datetime | None, int]:
            earliest = connection.scalar(_EARLIEST)
            return earliest, connection.scalar(_RUNNING) or 0

        return await self._database.read(work)
