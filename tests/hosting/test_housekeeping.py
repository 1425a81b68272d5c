"""The alarm's housekeeping jobs: run again and again, whatever they raise, and cut off at will."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.alarm import Alarm
from bot.clock import SystemClock

OFTEN = timedelta(milliseconds=20)
RARELY = timedelta(hours=1)


class Calls:
    """Work that counts its calls."""

    def __init__(self, fails: int = 0, takes: float = 0.0) -> None:
        self.count = 0
        self._fails = fails
        self._takes = takes
        self._called = asyncio.Event()

    async def __call__(self, _: float = 0.0) -> None:
        self.count += 1
        self._called.set()
        await asyncio.sleep(self._takes)
        if self.count <= self._fails:
            raise LookupError("this one fails")

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while self.count < count:
                self._called.clear()
                await self._called.wait()


@pytest.fixture
async def alarm() -> AsyncIterator[Alarm]:
    alarm = Alarm(SystemClock())
    alarm.start()
    yield alarm
    alarm.stop()


async def test_work_is_called_again_and_again(alarm: Alarm):
    work = Calls()
    alarm.every(OFTEN, work)

    await work.until(3)


async def test_work_given_as_a_lambda_is_done_too(alarm: Alarm):
    # APScheduler runs what is no coroutine function in a thread and awaits nothing there.
    work = Calls()
    alarm.every(OFTEN, lambda: work(0.0))

    await work.until(2)


async def test_work_at_once_does_not_wait_for_its_interval(alarm: Alarm):
    work, other = Calls(), Calls()
    alarm.every(RARELY, other)
    alarm.every(RARELY, work, at_once=True)
    await work.until(1)

    assert other.count == 0


async def test_work_that_failed_is_called_again(alarm: Alarm):
    work = Calls(fails=2)
    alarm.every(OFTEN, work)

    await work.until(4)


async def test_work_cut_off_by_the_stop_is_no_error(caplog: pytest.LogCaptureFixture):
    alarm = Alarm(SystemClock())
    alarm.start()
    work = Calls(takes=60)
    alarm.every(RARELY, work, at_once=True)
    await work.until(1)
    alarm.stop()
    await asyncio.sleep(0.05)

    assert [it for it in caplog.records if it.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("turns", range(8))
async def test_a_ring_is_never_dropped_for_the_one_before_it(
    alarm: Alarm, caplog: pytest.LogCaptureFixture, turns: int
):
    clock = SystemClock()
    alarm.set(clock.now())
    for _ in range(turns):  # the ring before is somewhere between due and done
        await asyncio.sleep(0)
    alarm.rang.clear()
    alarm.set(clock.now())

    async with asyncio.timeout(2):
        await alarm.rang.wait()
    assert "skipped" not in caplog.text
