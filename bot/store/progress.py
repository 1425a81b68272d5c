"""When a person finished sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.core.session import State
from bot.store import tables as t
from bot.store.database import Database


class History:
    """Implements `bot.flows.progress.History`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def finished(self, user_id: int, since: datetime) -> tuple[datetime, ...]:
        mine = select(t.session.c.ended_at).where(
            t.session.c.member_id == user_id,
            t.session.c.state == State.FINISHED,
            t.session.c.ended_at >= since,
        )

        def work(connection: Connection) -> tuple[datetime, ...]:
            return tuple(connection.scalars(mine))

        return await self._database.read(work)
