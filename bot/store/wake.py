"""One wake of the dispatcher, as one transaction: confirm, claim, move on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam as bind
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import Confirmation, Delivered, Leftover, Message, Send, Speech, Turn
from bot.core.ports import Decide
from bot.core.session import Decision, Place, Session
from bot.store import tables as t
from bot.store.rows import (
    SAVE_SESSION,
    forget_tokens,
    live_messages,
    save,
    session_of,
    sessions_by_id,
    tokens,
)

#: Due sessions claimed in one wake. A wake that was full is followed by another at once.
BATCH = 500

_CONFIRM = (
    update(t.send)
    .where(t.send.c.session_id == bind("at_session"), t.send.c.n == bind("at_n"))
    .values(state=bind("state"), channel_id=bind("channel_id"), message_id=bind("message_id"))
)


async def wake(
    connection: AsyncConnection,
    confirmed: Sequence[Confirmation],
    now: datetime,
    real_now: datetime,
    decide: Decide,
) -> Turn:
    """See `bot.core.ports.Sessions.wake`."""
    outdated, leftovers = await confirm(connection, confirmed)
    claimed = await _claim(connection, now, real_now, decide)
    next_due = await connection.scalar(select(func.min(t.session.c.due_at)))
    return Turn((*outdated, *claimed), leftovers, next_due)


async def confirm(
    connection: AsyncConnection, confirmed: Sequence[Confirmation]
) -> tuple[tuple[Speech, ...], tuple[Leftover, ...]]:
    """Writes what came of sends. Returns the cards that are out of date, and the leftovers."""
    if not confirmed:
        return (), ()
    await connection.execute(_CONFIRM, [_outcome(confirmation) for confirmation in confirmed])
    sessions = await sessions_by_id(connection, {c.send.session_id for c in confirmed})
    over = [session.id for session in sessions.values() if not session.going_on]
    if over:
        await connection.execute(forget_tokens(over))
    landed = {
        c.send.session_id: c
        for c in confirmed
        if isinstance(c.outcome, Delivered) and c.outcome.message_id
    }
    outdated = tuple(
        speech for c in landed.values() if (speech := _outdated(sessions[c.send.session_id], c))
    )
    return outdated, await _leftovers(connection, sessions, landed)


def _outcome(confirmation: Confirmation) -> dict[str, Any]:
    send, outcome = confirmation.send, confirmation.outcome
    at = {"at_session": send.session_id, "at_n": send.n}
    if isinstance(outcome, Delivered):
        place = {"channel_id": outcome.channel_id, "message_id": outcome.message_id}
        return {**at, "state": "sent", **place}
    return {**at, "state": outcome.why, "channel_id": None, "message_id": None}


def _outdated(session: Session, confirmation: Confirmation) -> Speech | None:
    """A card that was pressed away while it was still being sent is brought up to date."""
    send, outcome = confirmation.send, confirmation.outcome
    newest = send.n == session.sends
    if not newest or session.revision == send.revision or not isinstance(outcome, Delivered):
        return None
    if outcome.channel_id is None or outcome.message_id is None:
        return None
    return Speech(session, send.cue, live=Message(outcome.channel_id, outcome.message_id))


async def _leftovers(
    connection: AsyncConnection, sessions: dict[int, Session], landed: dict[int, Confirmation]
) -> tuple[Leftover, ...]:
    """Claims the messages that stand above a newer one of their session."""
    if not landed:
        return ()
    newest = {session_id: confirmation.send.n for session_id, confirmation in landed.items()}
    rows = await connection.execute(
        select(t.send).where(
            t.send.c.session_id.in_(list(newest)),
            t.send.c.state == "sent",
            t.send.c.message_id.is_not(None),
        )
    )
    old = [row for row in rows if row.n < newest[row.session_id]]
    if old:
        await connection.execute(
            update(t.send)
            .where(t.send.c.session_id == bind("at_session"), t.send.c.n == bind("at_n"))
            .values(state="ticked"),
            [{"at_session": row.session_id, "at_n": row.n} for row in old],
        )
    return tuple(
        Leftover(sessions[row.session_id], row.cue, Message(row.channel_id, row.message_id))
        for row in old
    )


async def _claim(
    connection: AsyncConnection, now: datetime, real_now: datetime, decide: Decide
) -> tuple[Speech, ...]:
    rows = await connection.execute(
        select(t.session)
        .where(t.session.c.due_at <= now)
        .order_by(t.session.c.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    due = [session_of(row) for row in rows]
    if not due:
        return ()
    decisions = [decide(session) for session in due]
    await connection.execute(
        SAVE_SESSION,
        [save(before, it.session) for before, it in zip(due, decisions, strict=True)],
    )
    speaking = [
        it
        for before, it in zip(due, decisions, strict=True)
        if it.cue is not None or (before.going_on and not it.session.going_on)
    ]
    return await _speeches(connection, speaking, real_now)


async def _speeches(
    connection: AsyncConnection, speaking: list[Decision], real_now: datetime
) -> tuple[Speech, ...]:
    sends = {it.session.id: _send(it, real_now) for it in speaking if it.claims}
    if sends:
        await connection.execute(insert(t.send), [_claimed(send) for send in sends.values()])
    private = [it.session.id for it in speaking if it.session.place is Place.PRIVATE]
    edits = [it.session.id for it in speaking if it.session.id not in sends]
    by_token = await tokens(connection, private) if private else {}
    live = await live_messages(connection, edits) if edits else {}
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
