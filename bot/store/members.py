"""People: what they agreed to, and where their direct messages are."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotNow
from bot.core.member import Member
from bot.core.script import Pace
from bot.store import tables as t
from bot.store.database import Database, Work
from bot.store.readable import readable
from bot.store.statements import upsert
from bot.store.team_rows import zone_of


class Members:
    """Implements `bot.core.ports.Members`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: int) -> Member:
        async def work(connection: AsyncConnection) -> Member:
            theirs = select(t.member).where(t.member.c.id == user_id)
            found = await readable(connection, t.member, theirs, _member)
            return found[0] if found else await _what_matters(connection, user_id)

        return await self._database.read(work)

    async def accept_safety(self, user_id: int, version: int, at: datetime) -> None:
        columns = {"safety_version": version, "safety_accepted_at": at}
        await self._database.decide(_keep(user_id, columns))

    async def keep_settings(self, user_id: int, **settings: Any) -> None:
        await self._database.decide(_keep(user_id, settings))

    async def keep_dm_channel(self, user_id: int, channel_id: int) -> None:
        # Whoever was erased meanwhile stays so.
        known = update(t.member).where(t.member.c.id == user_id)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(known.values(dm_channel_id=channel_id))

        with suppress(NotNow):  # it is only asked for again then; a message waits for this
            await self._database.attempt(work)


def _member(row: Row[Any]) -> Member:
    if row.zone is not None:
        zone_of(row.zone)
    return Member(**{**row._mapping, "pace": Pace(row.pace)})


async def _what_matters(connection: AsyncConnection, user_id: int) -> Member:
    """A new member, or one whose settings cannot be read: those are as at the beginning."""
    c = t.member.c
    known = select(c.safety_version, c.dm_channel_id).where(c.id == user_id)
    row = (await connection.execute(known)).one_or_none()
    return Member(user_id, row.safety_version, None, row.dm_channel_id) if row else Member(user_id)


def _keep(user_id: int, columns: dict[str, Any]) -> Work[None]:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute(upsert(connection, t.member, {"id": user_id}, columns))

    return work
