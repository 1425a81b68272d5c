"""The team's part of a wake: confirm what occurrences said, claim those that are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy import bindparam as bind

from bot.core.delivery import Delivered
from bot.core.occurrence import Announcement
from bot.core.ports import TeamRules
from bot.core.posting import Heard, Owner
from bot.core.teambreak import TeamBreak
from bot.store import tables as t
from bot.store.due import claim_due, decided, due_of, set_aside
from bot.store.team_rows import breaks_of, occurrence_of, occurrences_of
from bot.store.verdicts import Sheet

_DUE = due_of(t.occurrence)
_CONFIRM = (
    update(t.posting)
    .where(
        t.posting.c.owner == bind("at_owner"),
        t.posting.c.owner_id == bind("at_id"),
        t.posting.c.n == bind("at_n"),
    )
    .values(state=bind("state"), channel_id=bind("channel_id"), message_id=bind("message_id"))
)


def about(heard: Sequence[Heard], owner: Owner) -> list[Heard]:
    """Those that are about messages of this owner."""
    return [it for it in heard if it.posting.owner is owner]


def confirm_postings(connection: Connection, heard: Sequence[Heard]) -> None:
    """Writes what came of these messages."""
    if heard:
        connection.execute(_CONFIRM, [_outcome(it) for it in heard])


def claim_occurrences(
    connection: Connection, now: datetime, real_now: datetime, rules: TeamRules
) -> tuple[Announcement, ...]:
    """Claims what is due and moves it on; what is to be said now."""
    due, unread = claim_due(connection, t.occurrence, _DUE, now, occurrence_of)
    if not due and not unread:
        return ()
    sheet = Sheet.of(connection, due, now)
    lost = set(unread)
    for it in due:
        facts = sheet.facts(it)
        if it.break_id and facts.team_break is None:  # it cannot be read
            set_aside(connection, t.occurrence, (it.id,))
        elif verdict := decided(connection, t.occurrence, it.id, rules.decide, it, facts):
            sheet.take(verdict)
        else:
            lost.add(it.id)
    if lost:
        sheet.plan_anew(_breaks_of_occurrences(connection, lost), now)
    return sheet.write(connection, real_now)


def hear(
    connection: Connection,
    heard: Sequence[Heard],
    now: datetime,
    real_now: datetime,
    rules: TeamRules,
) -> tuple[Announcement, ...]:
    """Writes what came of messages of occurrences, and what follows from it."""
    heard = about(heard, Owner.OCCURRENCE)
    if not heard:
        return ()
    confirm_postings(connection, heard)
    ids = {it.posting.owner_id for it in heard}
    them = occurrences_of(connection, select(t.occurrence).where(t.occurrence.c.id.in_(ids)))
    known = {it.id for it in them}
    sheet = Sheet.of(connection, them, now)
    for posting, outcome in ((it.posting, it.outcome) for it in heard):
        if posting.owner_id in known:
            it = sheet.occurrence(posting.owner_id)
            about_it = (it, sheet.facts(it), posting, outcome)
            if verdict := decided(connection, t.occurrence, it.id, rules.heard, *about_it):
                sheet.take(verdict)
    return sheet.write(connection, real_now)


def _breaks_of_occurrences(connection: Connection, identifiers: Iterable[int]) -> list[TeamBreak]:
    """The breaks whose occurrences these were, as far as they can be read."""
    those = select(t.occurrence.c.break_id).where(t.occurrence.c.id.in_(list(identifiers)))
    return breaks_of(connection, select(t.team_break).where(t.team_break.c.id.in_(those)))


def _outcome(it: Heard) -> dict[str, object]:
    posting, outcome = it.posting, it.outcome
    at = {"at_owner": posting.owner, "at_id": posting.owner_id, "at_n": posting.n}
    if isinstance(outcome, Delivered):
        place = {"channel_id": outcome.channel_id, "message_id": outcome.message_id}
        return {**at, "state": "sent", **place}
    return {**at, "state": outcome.why, "channel_id": None, "message_id": None}
