"""What happens when the database cannot decide at once, or whoever asked does not wait."""

from __future__ import annotations

import asyncio
from time import sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.core.deadline import DECIDE_WITHIN, received
from bot.core.errors import Busy
from bot.core.member import SAFETY_VERSION
from bot.core.session import State
from tests.core.builders import after
from tests.store.conftest import Kept, on_sqlite
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


async def test_what_an_interaction_has_left_of_its_time_is_all_its_next_decision_gets(kept: Kept):
    session = await opened(kept)
    let_go = kept.hold()
    began = asyncio.get_running_loop().time()
    received(began - DECIDE_WITHIN + 0.2)
    with pytest.raises(Busy):
        await kept.sessions.change(session.id, pause, by_seven, in_time=True)
    took = asyncio.get_running_loop().time() - began

    assert took < 1  # of the second and a half that the file alone would be waited for
    let_go()


async def test_a_decision_that_was_given_up_is_never_done_later(kept: Kept):
    session = await opened(kept)
    let_go = kept.hold()
    received(asyncio.get_running_loop().time() - DECIDE_WITHIN + 0.2)
    asked = (pause, stop, pause)
    answers = await asyncio.gather(
        *(kept.sessions.change(session.id, to, in_time=True) for to in asked),
        return_exceptions=True,
    )
    let_go()
    await kept.sessions.wipe_tokens(after(0))  # comes after all that still waited for its turn

    assert [type(answer) for answer in answers] == [Busy] * 3
    assert await kept.sessions.get(session.id) == session


async def test_an_interaction_that_is_late_already_decides_nothing(kept: Kept):
    session = await opened(kept)
    received(asyncio.get_running_loop().time() - DECIDE_WITHIN - 0.1)
    with pytest.raises(Busy):
        await kept.sessions.change(session.id, pause, in_time=True)
    await kept.sessions.wipe_tokens(after(0))

    assert await kept.sessions.get(session.id) == session


@on_sqlite
async def test_a_commit_under_way_at_the_deadline_is_waited_for_and_told_truly(kept: Kept):
    session = await opened(kept)

    def work(connection) -> str:
        connection.execute(text("UPDATE session SET sends = 5"))
        connection.connection.driver_connection.set_trace_callback(
            lambda sql: sleep("COMMIT" in sql)
        )
        return "done"

    received(asyncio.get_running_loop().time() - DECIDE_WITHIN + 0.5)

    assert await kept.database.decide(work) == "done"
    assert (await kept.sessions.get(session.id)).sends == 5


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

    def work(connection) -> None:
        connection.execute(text("DELETE FROM card_token"))
        raise LookupError

    for run in (kept.database.write, kept.database.decide):
        with pytest.raises(LookupError):
            await run(work)
    assert await kept.sessions.token(session.id) == TOKEN


async def test_a_mistake_in_a_statement_is_not_called_busy_and_not_tried_for_ever(kept: Kept):
    def work(connection) -> None:
        connection.execute(text("SELECT * FROM nowhere"))

    for run in (kept.database.write, kept.database.decide):
        with pytest.raises(DBAPIError, match="nowhere"):
            async with asyncio.timeout(5):
                await run(work)


async def test_an_error_does_not_tell_what_was_written(kept: Kept):
    def work(connection) -> None:
        connection.execute(text("INSERT INTO nowhere VALUES (:it)"), {"it": "a secret token"})

    with pytest.raises(DBAPIError) as raised:
        await kept.database.write(work)
    assert "nowhere" in str(raised.value)
    assert "a secret token" not in str(raised.value)


async def test_a_caller_that_goes_away_at_any_moment_leaves_a_whole_transaction(kept: Kept):
    session = await opened(kept)
    left = set()
    for n in range(1, 40):

        def work(connection, n=n) -> None:
            connection.execute(text(f"UPDATE session SET sends = {n}"))
            connection.execute(text(f"UPDATE session SET cue = {n}"))

        caller = asyncio.create_task(kept.database.write(work))
        for _ in range(n):
            await asyncio.sleep(0)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        seen = (await kept.sessions.change(session.id, lambda same: same)).before
        left.add((seen.sends, seen.cue))

    assert len(left) > 1
    assert all(sends == cue for sends, cue in left - {(session.sends, session.cue)})


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
