from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.delivery import Confirmation, Delivered, Send
from bot.core.errors import Busy, CannotSave
from bot.core.ports import Rules
from bot.core.session import State
from bot.core.turn import Turn
from bot.flows.dispatcher import Dispatcher
from bot.store.database import Database
from bot.store.sessions import Sessions as SessionStore

from .fakes import START, FakeAlarm, FakeClock, FakeMessenger
from .stage import ANNA, BEN, Bot, told
from .virtual import run


class ShakyStore(SessionStore):
    """The real store, whose next wakes fail with what was put into `troubles`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.troubles: list[Exception] = []

    async def wake(
        self, confirmed: Sequence[Confirmation], until: datetime, real_now: datetime, rules: Rules
    ) -> Turn:
        if self.troubles:
            raise self.troubles.pop(0)
        return await super().wake(confirmed, until, real_now, rules)


@pytest.fixture
def store(database: Database) -> ShakyStore:
    return ShakyStore(database)


@pytest.fixture
def bot(database: Database, clock: FakeClock, messenger: FakeMessenger, store: ShakyStore) -> Bot:
    return Bot(database, clock, messenger, store=store)


@pytest.mark.parametrize("trouble", [Busy(), RuntimeError("the disk hums")])
async def test_a_failed_wake_loses_no_confirmation(
    bot: Bot, store: ShakyStore, trouble: Exception
) -> None:
    await bot.relax()
    await bot.claim()
    await bot.speaker.finish(5)
    store.troubles = [trouble]

    with pytest.raises(type(trouble)):
        await bot.dispatcher.tick()
    await bot.dispatcher.tick()

    assert await store.unconfirmed() == ()


async def test_confirmations_of_a_failed_wake_keep_their_order(
    bot: Bot, store: ShakyStore, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.claim()
    await bot.speaker.finish(5)
    store.troubles = [Busy()]
    with pytest.raises(Busy):
        await bot.dispatcher.tick()

    await bot.play()

    left = [told(card) for card in messenger.messages.values()]
    assert left == ["ticked 0", "ticked 1", "ticked 2", "ticked 3", "ticked 4", "finished"]


async def test_a_failed_wake_says_nothing(
    bot: Bot, store: ShakyStore, messenger: FakeMessenger
) -> None:
    await bot.relax()
    store.troubles = [Busy()]

    with pytest.raises(Busy):
        await bot.dispatcher.tick()
    await bot.speaker.finish(5)

    assert messenger.said == []


async def test_a_wake_with_nothing_due_sets_the_alarm_to_what_comes_next(bot: Bot) -> None:
    await bot.relax()
    await bot.work()

    await bot.dispatcher.tick()

    assert bot.alarm.at == START + timedelta(seconds=10)


async def test_what_is_due_a_moment_later_is_done_too_and_shifts_nothing(
    bot: Bot, messenger: FakeMessenger
) -> None:
    apart = timedelta(milliseconds=20)
    first = await bot.relax(ANNA)
    await bot.work()
    bot.clock.forward_to(START + apart)
    second = await bot.relax(BEN)
    await bot.work()
    bot.clock.forward_to(START + timedelta(seconds=10))
    before = len(messenger.of("post"))

    await bot.dispatcher.tick()
    await bot.speaker.finish(5)

    assert len(messenger.of("post")) == before + 2
    dues = [(await bot.now(it)).due_at for it in (first, second)]
    assert dues == [START + timedelta(seconds=25), START + timedelta(seconds=25) + apart]


async def test_with_nothing_to_come_the_alarm_is_off(bot: Bot) -> None:
    await bot.relax()

    await bot.play()

    assert bot.alarm.at is None


async def test_finish_lets_a_send_in_flight_land_and_confirms_it(
    bot: Bot, messenger: FakeMessenger, store: ShakyStore
) -> None:
    await bot.relax()
    slow = messenger.hold("post")
    await bot.claim()
    await messenger.reached("post")

    finishing = asyncio.create_task(bot.dispatcher.finish(5))
    await asyncio.sleep(0)
    slow.set()
    await finishing

    assert len(messenger.of("post")) == 1
    assert await store.unconfirmed() == ()


async def test_finish_gives_up_on_a_send_that_takes_too_long_and_leaves_it_to_the_next_start(
    bot: Bot, messenger: FakeMessenger, store: ShakyStore
) -> None:
    await bot.relax()
    messenger.hold("post")
    await bot.claim()
    await messenger.reached("post")

    await bot.dispatcher.finish(0)

    assert [send.nonce for send in await store.unconfirmed()] == ["s1.1"]


async def test_finish_confirms_what_no_wake_wrote_down_yet(bot: Bot, store: ShakyStore) -> None:
    await bot.relax()
    await bot.claim()
    await bot.speaker.finish(5)

    await bot.dispatcher.finish(5)

    assert await store.unconfirmed() == ()


async def test_a_restart_after_a_clean_stop_goes_on_as_if_nothing_had_been(
    database: Database, bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(12)
    await bot.dispatcher.finish(5)

    restarted = Bot(database, bot.clock, messenger)
    await restarted.settle()
    await restarted.play()

    assert (await restarted.now(session)).state is State.FINISHED
    assert [it.at.total_seconds() for it in messenger.of("post")] == [0, 10, 40, 45, 75, 90]


class CountedStore:
    """Nothing is ever due; notes when it was asked."""

    def __init__(self, *troubles: Exception) -> None:
        self.asked_at: list[float] = []
        self._troubles = list(troubles)

    async def wake(self, *_: Any) -> Turn:
        self.asked_at.append(asyncio.get_running_loop().time())
        if self._troubles:
            raise self._troubles.pop(0)
        return Turn((), (), None)


class NoSessions:
    """Nothing is ever due, so no rule is ever asked."""

    def rules(self, now: datetime) -> None:
        pass


class SilentSpeaker:
    """Nobody ever asks it for anything."""

    on_confirmed: Any = None


async def asked_at(store: CountedStore, seconds: float, ring_after: float | None = None) -> Any:
    """When the running dispatcher asked the store, in seconds from its start."""
    rang = asyncio.Event()
    parts: Any = (FakeAlarm(), FakeClock(), store, NoSessions(), SilentSpeaker())
    running = asyncio.create_task(Dispatcher(rang, *parts).run())
    begun = asyncio.get_running_loop().time()
    if ring_after is not None:
        asyncio.get_running_loop().call_later(ring_after, rang.set)
    await asyncio.sleep(seconds)
    running.cancel()
    return [round(at - begun) for at in store.asked_at]


def test_the_dispatcher_looks_every_thirty_seconds_whatever_became_of_the_alarm() -> None:
    assert run(asked_at(CountedStore(), seconds=95)) == [0, 30, 60, 90]


def test_the_dispatcher_looks_when_the_alarm_rings() -> None:
    assert run(asked_at(CountedStore(), seconds=20, ring_after=7)) == [0, 7]


def test_the_dispatcher_survives_failed_wakes_and_repeats_them_soon(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.CRITICAL):
        times = run(asked_at(CountedStore(Busy(), RuntimeError("a surprise")), seconds=20))

    assert times == [0, 1, 2]


def test_surprises_in_a_row_are_said_less_and_less_often(caplog: pytest.LogCaptureFixture) -> None:
    surprises = [RuntimeError("again") for _ in range(60)]
    times = run(asked_at(CountedStore(*surprises), seconds=100))

    assert times == [0, 1, 3, 7, 15, 31, 61, 91]
    assert len(caplog.records) == len(times)


def test_a_database_that_cannot_be_written_is_no_surprise(
    caplog: pytest.LogCaptureFixture,
) -> None:
    times = run(asked_at(CountedStore(*[CannotSave() for _ in range(60)]), seconds=20))

    assert times == list(range(20))
    assert caplog.records == []


@pytest.mark.parametrize(("n", "asked"), [(1, [0, 7]), (2, [0, 7.1])])
def test_what_came_of_a_send_waits_a_moment_unless_a_session_begins_with_it(
    n: int, asked: list[float]
) -> None:
    async def heard() -> list[float]:
        store, speaker = CountedStore(), SilentSpeaker()
        parts: Any = (FakeAlarm(), FakeClock(), store, NoSessions(), speaker)
        running = asyncio.create_task(Dispatcher(asyncio.Event(), *parts).run())
        begun = asyncio.get_running_loop().time()
        await asyncio.sleep(7)
        for cue in range(3):
            send = Send(1, n, cue, 1, START)
            await speaker.on_confirmed(None, Confirmation(send, Delivered()))
        await asyncio.sleep(1)
        running.cancel()
        return [round(at - begun, 2) for at in store.asked_at]

    assert run(heard()) == asked
