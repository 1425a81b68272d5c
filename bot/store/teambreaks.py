"""Team breaks, their occurrences, and who joins them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from bot.core.occurrence import Announcement, Occurrence, Stage, Verdict
from bot.core.ports import TeamRules
from bot.core.posting import Heard, Posting
from bot.core.session import Session
from bot.core.team_ports import BreakChange, BreakEdit, BreakLine, Moment, OccurrenceChange
from bot.core.teambreak import Standing, TeamBreak
from bot.store import tables as t
from bot.store.channels import is_called, sessions_in
from bot.store.database import Database
from bot.store.facts import facts_of
from bot.store.readable import readable
from bot.store.rows import first_session
from bot.store.statements import columns_but_id, upsert
from bot.store.team_pruning import forget, leaving
from bot.store.team_rows import (
    break_columns,
    breaks_of,
    occurrences_of,
    posting_of,
)
from bot.store.team_wake import hear
from bot.store.verdicts import Sheet

_AHEAD = (Stage.PLANNED, Stage.CALLED, Stage.RUNNING)
_JOINED = select(func.count()).where(
    t.joining.c.occurrence_id == bindparam("id"), t.joining.c.joins
)
_OCCURRENCE = select(t.occurrence).where(t.occurrence.c.id == bindparam("id"))
_OWN = select(t.session).where(t.session.c.member_id == bindparam("id"), t.GOING_ON_ONLY)
_SHOWN = (Standing.ACTIVE, Standing.PAUSED)


class TeamBreaks:
    """Implements `bot.core.team_ports.TeamBreaks`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, draft: TeamBreak) -> TeamBreak:
        def work(connection: Connection) -> TeamBreak:
            made = insert(t.team_break).returning(t.team_break.c.id)
            identifier = connection.execute(made, break_columns(draft)).scalar_one()
            return replace(draft, id=identifier)

        return await self._database.decide(work)

    async def get(self, break_id: int) -> TeamBreak | None:
        def work(connection: Connection) -> TeamBreak | None:
            return _break(connection, break_id)

        return await self._database.read(work)

    async def purge(self, drafted_before: datetime) -> int:
        def work(connection: Connection) -> int:
            breaks = leaving(connection, drafted_before)
            if breaks:
                forget(connection, breaks, t.occurrence.c.break_id.in_(breaks))
            return len(breaks)

        return await self._database.attempt(work)

    async def of_guild(self, guild_id: int) -> tuple[BreakLine, ...]:
        def work(connection: Connection) -> tuple[BreakLine, ...]:
            shown = (
                select(t.team_break)
                .where(t.team_break.c.guild_id == guild_id, t.team_break.c.state.in_(_SHOWN))
                .order_by(t.team_break.c.id)
            )
            breaks = breaks_of(connection, shown)
            ahead = _ahead(connection, [it.id for it in breaks])
            nearest = {it.break_id: it for it in reversed(ahead)}
            return tuple(BreakLine(it, nearest.get(it.id)) for it in breaks)

        return await self._database.read(work)

    async def change(
        self, break_id: int, to: BreakChange, at: Moment
    ) -> tuple[TeamBreak, BreakEdit, tuple[Announcement, ...]] | None:
        def work(
            connection: Connection,
        ) -> tuple[TeamBreak, BreakEdit, tuple[Announcement, ...]] | None:
            before = _break(connection, break_id)
            if before is None:
                return None
            ahead = _ahead(connection, [break_id])
            facts = facts_of(connection, ahead, at.now)
            edit = to(before, [(it, facts[it.id]) for it in ahead])
            sheet = Sheet(ahead, facts)
            for verdict in edit.verdicts:
                sheet.take(verdict)
            sheet.keep_break(before, edit.team_break, edit.plan)
            if edit.extra:
                connection.execute(insert(t.occurrence), columns_but_id(edit.extra))
            return before, edit, sheet.write(connection, at.real)

        return await self._database.decide(work)

    async def occurrence(self, occurrence_id: int) -> Occurrence | None:
        def work(connection: Connection) -> Occurrence | None:
            return _occurrence(connection, occurrence_id)

        return await self._database.read(work)

    async def press(
        self, occurrence_id: int, to: OccurrenceChange, at: Moment
    ) -> tuple[Occurrence, Verdict, tuple[Announcement, ...]] | None:
        def work(
            connection: Connection,
        ) -> tuple[Occurrence, Verdict, tuple[Announcement, ...]] | None:
            before = _occurrence(connection, occurrence_id)
            if before is None:
                return None
            sheet = Sheet.of(connection, [before], at.now)
            verdict = to(before, sheet.facts(before))
            sheet.take(verdict)
            return before, verdict, sheet.write(connection, at.real)

        return await self._database.decide(work)

    async def join(self, occurrence_id: int, member_id: int, joins: bool) -> bool:
        key = {"occurrence_id": occurrence_id, "member_id": member_id}
        table = t.joining

        def work(connection: Connection) -> bool:
            before = connection.scalar(
                select(table.c.joins).where(
                    table.c.occurrence_id == occurrence_id, table.c.member_id == member_id
                )
            )
            upsert(connection, table, key, {"joins": joins})
            return before is not joins

        return await self._database.decide(work)

    async def joined(self, occurrence_id: int) -> int:
        def work(connection: Connection) -> int:
            return connection.scalar(_JOINED, {"id": occurrence_id}) or 0

        return await self._database.read(work)

    async def stretch(self, occurrence: Occurrence, since: datetime) -> Occurrence | None:
        table = t.occurrence

        def work(connection: Connection) -> Occurrence | None:
            where = occurrence.channel_id
            recent = select(table.c.id).where(
                table.c.channel_id == where,
                table.c.break_id.is_(None),
                table.c.planned_at > since,
            )
            if connection.execute(recent.limit(1)).first():
                return None
            if is_called(connection, where) or sessions_in(connection, [where]):
                return None
            made = insert(table).returning(table.c.id)
            row = connection.execute(made, columns_but_id(occurrence))
            return replace(occurrence, id=row.scalar_one())

        return await self._database.decide(work)

    async def follow(self, break_id: int, member_id: int, at: datetime) -> bool:
        key = {"break_id": break_id, "member_id": member_id}

        def work(connection: Connection) -> bool:
            if _follows(connection, break_id, member_id):
                return False
            connection.execute(insert(t.team_member), {**key, "since": at})
            return True

        return await self._database.decide(work)

    async def unfollow(self, break_id: int, member_id: int) -> bool:
        table = t.team_member

        def work(connection: Connection) -> bool:
            done = connection.execute(
                delete(table).where(table.c.break_id == break_id, table.c.member_id == member_id)
            )
            return done.rowcount > 0

        return await self._database.decide(work)

    async def follows(self, break_id: int, member_id: int) -> bool:
        def work(connection: Connection) -> bool:
            return _follows(connection, break_id, member_id)

        return await self._database.read(work)

    async def followers(self, break_id: int, most: int) -> tuple[int, ...]:
        table = t.team_member

        def work(connection: Connection) -> tuple[int, ...]:
            rows = connection.execute(
                select(table.c.member_id)
                .where(table.c.break_id == break_id)
                .order_by(table.c.since, table.c.member_id)
                .limit(most)
            )
            return tuple(row.member_id for row in rows)

        return await self._database.read(work)

    async def own_session(self, member_id: int) -> Session | None:
        def work(connection: Connection) -> Session | None:
            return first_session(connection, _OWN, {"id": member_id})

        return await self._database.read(work)

    async def hear(self, heard: Sequence[Heard], at: Moment, rules: TeamRules) -> None:
        def work(connection: Connection) -> None:
            hear(connection, heard, at.now, at.real, rules)

        await self._database.write(work)

    async def unsettled(self, until: datetime) -> tuple[Occurrence, ...]:
        table = t.occurrence
        running = select(table).where(t.AHEAD_ONLY, table.c.state == Stage.RUNNING)
        closing = select(table).where(table.c.due_at <= until, table.c.state.not_in(_AHEAD))

        def work(connection: Connection) -> tuple[Occurrence, ...]:
            found = [
                it
                for statement in (running, closing)
                for it in occurrences_of(connection, statement)
            ]
            return tuple(sorted(found, key=lambda it: it.id))

        return await self._database.read(work)

    async def unconfirmed(self) -> tuple[Posting, ...]:
        def work(connection: Connection) -> tuple[Posting, ...]:
            table = t.posting
            claimed = (
                select(table)
                .where(t.UNCONFIRMED_ONLY)
                .order_by(table.c.owner, table.c.owner_id, table.c.n)
            )
            return tuple(readable(connection, table, claimed, posting_of))

        return await self._database.read(work)


def _break(connection: Connection, break_id: int) -> TeamBreak | None:
    found = breaks_of(connection, select(t.team_break).where(t.team_break.c.id == break_id))
    return found[0] if found else None


def _occurrence(connection: Connection, occurrence_id: int) -> Occurrence | None:
    found = occurrences_of(connection, _OCCURRENCE, {"id": occurrence_id})
    return found[0] if found else None


def _ahead(connection: Connection, break_ids: list[int]) -> list[Occurrence]:
    """Their occurrences that are not over, the nearest first."""
    table = t.occurrence
    ahead = (
        select(table)
        .where(table.c.break_id.in_(break_ids), t.AHEAD_ONLY)
        .order_by(table.c.starts_at)
    )
    return occurrences_of(connection, ahead)


def _follows(connection: Connection, break_id: int, member_id: int) -> bool:
    table = t.team_member
    found = select(table.c.since).where(
        table.c.break_id == break_id, table.c.member_id == member_id
    )
    return connection.execute(found).first() is not None
