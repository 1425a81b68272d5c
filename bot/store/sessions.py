"""Sessions and what they sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import Confirmation, Message, Send, Token, Turn
from bot.core.ports import Change, Changed, Decide
from bot.core.session import GOING_ON, Place, Session, State
from bot.store import tables as t
from bot.store.database import Database
from bot.store.rows import (
    SAVE_SESSION,
    columns_of,
    forget_tokens,
    live_messages,
    save,
    send_of,
    session_of,
    tokens,
)
from bot.store.statements import upsert
from bot.store.wake import confirm, wake


class Sessions:
    """Implements `bot.core.ports.Sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, session: Session, token: Token | None) -> tuple[Session, bool]:
        async def work(connection: AsyncConnection) -> tuple[Session, bool]:
            going_on = await _going_on(connection, session.member_id)
            if going_on:
                return going_on, False
            await connection.execute(upsert(connection, t.member, {"id": session.member_id}, {}))
            made = await connection.execute(
                insert(t.session).values(columns_of(session)).returning(t.session.c.id)
            )
            opened = replace(session, id=made.scalar_one())
            if token:
                await _keep_token(connection, opened.id, token)
            return opened, True

        return await self._database.write(work)

    async def get(self, session_id: int) -> Session | None:
        async def work(connection: AsyncConnection) -> Session | None:
            return await _get(connection, session_id)

        return await self._database.read(work)

    async def change(
        self, session_id: int, to: Change, by: int | None = None, token: Token | None = None
    ) -> Changed | None:
        async def work(connection: AsyncConnection) -> Changed | None:
            before = await _get(connection, session_id, lock=True)
            if before is None or by not in (None, before.member_id):
                return Changed(before, before) if before else None
            after = to(before)
            if after != before:
                await connection.execute(SAVE_SESSION, save(before, after))
            live = (await live_messages(connection, [session_id])).get(session_id)
            old_token = (await tokens(connection, [session_id])).get(session_id)
            await _renew_token(connection, after, token)
            return Changed(before, after, live, old_token)

        return await self._database.write(work)

    async def token(self, session_id: int) -> Token | None:
        async def work(connection: AsyncConnection) -> Token | None:
            return (await tokens(connection, [session_id])).get(session_id)

        return await self._database.read(work)

    async def live(self, session_id: int) -> Message | None:
        async def work(connection: AsyncConnection) -> Message | None:
            return (await live_messages(connection, [session_id])).get(session_id)

        return await self._database.read(work)

    async def wake(
        self, confirmed: Sequence[Confirmation], now: datetime, real_now: datetime, decide: Decide
    ) -> Turn:
        async def work(connection: AsyncConnection) -> Turn:
            return await wake(connection, confirmed, now, real_now, decide)

        return await self._database.write(work)

    async def running(self) -> tuple[Session, ...]:
        async def work(connection: AsyncConnection) -> tuple[Session, ...]:
            rows = await connection.execute(
                select(t.session).where(t.session.c.state == State.RUNNING).order_by(t.session.c.id)
            )
            return tuple(session_of(row) for row in rows)

        return await self._database.read(work)

    async def unconfirmed(self) -> tuple[Send, ...]:
        async def work(connection: AsyncConnection) -> tuple[Send, ...]:
            rows = await connection.execute(
                select(t.send)
                .where(t.send.c.state == "claimed")
                .order_by(t.send.c.session_id, t.send.c.n)
            )
            return tuple(send_of(row) for row in rows)

        return await self._database.read(work)

    async def settle(self, confirmed: Sequence[Confirmation], changed: Sequence[Changed]) -> None:
        async def work(connection: AsyncConnection) -> None:
            if changed:
                await connection.execute(
                    SAVE_SESSION, [save(change.before, change.after) for change in changed]
                )
                over = [change.after.id for change in changed if not change.after.going_on]
                await connection.execute(forget_tokens(over))
            await confirm(connection, confirmed)

        await self._database.write(work)

    async def wipe_tokens(self, real_now: datetime) -> int:
        async def work(connection: AsyncConnection) -> int:
            table = t.card_token
            done = await connection.execute(delete(table).where(table.c.expires_at <= real_now))
            return done.rowcount

        return await self._database.write(work)


async def _get(connection: AsyncConnection, session_id: int, lock: bool = False) -> Session | None:
    statement = select(t.session).where(t.session.c.id == session_id)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).one_or_none()
    return session_of(row) if row else None


async def _going_on(connection: AsyncConnection, member_id: int) -> Session | None:
    row = (
        await connection.execute(
            select(t.session).where(
                t.session.c.member_id == member_id, t.session.c.state.in_(GOING_ON)
            )
        )
    ).one_or_none()
    return session_of(row) if row else None


async def _renew_token(connection: AsyncConnection, after: Session, token: Token | None) -> None:
    if not after.going_on:
        await connection.execute(forget_tokens([after.id]))
    elif token and after.place is Place.PRIVATE:
        await _keep_token(connection, after.id, token)


async def _keep_token(connection: AsyncConnection, session_id: int, token: Token) -> None:
    columns = {"token": token.text, "expires_at": token.expires_at}
    await connection.execute(upsert(connection, t.card_token, {"session_id": session_id}, columns))
