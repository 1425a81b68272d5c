"""Rows and values: how the one becomes the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, delete, select, update

from bot.core.delivery import Message, Send, Token
from bot.core.script import Pace
from bot.core.session import Place, Session, State
from bot.store import tables as t
from bot.store.readable import readable
from bot.store.statements import columns_but_id, upsert

#: Writes a session over the revision it was made from, and over no other.
SAVE_SESSION = (
    update(t.session)
    .where(t.session.c.id == bindparam("at_id"), t.session.c.revision == bindparam("at_revision"))
    .values({column: bindparam(column.name) for column in t.session.c if column.name != "id"})
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BY_ID = select(t.session).where(t.session.c.id.in_(_IDS))
_TOKENS = select(t.card_token).where(t.card_token.c.session_id.in_(_IDS))
_FORGET = delete(t.card_token).where(t.card_token.c.session_id.in_(_IDS))
_LIVE = (
    select(t.send.c.session_id, t.send.c.channel_id, t.send.c.message_id)
    .where(t.send.c.session_id.in_(_IDS), t.send.c.message_id.is_not(None))
    .order_by(t.send.c.n)
)


def session_of(row: Row[Any]) -> Session:
    values = dict(row._mapping)
    values["asked"], values["place"] = Place(values["asked"]), Place(values["place"])
    values["pace"], values["state"] = Pace(values["pace"]), State(values["state"])
    return Session(**values)


def save(before: Session, after: Session) -> dict[str, Any]:
    """What `SAVE_SESSION` needs to write `after` over `before`."""
    return {**columns_of(after), "at_id": before.id, "at_revision": before.revision}


def columns_of(session: Session) -> dict[str, Any]:
    """A session's columns but its id."""
    return columns_but_id(session)


def send_of(row: Row[Any]) -> Send:
    return Send(row.session_id, row.n, row.cue, row.revision, row.claimed_at)


def sessions_of(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any] | None = None
) -> list[Session]:
    """Sessions that a statement finds, as far as they can be read."""
    return readable(connection, t.session, statement, session_of, values)


def sessions_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, Session]:
    return {it.id: it for it in sessions_of(connection, _BY_ID, {"ids": list(ids)})}


def tokens(connection: Connection, ids: Iterable[int]) -> dict[int, Token]:
    rows = readable(connection, t.card_token, _TOKENS, tuple, {"ids": list(ids)})
    return {session_id: Token(text, expires_at) for session_id, text, expires_at in rows}


def first_session(
    connection: Connection, statement: Select[Any], values: dict[str, Any]
) -> Session | None:
    found = sessions_of(connection, statement, values)
    return found[0] if found else None


def keep_token(connection: Connection, session_id: int, token: Token) -> None:
    """Keeps the newest way to a session's private card."""
    columns = {"token": token.text, "expires_at": token.expires_at}
    upsert(connection, t.card_token, {"session_id": session_id}, columns)


def forget_tokens(connection: Connection, ids: Iterable[int]) -> None:
    """Forgets the tokens of these sessions."""
    connection.execute(_FORGET, {"ids": list(ids)})


def live_messages(connection: Connection, ids: Iterable[int]) -> dict[int, Message]:
    """The newest confirmed message of each session that has one."""
    rows = connection.execute(_LIVE, {"ids": list(ids)})
    return {row.session_id: Message(row.channel_id, row.message_id) for row in rows}
