"""People: what they agreed to, and where their direct messages are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.core.member import Member
from bot.core.script import Pace
from bot.store import tables as t
from bot.store.database import Database
from bot.store.engines import Work
from bot.store.statements import upsert

_ONE = select(t.member).where(t.member.c.id == bindparam("id"))


class Members:
    """Implements `bot.core.ports.Members`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: int) -> Member:
        def work(connection: Connection) -> Member:
            row = connection.execute(_ONE, {"id": user_id}).one_or_none()
            return Member(**{**row._mapping, "pace": Pace(row.pace)}) if row else Member(user_id)

        return await self._database.read(work)

    async def accept_safety(self, user_id: int, version: int, at: datetime) -> None:
        columns = {"safety_version": version, "safety_accepted_at": at}
        await self._database.decide(_keep(user_id, columns))

    async def keep_settings(self, user_id: int, **settings: Any) -> None:
        await self._database.decide(_keep(user_id, settings))

    async def keep_dm_channel(self, user_id: int, channel_id: int) -> None:
        # Whoever was erased meanwhile stays so.
        known = update(t.member).where(t.member.c.id == user_id)

        def work(connection: Connection) -> None:
            connection.execute(known.values(dm_channel_id=channel_id))

        await self._database.write(work)


def _keep(user_id: int, columns: dict[str, Any]) -> Work[None]:
    def work(connection: Connection) -> None:
        upsert(connection, t.member, {"id": user_id}, columns)

    return work
