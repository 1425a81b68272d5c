"""One wake of the dispatcher, as one transaction: confirm, claim, move on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import bindparam as bind

from bot.core.delivery import Confirmation, Delivered, Leftover, Message, Send, Speech
from bot.core.ports import Change, Rules
from bot.core.posting import Heard
from bot.core.session import Decision, Place, Session, is_silent
from bot.core.turn import Turn
from bot.store import tables as t
from bot.store.due import claim_due, decided, due_of, earliest_due, next_due, set_aside
from bot.store.leftovers import claim_leftovers
from bot.store.readable import NONSENSE
from bot.store.reminder_wake import claim_reminders, hear_reminders
from bot.store.rows import (
    SAVE_SESSION,
    forget_tokens,
    live_messages,
    save,
    session_of,
    sessions_by_id,
    tokens,
)
from bot.store.team_wake import claim_occurrences, hear

_KINDS = (t.session, t.occurrence, t.reminder)
#: Each has an index of what is due, and of nothing else. Without its condition SQLite would read
#: the whole table for this.
_EARLIEST = select(*(earliest_due(it).scalar_subquery() for it in _KINDS))
_DUE = due_of(t.session)
_CLAIMED = insert(t.send)
_CONFIRM = (
    update(t.send)
    .where(t.send.c.session_id == bind("at_session"), t.send.c.n == bind("at_n"))
    .values(state=bind("state"), channel_id=bind("channel_id"), message_id=bind("message_id"))
)


def wake(
    connection: Connection,
    confirmed: Sequence[Confirmation | Heard],
    until: datetime,
    real_now: datetime,
    rules: Rules,
) -> Turn:
    """See `bot.core.ports.Sessions.wake`."""
    sent = [it for it in confirmed if isinstance(it, Confirmation)]
    heard = [it for it in confirmed if isinstance(it, Heard)]
    team, own = rules.team, rules.reminders
    outdated, leftovers = confirm(connection, sent, rules.landed)
    told = hear(connection, heard, until, real_now, team) if team else ()
    if own:
        hear_reminders(connection, heard, own)
    earliest = _earliest(connection, rules)
    due = [at is not None and at <= until for at in earliest]
    claimed = _claim(connection, until, real_now, rules) if due[0] else ()
    called = claim_occurrences(connection, until, real_now, team) if team and due[1] else ()
    nudges = claim_reminders(connection, until, real_now, own) if own and due[2] else ()
    if any(due):
        earliest = _earliest(connection, rules)
    next_due = min((at for at in earliest if at), default=None)
    return Turn((*outdated, *claimed), leftovers, next_due, (*told, *called), nudges)


def _earliest(connection: Connection, rules: Rules) -> tuple[datetime | None, ...]:
    """When the first session, occurrence and reminder is due, of the kinds that have rules."""
    try:
        sessions, occurrences, reminders = connection.execute(_EARLIEST).one()
    except NONSENSE:  # some instant is none
        sessions, occurrences, reminders = (next_due(connection, it) for it in _KINDS)
    return sessions, occurrences if rules.team else None, reminders if rules.reminders else None


def confirm(
    connection: Connection, confirmed: Sequence[Confirmation], landed: Change
) -> tuple[tuple[Speech, ...], tuple[Leftover, ...]]:
    """Writes what came of sends. Returns the cards that are out of date, and the leftovers."""
    if not confirmed:
        return (), ()
    connection.execute(_CONFIRM, [_outcome(confirmation) for confirmation in confirmed])
    sessions = sessions_by_id(connection, {c.send.session_id for c in confirmed})
    # A session may be erased while a message of it is on its way.
    confirmed = [it for it in confirmed if it.send.session_id in sessions]
    over = [session.id for session in sessions.values() if not session.going_on]
    if over:
        forget_tokens(connection, over)
    messages = {c.send.session_id: c for c in confirmed if _message(c)}
    _begin_landed(connection, sessions, confirmed, landed)
    outdated = tuple(
        speech for c in messages.values() if (speech := _outdated(sessions[c.send.session_id], c))
    )
    tidied = [sessions[session_id] for session_id in messages]
    return outdated, claim_leftovers(connection, tidied)


def _begin_landed(
    connection: Connection,
    sessions: dict[int, Session],
    confirmed: Sequence[Confirmation],
    landed: Change,
) -> None:
    """Sessions begin when their first message has landed, unless a press was quicker."""
    first = [
        session
        for send in (it.send for it in confirmed)
        for session in [sessions[send.session_id]]
        if send.n == 1 and send.revision == session.revision
    ]
    begun = [
        save(before, after)
        for before in first
        if (after := decided(connection, t.session, before.id, landed, before))
        if after != before
    ]
    if begun:
        connection.execute(SAVE_SESSION, begun)


def _message(confirmation: Confirmation) -> Message | None:
    outcome = confirmation.outcome
    if isinstance(outcome, Delivered) and outcome.channel_id and outcome.message_id:
        return Message(outcome.channel_id, outcome.message_id)
    return None


def _outcome(confirmation: Confirmation) -> dict[str, Any]:
    send, outcome = confirmation.send, confirmation.outcome
    at = {"at_session": send.session_id, "at_n": send.n}
    if isinstance(outcome, Delivered):
        place = {"channel_id": outcome.channel_id, "message_id": outcome.message_id}
        return {**at, "state": "sent", **place}
    return {**at, "state": outcome.why, "channel_id": None, "message_id": None}


def _outdated(session: Session, confirmation: Confirmation) -> Speech | None:
    """A card that was pressed away while it was still being sent is brought up to date."""
    send = confirmation.send
    if send.n != session.sends or session.revision == send.revision:
        return None
    return Speech(session, send.cue, live=_message(confirmation))


def _claim(
    connection: Connection, now: datetime, real_now: datetime, rules: Rules
) -> tuple[Speech, ...]:
    due, _ = claim_due(connection, t.session, _DUE, now, session_of)
    decisions = list[tuple[Session, Decision]]()
    for before in due:
        decision = decided(connection, t.session, before.id, rules.decide, before)
        if decision and decision.session == before:  # it would be due for ever
            set_aside(connection, t.session, (before.id,))
        elif decision:
            decisions.append((before, decision))
    if not decisions:
        return ()
    connection.execute(SAVE_SESSION, [save(before, it.session) for before, it in decisions])
    speaking = [
        it
        for before, it in decisions
        if it.cue is not None or (before.going_on and not it.session.going_on)
    ]
    return _speeches(connection, speaking, real_now)


def _speeches(
    connection: Connection, speaking: list[Decision], real_now: datetime
) -> tuple[Speech, ...]:
    sends = {it.session.id: _send(it, real_now) for it in speaking if it.claims}
    if sends:
        connection.execute(_CLAIMED, [_claimed(send) for send in sends.values()])
    private = [it.session.id for it in speaking if it.session.place is Place.PRIVATE]
    silent = [it.session.id for it in speaking if is_silent(it.session)]
    edits = [*silent, *(it.session.id for it in speaking if it.session.id not in sends)]
    by_token = tokens(connection, private) if private else {}
    live = live_messages(connection, edits) if edits else {}
    return tuple(
        Speech(
            it.session,
            it.cue if it.cue is not None else max(it.session.cue - 1, 0),
            sends.get(it.session.id),
            live.get(it.session.id),
            by_token.get(it.session.id),
        )
        for it in speaking
    )


def _send(it: Decision, real_now: datetime) -> Send:
    session = it.session
    return Send(session.id, session.sends, it.cue or 0, session.revision, real_now)


def _claimed(send: Send) -> dict[str, Any]:
    return {
        "session_id": send.session_id,
        "n": send.n,
        "cue": send.cue,
        "revision": send.revision,
        "state": "claimed",
        "claimed_at": send.claimed_at,
    }
