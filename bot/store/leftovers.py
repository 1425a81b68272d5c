"""Messages above a newer one of their session: ticked, and in channels removed at the end."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update
from sqlalchemy import bindparam as bind

from bot.core.delivery import Leftover, Message
from bot.core.session import Place, Session
from bot.store import tables as t

_READ = ("session_id", "n", "cue", "state", "channel_id", "message_id")
_MARK = (
    update(t.send)
    .where(t.send.c.session_id == bind("at_session"), t.send.c.n == bind("at_n"))
    .values(state=bind("state"))
)
_STANDING = (
    select(*(t.send.c[it] for it in _READ))
    .where(
        t.send.c.session_id.in_(bind("ids", expanding=True)),
        t.send.c.state.in_(("sent", "ticked")),
        t.send.c.message_id.is_not(None),
    )
    .order_by(t.send.c.n)
)


def claim_leftovers(connection: Connection, sessions: Iterable[Session]) -> tuple[Leftover, ...]:
    """Claims what is to be tidied in these sessions now, each message once."""
    by_id = {session.id: session for session in sessions}
    if not by_id:
        return ()
    stand = connection.execute(_STANDING, {"ids": list(by_id)}).all()
    newest = {row.session_id: row for row in stand}
    above = [row for row in stand if row.message_id != newest[row.session_id].message_id]
    old = [
        Leftover(session, row.cue, Message(row.channel_id, row.message_id), _removes(session))
        for row in above
        for session in [by_id[row.session_id]]
        if _removes(session) or row.state == "sent"
    ]
    marks = [
        {"at_session": row.session_id, "at_n": row.n, "state": _mark(by_id[row.session_id])}
        for row in above
    ]
    if marks:
        connection.execute(_MARK, marks)
    return tuple(old)


def _removes(session: Session) -> bool:
    return session.place is Place.CHANNEL and not session.going_on


def _mark(session: Session) -> str:
    return "removed" if _removes(session) else "ticked"
