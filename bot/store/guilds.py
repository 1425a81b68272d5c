"""Servers: the zone chosen there last, and what goes when the bot is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.occurrence import Stage
from bot.core.team_ports import Moment
from bot.core.teambreak import Reason, Standing
from bot.store import tables as t
from bot.store.database import Database
from bot.store.scrub import mark_for_scrubbing
from bot.store.statements import upsert
from bot.store.team_pruning import forget


class Guilds:
    """Implements `bot.core.team_ports.Guilds`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def zone(self, guild_id: int) -> str | None:
        async def work(connection: AsyncConnection) -> str | None:
            found = select(t.guild.c.zone).where(t.guild.c.id == guild_id)
            return await connection.scalar(found)

        return await self._database.read(work)

    async def keep_zone(self, guild_id: int, zone: str) -> None:
        async def work(connection: AsyncConnection) -> None:
            await connection.execute(
                upsert(connection, t.guild, {"id": guild_id}, {"zone": zone, "removed_at": None})
            )

        await self._database.decide(work)

    async def known(self) -> frozenset[int]:
        async def work(connection: AsyncConnection) -> frozenset[int]:
            removed = select(t.guild.c.id).where(t.guild.c.removed_at.is_not(None))
            kept = union(select(t.team_break.c.guild_id.label("id")), select(t.guild.c.id))
            them = kept.subquery()
            rows = await connection.execute(select(them.c.id).where(them.c.id.not_in(removed)))
            return frozenset(row.id for row in rows)

        return await self._database.read(work)

    async def removed(self) -> frozenset[int]:
        async def work(connection: AsyncConnection) -> frozenset[int]:
            rows = await connection.execute(
                select(t.guild.c.id).where(t.guild.c.removed_at.is_not(None))
            )
            return frozenset(row.id for row in rows)

        return await self._database.read(work)

    async def remove(self, guild_id: int, at: Moment) -> None:
        occurrence, own = t.occurrence, t.team_break

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(
                upsert(connection, t.guild, {"id": guild_id}, {"removed_at": at.real})
            )
            await connection.execute(
                update(own)
                .where(own.c.guild_id == guild_id, own.c.state == Standing.ACTIVE)
                .values(state=Standing.PAUSED, why=Reason.REMOVED, revision=own.c.revision + 1)
            )
            await connection.execute(
                update(occurrence)
                .where(occurrence.c.guild_id == guild_id, t.AHEAD_ONLY)
                .values(
                    state=Stage.CLOSED,
                    ended_at=at.now,
                    due_at=None,
                    revision=occurrence.c.revision + 1,
                )
            )

        await self._database.write(work)

    async def welcome(self, guild_id: int) -> None:
        async def work(connection: AsyncConnection) -> None:
            await connection.execute(
                update(t.guild).where(t.guild.c.id == guild_id).values(removed_at=None)
            )

        await self._database.write(work)

    async def purge(self, before: datetime) -> int:
        async def work(connection: AsyncConnection) -> int:
            gone = select(t.guild.c.id).where(t.guild.c.removed_at <= before)
            rows = await connection.execute(gone)
            forgotten = [row.id for row in rows]
            for guild_id in forgotten:
                await _forget(connection, guild_id)
            return len(forgotten)

        return await self._database.attempt(work)

    async def forget(self, guild_id: int) -> Mapping[str, int] | None:
        async def work(connection: AsyncConnection) -> Mapping[str, int] | None:
            row = (
                await connection.execute(select(t.guild).where(t.guild.c.id == guild_id))
            ).first()
            removed = row is not None and row.removed_at is not None
            if not removed and (row or await _breaks(connection, guild_id)):
                return None
            gone = await _forget(connection, guild_id)
            if any(gone.values()):
                await mark_for_scrubbing(connection)
            return gone

        return await self._database.write(work)


async def _breaks(connection: AsyncConnection, guild_id: int) -> list[int]:
    found = select(t.team_break.c.id).where(t.team_break.c.guild_id == guild_id)
    return [row.id for row in await connection.execute(found)]


async def _forget(connection: AsyncConnection, guild_id: int) -> Mapping[str, int]:
    gone = await forget(
        connection, await _breaks(connection, guild_id), t.occurrence.c.guild_id == guild_id
    )
    done = await connection.execute(delete(t.guild).where(t.guild.c.id == guild_id))
    return {**gone, "guild": done.rowcount}
