"""What happens when the database cannot decide at once, or whoever asked does not wait."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.core.errors import Busy
from bot.core.member import SAFETY_VERSION
from bot.core.session import State
from bot.store.database import DECIDE_WITHIN
from tests.core.builders import after
from tests.store.conftest import Kept
from tests.store.test_sessions import TERMS, TOKEN, ask, by_seven, of, opened, pause, stop, wake


async def test_presses_on_a_held_database_are_busy_in_time_and_can_be_pressed_again(kept: Kept):
    session = await opened(kept)
    await kept.members.accept_safety(8, SAFETY_VERSION, after(0))
    let_go = kept.hold()
    began = asyncio.get_running_loop().time()
    answers = await asyncio.gather(
        kept.sessions.change(session.id, pause, by_seven, in_time=True),
        kept.sessions.change(session.id, pause, by_seven, in_time=True),
        kept.sessions.open(of(8), TOKEN, TERMS),
        return_exceptions=True,
    )
    took = asyncio.get_running_loop().time() - began

    assert [type(answer) for answer in answers] == [Busy] * 3
    assert took < DECIDE_WITHIN + 0.8
    assert await kept.sessions.get(session.id) == session
    let_go()
    again = await kept.sessions.change(session.id, pause, by_seven, in_time=True)
    assert again.after == pause(session)


async def test_a_wake_on_a_held_database_claims_nothing_and_loses_nothing(kept: Kept):
    session = await opened(kept)
    let_go = kept.hold()
    with pytest.raises(Busy):
        await wake(kept.sessions, 0)
    let_go()
    turn = await wake(kept.sessions, 0)

    assert [it.session.id for it in turn.speeches] == [session.id]
    assert [it.session_id for it in await kept.sessions.unconfirmed()] == [session.id]


async def test_a_held_database_can_still_be_read(kept: Kept):
    session = await opened(kept)
    let_go = kept.hold()

    assert await kept.sessions.get(session.id) == session
    let_go()


async def test_a_surprise_in_a_transaction_is_not_called_busy_and_is_taken_back(kept: Kept):
    session = await opened(kept)

    async def work(connection) -> None:
        await connection.execute(text("DELETE FROM card_token"))
        raise LookupError

    for run in (kept.database.write, kept.database.decide):
        with pytest.raises(LookupError):
            await run(work)
    assert await kept.sessions.token(session.id) == TOKEN


async def test_a_mistake_in_a_statement_is_not_called_busy_and_not_tried_for_ever(kept: Kept):
    async def work(connection) -> None:
        await connection.execute(text("SELECT * FROM nowhere"))

    for run in (kept.database.write, kept.database.decide):
        with pytest.raises(DBAPIError, match="nowhere"):
            async with asyncio.timeout(5):
                await run(work)


async def test_an_error_does_not_tell_what_was_written(kept: Kept):
    async def work(connection) -> None:
        await connection.execute(text("INSERT INTO nowhere VALUES (:it)"), {"it": "a secret token"})

    with pytest.raises(DBAPIError) as raised:
        await kept.database.write(work)
    assert "nowhere" in str(raised.value)
    assert "a secret token" not in str(raised.value)


async def test_a_caller_that_goes_away_leaves_a_whole_transaction(kept: Kept):
    session = await opened(kept)
    begun, finish = asyncio.Event(), asyncio.Event()

    async def work(connection) -> None:
        await connection.execute(text("UPDATE session SET sends = 1"))
        begun.set()
        await finish.wait()
        await connection.execute(text("UPDATE session SET cue = 1"))

    caller = asyncio.create_task(kept.database.write(work))
    await begun.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    finish.set()
    changed = await kept.sessions.change(session.id, lambda same: same)

    assert (changed.before.sends, changed.before.cue) == (1, 1)


async def test_callers_that_go_away_at_any_moment_leave_no_transaction_open(kept: Kept):
    for n in range(40):
        caller = asyncio.create_task(ask(kept, of(100 + n)))
        for _ in range(n):
            await asyncio.sleep(0)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
    await opened(kept, 7)

    kept.hold()()
    assert (await opened(kept, 8)).state is State.RUNNING


async def test_readers_that_go_away_at_any_moment_keep_nobody_from_reading(kept: Kept):
    session = await opened(kept)
    for n in range(40):
        reader = asyncio.create_task(kept.sessions.get(session.id))
        for _ in range(n):
            await asyncio.sleep(0)
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)

    async with asyncio.timeout(5):
        assert await kept.sessions.get(session.id) == session


async def test_closing_waits_for_writes_whose_caller_went_away(kept: Kept):
    session = await opened(kept)
    caller = asyncio.create_task(kept.sessions.change(session.id, stop))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await kept.database.close()

    assert (await kept.beside.get(session.id)).state is State.STOPPED
