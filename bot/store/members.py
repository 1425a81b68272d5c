"""People: what they agreed to, and where their direct messages are."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.core.errors import NotNow
from bot.core.member import Member
from bot.core.ports import Following, MemberChange, MemberChanged
from bot.core.reminder import State
from bot.core.script import Pace
from bot.store import tables as t
from bot.store.database import Database
from bot.store.engines import Work
from bot.store.readable import readable
from bot.store.reminder_wake import SAVE_REMINDER, reminders_of, saved
from bot.store.statements import upsert
from bot.store.team_rows import zone_of

_SETTINGS = ("pace", "options", "zone", "working_hours", "days_off")

_ONE = select(t.member).where(t.member.c.id == bindparam("id"))


class Members:
    """Implements `bot.core.ports.Members`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: int) -> Member:
        def work(connection: Connection) -> Member:
            return _get(connection, user_id)

        return await self._database.read(work)

    async def accept_safety(self, user_id: int, version: int, at: datetime) -> None:
        columns = {"safety_version": version, "safety_accepted_at": at}
        await self._database.decide(_keep(user_id, columns))

    async def change(
        self, user_id: int, to: MemberChange, follow: Following | None = None
    ) -> MemberChanged:
        def work(connection: Connection) -> MemberChanged:
            return change_member(connection, user_id, to, follow)

        return await self._database.decide(work)

    async def forget_past(self, now: datetime) -> int:
        def look(connection: Connection) -> list[Member]:
            rows = connection.execute(select(t.member).where(t.AWAY_ONLY))
            away = [_member(row) for row in rows]
            return [it for it in away if it.days_off != it.days_off_from(now)]

        def forget(connection: Connection) -> int:
            past = look(connection)
            for it in past:
                own = update(t.member).where(t.member.c.id == it.id)
                connection.execute(own.values(days_off=it.days_off_from(now)))
            return len(past)

        # Nearly always there is nothing to forget: then nothing is written either.
        return await self._database.write(forget) if await self._database.read(look) else 0

    async def keep_dm_channel(self, user_id: int, channel_id: int) -> None:
        # Whoever was erased meanwhile stays so.
        known = update(t.member).where(t.member.c.id == user_id)

        def work(connection: Connection) -> None:
            connection.execute(known.values(dm_channel_id=channel_id))

        with suppress(NotNow):  # it is only asked for again then; a message waits for this
            await self._database.attempt(work)


def _member(row: Row[Any]) -> Member:
    if row.zone is not None:
        zone_of(row.zone)
    return Member(**{**row._mapping, "pace": Pace(row.pace)})


def _what_matters(connection: Connection, user_id: int) -> Member:
    """A new member, or one whose settings cannot be read: those are as at the beginning."""
    c = t.member.c
    known = select(c.safety_version, c.dm_channel_id).where(c.id == user_id)
    row = connection.execute(known).one_or_none()
    return Member(user_id, row.safety_version, None, row.dm_channel_id) if row else Member(user_id)


def change_member(
    connection: Connection, user_id: int, to: MemberChange, follow: Following | None
) -> MemberChanged:
    """Part of a transaction: changes a member's settings and lets their reminders follow."""
    before = _get(connection, user_id)
    after = to(before)
    if after == before:
        return MemberChanged(before, after)
    own = reminders_of(connection, [user_id])[user_id] if follow else []
    settings = {name: getattr(after, name) for name in _SETTINGS}
    upsert(connection, t.member, {"id": user_id}, settings)
    followed = [(it, follow(it, after)) for it in own] if follow else []
    moved = [saved(was, it) for was, it in followed if was.revision != it.revision]
    if moved:
        connection.execute(SAVE_REMINDER, moved)
    active = [(was, it) for was, it in followed if it.state is State.ACTIVE]
    return MemberChanged(before, after, tuple(it for was, it in active if was.rhythm != it.rhythm))


def _get(connection: Connection, user_id: int) -> Member:
    found = readable(connection, t.member, _ONE, _member, {"id": user_id})
    return found[0] if found else _what_matters(connection, user_id)


def _keep(user_id: int, columns: dict[str, Any]) -> Work[None]:
    def work(connection: Connection) -> None:
        upsert(connection, t.member, {"id": user_id}, columns)

    return work
