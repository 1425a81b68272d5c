"""The team's part of a wake: confirm what occurrences said, claim those that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy import bindparam as bind

from bot.core.delivery import Delivered
from bot.core.occurrence import Announcement
from bot.core.ports import TeamRules
from bot.core.posting import Heard, Owner
from bot.store import tables as t
from bot.store.team_rows import occurrence_of
from bot.store.verdicts import Sheet

#: Due ones claimed in one wake. A wake that was full is followed by another at once.
BATCH = 500

_DUE = (
    select(t.occurrence)
    .where(t.occurrence.c.due_at <= bind("now"))
    .order_by(t.occurrence.c.due_at, t.occurrence.c.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
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
    due = [occurrence_of(row) for row in connection.execute(_DUE, {"now": now})]
    sheet = Sheet.of(connection, due, now)
    for it in due:
        sheet.take(rules.decide(it, sheet.facts(it)))
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
    rows = connection.execute(select(t.occurrence).where(t.occurrence.c.id.in_(ids)))
    them = [occurrence_of(row) for row in rows]
    known = {it.id for it in them}
    sheet = Sheet.of(connection, them, now)
    for posting, outcome in ((it.posting, it.outcome) for it in heard):
        if posting.owner_id in known:
            it = sheet.occurrence(posting.owner_id)
            sheet.take(rules.heard(it, sheet.facts(it), posting, outcome))
    return sheet.write(connection, real_now)


def _outcome(it: Heard) -> dict[str, object]:
    posting, outcome = it.posting, it.outcome
    at = {"at_owner": posting.owner, "at_id": posting.owner_id, "at_n": posting.n}
    if isinstance(outcome, Delivered):
        place = {"channel_id": outcome.channel_id, "message_id": outcome.message_id}
        return {**at, "state": "sent", **place}
    return {**at, "state": outcome.why, "channel_id": None, "message_id": None}
