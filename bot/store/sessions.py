"""Sessions and what they sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

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


class Sessions:
    """Implements `bot.core.ports.Sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(
        self, session: Session, token: Token, terms: Terms
    ) -> tuple[Session, Obstacle | None]:
        async def work(connection: AsyncConnection) -> tuple[Session, Obstacle | None]:
            return await open_session(connection, session, token, terms)

        return await self._database.decide(work)

    async def expire(self, before: datetime, to: Change) -> tuple[Changed, ...]:
        async def look(connection: AsyncConnection) -> Sequence[int]:
            rows = await connection.scalars(
                select(t.session.c.id)
                .join(t.card_token, t.card_token.c.session_id == t.session.c.id)
                .where(
                    t.card_token.c.expires_at <= before,
                    t.session.c.place == Place.PRIVATE,
                    t.GOING_ON_ONLY,
                )
            )
            return rows.all()

        async def work(connection: AsyncConnection) -> tuple[Changed, ...]:
            found = [await _change(connection, it, to) for it in await look(connection)]
            return tuple(it for it in found if it)

        # Nearly always there is none: then nothing is written either.
        return await self._database.write(work) if await self._database.read(look) else ()

    async def get(self, session_id: int) -> Session | None:
        async def work(connection: AsyncConnection) -> Session | None:
            return await _get(connection, session_id)

        return await self._database.read(work)

    async def change(
        self,
        session_id: int,
        to: Change,
        allowed: Allowed = anyone,
        token: Token | None = None,
        in_time: bool = False,
    ) -> Changed | None:
        async def work(connection: AsyncConnection) -> Changed | None:
            return await _change(connection, session_id, to, allowed, token)

        run = self._database.decide if in_time else self._database.write
        return await run(work)

    async def token(self, session_id: int) -> Token | None:
        async def work(connection: AsyncConnection) -> Token | None:
            return (await tokens(connection, [session_id])).get(session_id)

        return await self._database.read(work)

    async def live(self, session_id: int) -> Message | None:
        async def work(connection: AsyncConnection) -> Message | None:
            return (await live_messages(connection, [session_id])).get(session_id)

        return await self._database.read(work)

    async def wake(
        self,
        confirmed: Sequence[Confirmation | Heard],
        now: datetime,
        real_now: datetime,
        rules: Rules,
    ) -> Turn:
        async def work(connection: AsyncConnection) -> Turn:
            return await wake(connection, confirmed, now, real_now, rules)

        # Never later than asked: what is due is another matter by then.
        return await self._database.attempt(work)

    async def running(self) -> tuple[Session, ...]:
        async def work(connection: AsyncConnection) -> tuple[Session, ...]:
            # Sorted here: asked to, SQLite would read the whole table in that order.
            running = select(t.session).where(t.GOING_ON_ONLY, t.session.c.state == State.RUNNING)
            found = await sessions_of(connection, running)
            return tuple(sorted(found, key=lambda it: it.id))

        return await self._database.read(work)

    async def unconfirmed(self) -> tuple[Send, ...]:
        async def work(connection: AsyncConnection) -> tuple[Send, ...]:
            claimed = (
                select(t.send)
                .where(t.send.c.state == "claimed")
                .order_by(t.send.c.session_id, t.send.c.n)
            )
            return tuple(await readable(connection, t.send, claimed, send_of))

        return await self._database.read(work)

    async def settle(
        self,
        confirmed: Sequence[Confirmation],
        changed: Sequence[Changed],
        landed: Change = as_it_is,
    ) -> None:
        async def work(connection: AsyncConnection) -> None:
            if changed:
                await connection.execute(
                    SAVE_SESSION, [save(change.before, change.after) for change in changed]
                )
                over = [change.after.id for change in changed if not change.after.going_on]
                await connection.execute(forget_tokens(over))
            await confirm(connection, confirmed, landed)

        await self._database.write(work)

    async def wipe_tokens(self, real_now: datetime) -> int:
        async def work(connection: AsyncConnection) -> int:
            table = t.card_token
            done = await connection.execute(delete(table).where(table.c.expires_at <= real_now))
            return done.rowcount

        return await self._database.attempt(work)


async def _get(connection: AsyncConnection, session_id: int, lock: bool = False) -> Session | None:
    statement = select(t.session).where(t.session.c.id == session_id)
    return await first_session(connection, statement.with_for_update() if lock else statement)


async def _change(
    connection: AsyncConnection,
    session_id: int,
    to: Change,
    allowed: Allowed = anyone,
    token: Token | None = None,
) -> Changed | None:
    before = await _get(connection, session_id, lock=True)
    if before is None or not allowed(before):
        return Changed(before, before) if before else None
    after = to(before)
    if after != before:
        await connection.execute(SAVE_SESSION, save(before, after))
    live = (await live_messages(connection, [session_id])).get(session_id)
    old_token = (await tokens(connection, [session_id])).get(session_id)
    await _renew_token(connection, after, token)
    leftovers = () if after.going_on else await claim_leftovers(connection, [after])
    return Changed(before, after, live, old_token, leftovers)


async def _renew_token(connection: AsyncConnection, after: Session, token: Token | None) -> None:
    if not after.going_on:
        await connection.execute(forget_tokens([after.id]))
    elif token and after.place is Place.PRIVATE:
        await keep_token(connection, after.id, token)
