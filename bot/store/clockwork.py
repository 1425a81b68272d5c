"""Where the timetable's clock is anchored, so that a restart goes on with it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.core.ports import Anchor
from bot.store import tables as t
from bot.store.database import Database
from bot.store.statements import upsert

_ONLY_ROW = {"id": 1}


class Anchors:
    """Keeps the one anchor."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self) -> Anchor | None:
        """The anchor, if one was ever kept."""

        def work(connection: Connection) -> Anchor | None:
            row = connection.execute(select(t.clock)).one_or_none()
            return Anchor(row.real_at, row.shown_at, row.skipped, row.speed) if row else None

        return await self._database.read(work)

    async def keep(self, anchor: Anchor) -> None:
        columns = {
            "real_at": anchor.real,
            "shown_at": anchor.shown,
            "skipped": anchor.skipped,
            "speed": anchor.speed,
        }

        def work(connection: Connection) -> None:
            upsert(connection, t.clock, _ONLY_ROW, columns)

        await self._database.write(work)
