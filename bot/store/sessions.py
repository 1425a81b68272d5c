"""Sessions and what they sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.core.delivery import Confirmation, Message, Send, Token
from bot.core.ports import Allowed, Change, Changed, Obstacle, Rules, Terms, anyone, as_it_is
from bot.core.posting import Heard
from bot.core.session import Place, Session, State
from bot.core.turn import Turn
from bot.store import tables as t
from bot.store.database import Database
from bot.store.leftovers import claim_leftovers
from bot.store.opening import open_session
from bot.store.readable import readable
from bot.store.rows import (
    SAVE_SESSION,
    first_session,
    forget_tokens,
    keep_token,
    live_messages,
    save,
    send_of,
    sessions_of,
    tokens,
)
from bot.store.wake import confirm, wake

_ONE = select(t.session).where(t.session.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update()


class Sessions:
    """Implements `bot.core.ports.Sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(
        self, session: Session, token: Token, terms: Terms
    ) -> tuple[Session, Obstacle | None]:
        def work(connection: Connection) -> tuple[Session, Obstacle | None]:
            return open_session(connection, session, token, terms)

        return await self._database.decide(work)

    async def expire(self, before: datetime, to: Change) -> tuple[Changed, ...]:
        def look(connection: Connection) -> Sequence[int]:
            rows = connection.scalars(
                select(t.session.c.id)
                .join(t.card_token, t.card_token.c.session_id == t.session.c.id)
                .where(
                    t.card_token.c.expires_at <= before,
                    t.session.c.place == Place.PRIVATE,
                    t.GOING_ON_ONLY,
                )
            )
            return rows.all()

        def work(connection: Connection) -> tuple[Changed, ...]:
            found = [_change(connection, it, to) for it in look(connection)]
            return tuple(it for it in found if it)

        # Nearly always there is none: then nothing is written either.
        return await self._database.write(work) if await self._database.read(look) else ()

    async def get(self, session_id: int) -> Session | None:
        def work(connection: Connection) -> Session | None:
            return _get(connection, session_id)

        return await self._database.read(work)

    async def change(
        self,
        session_id: int,
        to: Change,
        allowed: Allowed = anyone,
        token: Token | None = None,
        in_time: bool = False,
    ) -> Changed | None:
        def work(connection: Connection) -> Changed | None:
            return _change(connection, session_id, to, allowed, token)

        run = self._database.decide if in_time else self._database.write
        return await run(work)

    async def token(self, session_id: int) -> Token | None:
        def work(connection: Connection) -> Token | None:
            return tokens(connection, [session_id]).get(session_id)

        return await self._database.read(work)

    async def live(self, session_id: int) -> Message | None:
        def work(connection: Connection) -> Message | None:
            return live_messages(connection, [session_id]).get(session_id)

        return await self._database.read(work)

    async def wake(
        self,
        confirmed: Sequence[Confirmation | Heard],
        until: datetime,
        real_now: datetime,
        rules: Rules,
    ) -> Turn:
        def work(connection: Connection) -> Turn:
            return wake(connection, confirmed, until, real_now, rules)

        # Never later than asked: what is due is another matter by then.
        return await self._database.attempt(work)

    async def running(self) -> tuple[Session, ...]:
        def work(connection: Connection) -> tuple[Session, ...]:
            # Sorted here: asked to, SQLite would read the whole table in that order.
            running = select(t.session).where(t.GOING_ON_ONLY, t.session.c.state == State.RUNNING)
            found = sessions_of(connection, running)
            return tuple(sorted(found, key=lambda it: it.id))

        return await self._database.read(work)

    async def unconfirmed(self) -> tuple[Send, ...]:
        def work(connection: Connection) -> tuple[Send, ...]:
            claimed = (
                select(t.send)
                .where(t.send.c.state == "claimed")
                .order_by(t.send.c.session_id, t.send.c.n)
            )
            return tuple(readable(connection, t.send, claimed, send_of))

        return await self._database.read(work)

    async def settle(
        self,
        confirmed: Sequence[Confirmation],
        changed: Sequence[Changed],
        landed: Change = as_it_is,
    ) -> None:
        def work(connection: Connection) -> None:
            if changed:
                connection.execute(
                    SAVE_SESSION, [save(change.before, change.after) for change in changed]
                )
                over = [change.after.id for change in changed if not change.after.going_on]
                forget_tokens(connection, over)
            confirm(connection, confirmed, landed)

        await self._database.write(work)

    async def wipe_tokens(self, real_now: datetime) -> int:
        def work(connection: Connection) -> int:
            table = t.card_token
            done = connection.execute(delete(table).where(table.c.expires_at <= real_now))
            return done.rowcount

        return await self._database.attempt(work)


def _get(connection: Connection, session_id: int, lock: bool = False) -> Session | None:
    return first_session(connection, _LOCKED if lock else _ONE, {"id": session_id})


def _change(
    connection: Connection,
    session_id: int,
    to: Change,
    allowed: Allowed = anyone,
    token: Token | None = None,
) -> Changed | None:
    before = _get(connection, session_id, lock=True)
    if before is None or not allowed(before):
        return Changed(before, before) if before else None
    after = to(before)
    if after != before:
        connection.execute(SAVE_SESSION, save(before, after))
    live = (live_messages(connection, [session_id])).get(session_id)
    old_token = (tokens(connection, [session_id])).get(session_id)
    _renew_token(connection, after, token)
    leftovers = () if after.going_on else claim_leftovers(connection, [after])
    return Changed(before, after, live, old_token, leftovers)


def _renew_token(connection: Connection, after: Session, token: Token | None) -> None:
    if not after.going_on:
        forget_tokens(connection, [after.id])
    elif token and after.place is Place.PRIVATE:
        keep_token(connection, after.id, token)
