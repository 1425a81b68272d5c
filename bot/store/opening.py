"""Opening a session: everything that may stand in its way, looked at in one transaction."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, bindparam, func, insert, select

from bot.core.delivery import Token
from bot.core.member import SAFETY_VERSION
from bot.core.ports import Obstacle, Terms
from bot.core.session import Place, Session, State
from bot.store import tables as t
from bot.store.channels import is_called, sessions_in
from bot.store.rows import columns_of, first_session, keep_token

_SAFETY = select(t.member.c.safety_version).where(t.member.c.id == bindparam("id"))
_NEWEST = (
    select(t.session)
    .where(t.session.c.member_id == bindparam("id"))
    .order_by(t.session.c.id.desc())
    .limit(1)
)
_POSTING = select(func.count()).where(t.GOING_ON_ONLY, t.session.c.place != Place.PRIVATE)
_INSERT = insert(t.session).returning(t.session.c.id)


def open_session(
    connection: Connection, session: Session, token: Token, terms: Terms
) -> tuple[Session, Obstacle | None]:
    """See `bot.core.ports.Sessions.open`."""
    obstacle = _with_member(connection, session, terms)
    if obstacle is None and session.place is not Place.PRIVATE:
        obstacle = _with_place(connection, session, terms)
    if obstacle:
        return obstacle
    made = connection.execute(_INSERT, columns_of(session))
    opened = replace(session, id=made.scalar_one())
    keep_token(connection, opened.id, token)
    return opened, None


def _with_member(
    connection: Connection, session: Session, terms: Terms
) -> tuple[Session, Obstacle] | None:
    member = {"id": session.member_id}
    accepted = connection.scalar(_SAFETY, member)
    if accepted is None or accepted < SAFETY_VERSION:
        return session, Obstacle.SAFETY
    # A person has one session at a time, so one going on is always the newest.
    newest = first_session(connection, _NEWEST, member)
    if newest is None:
        return None
    if newest.going_on:
        return newest, Obstacle.OWN
    since = terms.offer_since
    lost = newest.state is State.LOST and since is not None and newest.started_at > since
    return (newest, Obstacle.LOST) if lost else None


def _with_place(
    connection: Connection, session: Session, terms: Terms
) -> tuple[Session, Obstacle] | None:
    if session.place is Place.CHANNEL and session.channel_id:
        there = sessions_in(connection, [session.channel_id])
        if there:
            return there[session.channel_id], Obstacle.CHANNEL
        if is_called(connection, session.channel_id):
            return session, Obstacle.TEAM
    full = (connection.scalar(_POSTING) or 0) >= terms.room
    return (session, Obstacle.BUDGET) if full else None
