"""The reminders' part of a wake, and their rows as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from bot.core.ports import ReminderRules
from bot.core.posting import Heard, Owner, Posting
from bot.core.reminder import Decided, Nudge, Reminder, State, matters
from bot.core.typed import spell_days, spell_times
from bot.store import tables as t
from bot.store.due import claim_due, decided, due_of
from bot.store.readable import readable
from bot.store.statements import columns_but_id
from bot.store.team_rows import days_of, live_postings, posting_columns, saving, times_of, zone_of
from bot.store.team_wake import about, confirm_postings

SAVE_REMINDER = saving(t.reminder)
#: What stands with the person, not in the reminder's row.
_OF_MEMBER = {
    "zone": t.member.c.zone,
    "hours": t.member.c.working_hours,
    "days_off": t.member.c.days_off,
    "dm_channel_id": t.member.c.dm_channel_id,
}
#: Reminders, each with what it has of its person.
READ_REMINDERS = select(
    t.reminder, *(column.label(name) for name, column in _OF_MEMBER.items())
).join_from(t.reminder, t.member, t.member.c.id == t.reminder.c.member_id)
_KEPT = (State.ACTIVE, State.PAUSED, State.QUIET, State.CLOSED, State.TESTING)
_DUE = due_of(t.reminder, READ_REMINDERS)
_OF_MEMBERS = READ_REMINDERS.where(
    t.reminder.c.member_id.in_(bindparam("members", expanding=True)),
    t.reminder.c.state.in_(_KEPT),
).order_by(t.reminder.c.id)
_BY_ID = READ_REMINDERS.where(t.reminder.c.id.in_(bindparam("ids", expanding=True)))
_POST = insert(t.posting)


def reminder_of(row: Row[Any]) -> Reminder:
    values = dict(row._mapping)
    values["times"] = times_of(values["times"]) if values["times"] else ()
    values["days"], values["state"] = days_of(values["days"]), State(values["state"])
    zone_of(values["zone"])
    return Reminder(**values)


def reminder_columns(it: Reminder) -> dict[str, Any]:
    """A reminder's columns but its id."""
    values = columns_but_id(it)
    for name in _OF_MEMBER:
        del values[name]
    values["times"] = spell_times(it.times) or None
    return {**values, "days": spell_days(it.days)}


def reminders_of(connection: Connection, members: Iterable[int]) -> dict[int, list[Reminder]]:
    """Every reminder these people have."""
    found = defaultdict(list)
    theirs = {"members": list(set(members))}
    for it in readable(connection, t.reminder, _OF_MEMBERS, reminder_of, theirs):
        found[it.member_id].append(it)
    return found


def claim_reminders(
    connection: Connection, now: datetime, real_now: datetime, rules: ReminderRules
) -> tuple[Nudge, ...]:
    """Claims what is due and moves it on; what is to be said now."""
    due, _ = claim_due(connection, t.reminder, _DUE, now, reminder_of)
    if not due:
        return ()
    everyone = reminders_of(connection, {it.member_id for it in due})
    decisions = []
    for it in due:
        # One decided a moment ago counts against the day and the gap of this one.
        own = everyone[it.member_id]
        others = tuple(one for one in own if one.id != it.id)
        after = decided(connection, t.reminder, it.id, rules.decide, it, others)
        if after is None:
            continue
        everyone[it.member_id] = [after.reminder if one.id == it.id else one for one in own]
        decisions.append((it, after))
    return write(connection, decisions, real_now)


def hear_reminders(connection: Connection, heard: Sequence[Heard], rules: ReminderRules) -> None:
    """Writes what came of messages of reminders, and what follows from it."""
    heard = about(heard, Owner.REMINDER)
    if not heard:
        return
    confirm_postings(connection, heard)
    heard = [it for it in heard if matters(it.outcome)]
    if not heard:
        return
    ids = {"ids": list({it.posting.owner_id for it in heard})}
    before = {it.id: it for it in readable(connection, t.reminder, _BY_ID, reminder_of, ids)}
    after = dict(before)
    for it in heard:
        if it.posting.owner_id in after:
            known = after[it.posting.owner_id]
            about_it = (known, it.posting, it.outcome)
            if verdict := decided(connection, t.reminder, known.id, rules.heard, *about_it):
                after[known.id] = verdict.reminder
    changed = [saved(before[key], it) for key, it in after.items() if it != before[key]]
    if changed:
        connection.execute(SAVE_REMINDER, changed)


def write(
    connection: Connection, decided: Sequence[tuple[Reminder, Decided]], real_now: datetime
) -> tuple[Nudge, ...]:
    """Writes decisions; what is to be said now."""
    changes = [saved(before, it.reminder) for before, it in decided if it.reminder != before]
    if changes:
        connection.execute(SAVE_REMINDER, changes)
    speaking = [it for _, it in decided if it.what]
    edits = [it.reminder.id for it in speaking if not it.claims]
    live = live_postings(connection, Owner.REMINDER, edits) if edits else {}
    postings = {it.reminder.id: _posting(it, real_now) for it in speaking if it.claims}
    if postings:
        rows = [posting_columns(it) for it in postings.values()]
        connection.execute(_POST, rows)
    return tuple(
        Nudge(it.reminder, it.what, postings.get(it.reminder.id), live.get(it.reminder.id))
        for it in speaking
        if it.what
    )


def saved(before: Reminder, after: Reminder) -> dict[str, Any]:
    """What `SAVE_REMINDER` needs to write `after` over `before`."""
    return {**reminder_columns(after), "at_id": before.id, "at_revision": before.revision}


def _posting(it: Decided, real_now: datetime) -> Posting:
    reminder = it.reminder
    what = str(it.what)
    return Posting(
        Owner.REMINDER, reminder.id, reminder.posts, what, 0, reminder.revision, real_now
    )
