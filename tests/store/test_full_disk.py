"""A disk that is full, or may only be read: nothing is half done, and it goes on by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.core.errors import CannotSave
from bot.core.session import State
from bot.store.vitals import Waiting
from tests.core.builders import after
from tests.store.conftest import Kept, on_sqlite
from tests.store.test_sessions import TERMS, TOKEN, by_seven, of, opened, pause, wake

resource = pytest.importorskip("resource")
pytestmark = on_sqlite


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow, or be written to, meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_who_waits_is_told_and_nothing_has_changed(kept: Kept):
    session = await opened(kept)
    with full_disk():
        answers = await asyncio.gather(
            kept.sessions.change(session.id, pause, by_seven, in_time=True),
            kept.members.accept_safety(8, 1, after(0)),
            kept.sessions.open(of(7), TOKEN, TERMS),
            return_exceptions=True,
        )

    assert [type(it) for it in answers] == [CannotSave] * 3
    assert await kept.sessions.get(session.id) == session
    assert (await kept.members.get(8)).safety_version is None


async def test_a_wake_claims_nothing_that_is_not_kept_and_loses_nothing(kept: Kept):
    session = await opened(kept)
    with full_disk(), pytest.raises(CannotSave):
        await wake(kept.sessions, 0)

    assert await kept.sessions.unconfirmed() == ()
    turn = await wake(kept.sessions, 0)
    assert [it.session.id for it in turn.speeches] == [session.id]


async def test_what_nobody_waits_for_is_written_once_there_is_room(kept: Kept):
    session = await opened(kept)
    with full_disk():
        writing = asyncio.create_task(kept.sessions.change(session.id, pause))
        await asyncio.sleep(0.2)
        waits = not writing.done()
    async with asyncio.timeout(5):
        await writing

    assert waits
    assert (await kept.sessions.get(session.id)).state is State.PAUSED


async def test_a_dm_channel_that_cannot_be_kept_keeps_no_message_waiting(kept: Kept):
    await kept.members.accept_safety(7, 1, after(0))
    with full_disk():
        await kept.members.keep_dm_channel(7, 70)

    assert (await kept.members.get(7)).dm_channel_id is None


async def test_trouble_is_said_once_and_is_over_once_something_was_written(
    kept: Kept, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    with full_disk():
        for _ in range(5):  # nothing is due: but for a proof, such a wake would write nothing
            with pytest.raises(CannotSave):
                await kept.members.accept_safety(7, 1, after(0))
            with pytest.raises(CannotSave):
                await wake(kept.sessions, 0)
        troubled = kept.database.trouble
    await wake(kept.sessions, 0)

    assert troubled == "disk I/O error"
    assert kept.database.trouble is None
    assert [it.getMessage() for it in caplog.records] == [
        "nothing can be saved, trying again and again: disk I/O error",
        "what happens is saved again",
    ]


async def test_a_database_that_may_only_be_read_is_told_apart_from_a_surprise(kept: Kept):
    session = await opened(kept)
    await kept.database.write(lambda it: it.exec_driver_sql("PRAGMA query_only = ON"))

    with pytest.raises(CannotSave, match="readonly"):
        await kept.sessions.change(session.id, pause, by_seven, in_time=True)
    assert await kept.sessions.get(session.id) == session


async def test_reading_goes_on(kept: Kept):
    session = await opened(kept)
    with full_disk():
        assert await kept.sessions.get(session.id) == session
        assert (await Waiting(kept.database).get())[1] == 1
