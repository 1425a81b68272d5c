"""Every row that belongs to a person, table by table: counted, read, erased."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.exc import OperationalError

from bot.core.ports import Change, Changed
from bot.core.privacy import Counts, Entry, Erasure
from bot.core.session import Session
from bot.store import tables as t
from bot.store.database import Database
from bot.store.leftovers import claim_leftovers
from bot.store.rows import first_session, live_messages, tokens
from bot.store.scrub import copies_beside, mark_for_scrubbing, scrub

log = logging.getLogger(__name__)

_WHO = bindparam("who", type_=BigInteger)
_THEIR_REMINDERS = select(t.reminder.c.id).where(t.reminder.c.member_id == _WHO)
_THEIR_NUDGES = and_(t.posting.c.owner == "r", t.posting.c.owner_id.in_(_THEIR_REMINDERS))
_THEIR_SESSIONS = select(t.session.c.id).where(t.session.c.member_id == _WHO)


@dataclass(frozen=True, slots=True)
class Holding:
    """A table with rows of people: what they are called, and which are whose."""

    kind: str
    table: Table
    theirs: ColumnElement[bool]
    #: What would let others act in a person's name is never handed out.
    secret: bool = False
    #: A row that others need too stays; this column then names nobody.
    blank: Column[int] | None = None


#: No account on Discord has this id.
NOBODY = 0


#: Every table that says something about a person; a row stands before the row it refers to.
#: A test walks all tables and finds what is missing here.
HOLDINGS = (
    Holding("message", t.send, t.send.c.session_id.in_(_THEIR_SESSIONS)),
    Holding("token", t.card_token, t.card_token.c.session_id.in_(_THEIR_SESSIONS), secret=True),
    Holding("session", t.session, t.session.c.member_id == _WHO),
    Holding("nudge", t.posting, _THEIR_NUDGES),
    Holding("reminder", t.reminder, t.reminder.c.member_id == _WHO),
    Holding("joining", t.joining, t.joining.c.member_id == _WHO),
    Holding("team", t.team_member, t.team_member.c.member_id == _WHO),
    Holding("hosted", t.occurrence, t.occurrence.c.host_id == _WHO, blank=t.occurrence.c.host_id),
    Holding(
        "break", t.team_break, t.team_break.c.creator_id == _WHO, blank=t.team_break.c.creator_id
    ),
    Holding("member", t.member, t.member.c.id == _WHO),
)
#: Tables with nothing about anybody.
IMPERSONAL = frozenset({"clock", "guild"})

_GOING_ON = (
    select(t.session).where(t.session.c.member_id == _WHO, t.GOING_ON_ONLY).with_for_update()
)


class Records:
    """Implements `bot.core.privacy.Records`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, user_id: int) -> Counts:
        def work(connection: Connection) -> Counts:
            counted = {it.kind: _count(connection, it, user_id) for it in HOLDINGS}
            return {kind: rows for kind, rows in counted.items() if rows}

        return await self._database.read(work)

    async def everything(self, user_id: int) -> Mapping[str, tuple[Entry, ...]]:
        def work(connection: Connection) -> Mapping[str, tuple[Entry, ...]]:
            told = [it for it in reversed(HOLDINGS) if not it.secret]
            found = {it.kind: _entries(connection, it, user_id) for it in told}
            return {kind: entries for kind, entries in found.items() if entries}

        return await self._database.decide(work)

    async def erase(self, user_id: int, end: Change) -> Erasure:
        def work(connection: Connection) -> Erasure:
            ended = _end(connection, user_id, end)
            gone = {it.kind: _delete(connection, it, user_id) for it in HOLDINGS}
            gone = {kind: rows for kind, rows in gone.items() if rows}
            if gone:
                mark_for_scrubbing(connection)
            return Erasure(gone, ended)

        return await self._database.decide(work)

    async def scrub(self) -> bool:
        try:
            return await self._database.alone(scrub)
        except OperationalError as error:  # somebody holds the file, or the disk is full
            log.warning("the file could not be scrubbed yet: %s", error.orig)
            return False

    def old_copies(self) -> bool:
        return copies_beside(self._database.file)


def _count(connection: Connection, it: Holding, user_id: int) -> int:
    statement = select(func.count()).select_from(it.table).where(it.theirs)
    return connection.scalar(statement, {"who": user_id}) or 0


def _entries(connection: Connection, it: Holding, user_id: int) -> tuple[Entry, ...]:
    statement = select(it.table).where(it.theirs).order_by(*it.table.primary_key)
    rows = connection.execute(statement, {"who": user_id})
    return tuple(dict(row._mapping) for row in rows)


def _delete(connection: Connection, it: Holding, user_id: int) -> int:
    if it.blank is None:
        forget: Delete | Update = delete(it.table).where(it.theirs)
    else:
        forget = update(it.table).where(it.theirs).values({it.blank.key: NOBODY})
    done = connection.execute(forget, {"who": user_id})
    return done.rowcount


def _end(connection: Connection, user_id: int, end: Change) -> Changed | None:
    """The running session as `end` leaves it, with what its card needs to be told so."""
    before: Session | None = first_session(connection, _GOING_ON, {"who": user_id})
    if before is None:
        return None
    after = end(before)
    live = live_messages(connection, [before.id]).get(before.id)
    token = tokens(connection, [before.id]).get(before.id)
    return Changed(before, after, live, token, claim_leftovers(connection, [after]))
