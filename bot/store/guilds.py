"""Servers: the zone chosen there last, and what goes when the bot is removed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.core.occurrence import Stage
from bot.core.team_ports import Moment
from bot.core.teambreak import Reason, Standing
from bot.store import tables as t
from bot.store.database import Database
from bot.store.statements import upsert


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

    async def with_breaks(self) -> frozenset[int]:
        def work(connection: Connection) -> frozenset[int]:
            removed = select(t.guild.c.id).where(t.guild.c.removed_at.is_not(None))
            rows = connection.execute(
                select(t.team_break.c.guild_id)
                .distinct()
                .where(t.team_break.c.guild_id.not_in(removed))
            )
            return frozenset(row.guild_id for row in rows)

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
        gone = select(t.guild.c.id).where(t.guild.c.removed_at <= before)
        breaks = select(t.team_break.c.id).where(t.team_break.c.guild_id.in_(gone))
        occurrences = select(t.occurrence.c.id).where(t.occurrence.c.guild_id.in_(gone))

        def work(connection: Connection) -> int:
            posting, joining, follower = t.posting, t.joining, t.team_member
            for statement in (
                delete(posting).where(posting.c.owner == "o", posting.c.owner_id.in_(occurrences)),
                delete(joining).where(joining.c.occurrence_id.in_(occurrences)),
                delete(follower).where(follower.c.break_id.in_(breaks)),
                delete(t.occurrence).where(t.occurrence.c.guild_id.in_(gone)),
                delete(t.team_break).where(t.team_break.c.guild_id.in_(gone)),
            ):
                connection.execute(statement)
            done = connection.execute(delete(t.guild).where(t.guild.c.removed_at <= before))
            return done.rowcount

        return await self._database.write(work)
