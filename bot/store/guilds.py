"""Servers: the zone chosen there last, and what goes when the bot is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select, union, update

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
        def work(connection: Connection) -> str | None:
            found = select(t.guild.c.zone).where(t.guild.c.id == guild_id)
            return connection.scalar(found)

        return await self._database.read(work)

    async def keep_zone(self, guild_id: int, zone: str) -> None:
        def work(connection: Connection) -> None:
            upsert(connection, t.guild, {"id": guild_id}, {"zone": zone, "removed_at": None})

        await self._database.decide(work)

    async def known(self) -> frozenset[int]:
        def work(connection: Connection) -> frozenset[int]:
            removed = select(t.guild.c.id).where(t.guild.c.removed_at.is_not(None))
            kept = union(select(t.team_break.c.guild_id.label("id")), select(t.guild.c.id))
            them = kept.subquery()
            rows = connection.execute(select(them.c.id).where(them.c.id.not_in(removed)))
            return frozenset(row.id for row in rows)

        return await self._database.read(work)

    async def removed(self) -> frozenset[int]:
        def work(connection: Connection) -> frozenset[int]:
            rows = connection.execute(select(t.guild.c.id).where(t.guild.c.removed_at.is_not(None)))
            return frozenset(row.id for row in rows)

        return await self._database.read(work)

    async def remove(self, guild_id: int, at: Moment) -> None:
        occurrence, own = t.occurrence, t.team_break

        def work(connection: Connection) -> None:
            upsert(connection, t.guild, {"id": guild_id}, {"removed_at": at.real})
            connection.execute(
                update(own)
                .where(own.c.guild_id == guild_id, own.c.state == Standing.ACTIVE)
                .values(state=Standing.PAUSED, why=Reason.REMOVED, revision=own.c.revision + 1)
            )
            connection.execute(
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
        def work(connection: Connection) -> None:
            connection.execute(
                update(t.guild).where(t.guild.c.id == guild_id).values(removed_at=None)
            )

        await self._database.write(work)

    async def purge(self, before: datetime) -> int:
        def work(connection: Connection) -> int:
            gone = select(t.guild.c.id).where(t.guild.c.removed_at <= before)
            rows = connection.execute(gone)
            forgotten = [row.id for row in rows]
            for guild_id in forgotten:
                _forget(connection, guild_id)
            return len(forgotten)

        return await self._database.attempt(work)

    async def forget(self, guild_id: int) -> Mapping[str, int] | None:
        def work(connection: Connection) -> Mapping[str, int] | None:
            row = (connection.execute(select(t.guild).where(t.guild.c.id == guild_id))).first()
            removed = row is not None and row.removed_at is not None
            if not removed and (row or _breaks(connection, guild_id)):
                return None
            gone = _forget(connection, guild_id)
            if any(gone.values()):
                mark_for_scrubbing(connection)
            return gone

        return await self._database.write(work)


def _breaks(connection: Connection, guild_id: int) -> list[int]:
    found = select(t.team_break.c.id).where(t.team_break.c.guild_id == guild_id)
    return [row.id for row in connection.execute(found)]


def _forget(connection: Connection, guild_id: int) -> Mapping[str, int]:
    gone = forget(connection, _breaks(connection, guild_id), t.occurrence.c.guild_id == guild_id)
    done = connection.execute(delete(t.guild).where(t.guild.c.id == guild_id))
    return {**gone, "guild": done.rowcount}
