"""Reminders, kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, update

from bot.core.member import Member
from bot.core.ports import Following, ReminderRules
from bot.core.posting import Heard
from bot.core.reminder import Decided, Nudge, Reminder, State
from bot.store import tables as t
from bot.store.database import Database
from bot.store.members import change_member
from bot.store.readable import readable
from bot.store.reminder_wake import (
    READ_REMINDERS,
    hear_reminders,
    reminder_columns,
    reminder_of,
    reminders_of,
    write,
)


class Reminders:
    """Implements `bot.core.team_ports.Reminders`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, reminder: Reminder, most: int, follow: Following
    ) -> tuple[Reminder, tuple[Reminder, ...]] | None:
        def here(member: Member) -> Member:
            return replace(member, zone=reminder.zone)

        def work(connection: Connection) -> tuple[Reminder, tuple[Reminder, ...]] | None:
            own = reminders_of(connection, [reminder.member_id])[reminder.member_id]
            if len(own) >= most:
                return None
            person = change_member(connection, reminder.member_id, here, follow)
            made = insert(t.reminder).returning(t.reminder.c.id)
            row = connection.execute(made, reminder_columns(reminder))
            return replace(reminder, id=row.scalar_one()), person.moved

        return await self._database.decide(work)

    async def get(self, reminder_id: int) -> Reminder | None:
        def work(connection: Connection) -> Reminder | None:
            return _get(connection, reminder_id)

        return await self._database.read(work)

    async def of_member(self, member_id: int) -> tuple[Reminder, ...]:
        def work(connection: Connection) -> tuple[Reminder, ...]:
            return tuple(reminders_of(connection, [member_id])[member_id])

        return await self._database.read(work)

    async def change(
        self,
        reminder_id: int,
        to: Callable[[Reminder], Decided],
        allowed: Callable[[Reminder], bool],
        real_now: datetime,
    ) -> tuple[Reminder, Reminder, tuple[Nudge, ...]] | None:
        def work(
            connection: Connection,
        ) -> tuple[Reminder, Reminder, tuple[Nudge, ...]] | None:
            before = _get(connection, reminder_id)
            if before is None or not allowed(before):
                return None
            decided = to(before)
            nudges = write(connection, [(before, decided)], real_now)
            return before, decided.reminder, nudges

        return await self._database.decide(work)

    async def hear(self, heard: Sequence[Heard], rules: ReminderRules) -> None:
        def work(connection: Connection) -> None:
            hear_reminders(connection, heard, rules)

        await self._database.write(work)

    async def untold(self, member_id: int) -> tuple[Reminder, ...]:
        table = t.reminder
        silent = (
            table.c.member_id == member_id,
            table.c.state.in_((State.CLOSED, State.QUIET)),
            table.c.told.is_(False),
        )

        def look(connection: Connection) -> tuple[Reminder, ...]:
            return _found(connection, READ_REMINDERS.where(*silent))

        def tell(connection: Connection) -> tuple[Reminder, ...]:
            found = look(connection)
            connection.execute(update(table).where(*silent).values(told=True))
            return found

        # Nearly always there is nothing to tell: then nothing is written either. And it is told
        # after an answer, so nobody waits for it.
        if await self._database.read(look):
            return await self._database.write(tell)
        return ()


def _get(connection: Connection, reminder_id: int) -> Reminder | None:
    found = _found(connection, READ_REMINDERS.where(t.reminder.c.id == reminder_id))
    return found[0] if found else None


def _found(connection: Connection, statement: Select[Any]) -> tuple[Reminder, ...]:
    return tuple(readable(connection, t.reminder, statement, reminder_of))
