"""The gate at the wire, in virtual time: the order and the instants are exact."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from random import Random
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from multidict import CIMultiDict
from yarl import URL

from bot.chat.sending.pace import Pace, Unwanted, going_as
from bot.core.delivery import Priority
from tests.flows.virtual import run

PER_SECOND = 10


class Watched:
    """A pace, and what passed it when."""

    def __init__(self) -> None:
        self.pace = Pace(PER_SECOND)
        self.passed: list[tuple[float, str]] = []
        self._begun = asyncio.get_running_loop().time()

    async def turn(self, name: str, priority: Priority = Priority.STEP) -> None:
        await self.pace.turn(priority)
        self._note(name)

    async def request(self, path: str) -> None:
        """What the HTTP client does before a request."""
        config = self.pace.trace()
        config.freeze()
        url = URL(f"https://discord.com/api/v10{path}")
        params = aiohttp.TraceRequestStartParams("POST", url, CIMultiDict())
        nobody: Any = None
        await config.on_request_start.send(nobody, SimpleNamespace(), params)
        self._note(path)

    def _note(self, name: str) -> None:
        at = asyncio.get_running_loop().time() - self._begun
        self.passed.append((round(at, 3), name))

    @property
    def names(self) -> list[str]:
        return [name for _, name in self.passed]

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.passed]


def test_the_first_call_passes_at_once() -> None:
    async def story() -> list[float]:
        it = Watched()
        await it.turn("first")
        return it.times

    assert run(story()) == [0]


def test_calls_are_evenly_spaced() -> None:
    async def story() -> list[float]:
        it = Watched()
        await asyncio.gather(*(it.turn(str(n)) for n in range(5)))
        return it.times

    assert run(story()) == [0, 0.1, 0.2, 0.3, 0.4]


def test_a_quiet_time_saves_up_a_quarter_of_a_second_and_no_more() -> None:
    async def story() -> list[float]:
        it = Watched()
        await it.turn("early")
        await asyncio.sleep(10)
        await asyncio.gather(*(it.turn(str(n)) for n in range(6)))
        return it.times

    assert run(story()) == [0, 10, 10, 10, 10.05, 10.15, 10.25]


def test_the_more_urgent_goes_first() -> None:
    async def story() -> list[str]:
        it = Watched()
        await it.turn("before")
        waiting = reversed(Priority)
        await asyncio.gather(*(it.turn(priority.name, priority) for priority in waiting))
        return it.names[1:]

    assert run(story()) == ["STEP", "ANSWER", "BREAK", "REMINDER", "TIDY"]


def test_equals_keep_their_order() -> None:
    async def story() -> list[str]:
        it = Watched()
        await asyncio.gather(*(it.turn(str(n)) for n in range(6)))
        return it.names

    assert run(story()) == ["0", "1", "2", "3", "4", "5"]


def test_an_urgent_latecomer_overtakes_those_who_wait() -> None:
    async def story() -> list[str]:
        it = Watched()
        await it.turn("before")
        tidying = [asyncio.create_task(it.turn(f"tidy {n}", Priority.TIDY)) for n in range(3)]
        await asyncio.sleep(0.15)
        await it.turn("step")
        await asyncio.gather(*tidying)
        return it.names[1:]

    assert run(story()) == ["tidy 0", "step", "tidy 1", "tidy 2"]


def test_who_gives_up_waiting_leaves_no_gap() -> None:
    async def story() -> list[tuple[float, str]]:
        it = Watched()
        waiting = [asyncio.create_task(it.turn(name)) for name in ("first", "gone", "last")]
        await asyncio.sleep(0.01)
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return it.passed

    assert run(story()) == [(0, "first"), (0.1, "last")]


def test_when_everybody_gave_up_the_next_one_still_passes() -> None:
    async def story() -> list[tuple[float, str]]:
        it = Watched()
        await it.turn("first")
        gone = asyncio.create_task(it.turn("gone"))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await asyncio.sleep(5)
        await it.turn("next")
        return it.passed

    assert run(story()) == [(0, "first"), (5.01, "next")]


@pytest.mark.parametrize(
    "path",
    ["/interactions/1/token/callback", "/webhooks/1/token/messages/@original", "/webhooks/1/token"],
)
def test_answers_to_interactions_never_wait(path: str) -> None:
    async def story() -> list[float]:
        it = Watched()
        for _ in range(3):
            await it.request(path)
        return it.times

    assert run(story()) == [0, 0, 0]


@pytest.mark.parametrize(
    "path", ["/channels/1/messages", "/users/@me/channels", "/channels/1/messages/2"]
)
def test_every_other_call_waits_for_its_turn(path: str) -> None:
    async def story() -> list[float]:
        it = Watched()
        for _ in range(3):
            await it.request(path)
        return it.times

    assert run(story()) == [0, 0.1, 0.2]


def test_a_call_waits_with_the_priority_it_goes_as() -> None:
    async def going(it: Watched, priority: Priority) -> None:
        with going_as(priority):
            await it.request(f"/{priority.name}")

    async def story() -> list[str]:
        it = Watched()
        await it.turn("before")
        await asyncio.gather(*(going(it, it_is) for it_is in (Priority.TIDY, Priority.STEP)))
        return it.names[1:]

    assert run(story()) == ["/STEP", "/TIDY"]


def test_the_priority_ends_with_its_block() -> None:
    async def story() -> list[str]:
        it = Watched()
        await it.turn("before")
        with going_as(Priority.TIDY), going_as(Priority.STEP):
            pass
        waiting = [asyncio.create_task(it.turn("break", Priority.BREAK))]
        waiting.append(asyncio.create_task(it.request("/usual")))
        await asyncio.gather(*waiting)
        return it.names[1:]

    assert run(story()) == ["/usual", "break"]


@pytest.mark.parametrize("path", ["/channels/1/messages/2", "/webhooks/1/token/messages/@original"])
def test_what_is_not_wanted_any_more_at_its_turn_does_not_leave(path: str) -> None:
    async def story() -> list[str]:
        it, wanted = Watched(), True
        await it.turn("first")

        async def edit() -> None:
            with going_as(Priority.TIDY, lambda: wanted), pytest.raises(Unwanted):
                await it.request(path)

        if "channels" in path:
            waiting = asyncio.create_task(edit())
            await asyncio.sleep(0.01)
            wanted = False
            await waiting
        wanted = False
        await edit()
        return it.names

    assert run(story()) == ["first"]


def test_what_did_not_leave_takes_nobody_else_s_turn_for_long() -> None:
    async def story() -> list[float]:
        it = Watched()
        for _ in range(3 * PER_SECOND):
            with going_as(Priority.TIDY, lambda: False), pytest.raises(Unwanted):
                await it.request("/channels/1/messages/2")
        await it.request("/channels/1/messages")
        return it.times

    assert run(story())[0] <= 4


def test_while_calls_wait_for_discord_no_burst_is_saved_up() -> None:
    async def story() -> list[float]:
        it = Watched()

        async def call() -> None:
            await it.turn("")
            await asyncio.sleep(0.5)
            it.pace.answered()

        await asyncio.sleep(10)
        await asyncio.gather(*(call() for _ in range(40)))
        return it.times

    gaps = [later - sooner for sooner, later in pairwise(run(story()))]
    assert min(gaps) == 0  # what was saved up before
    assert max(gaps) > 0.4  # until the second was full
    assert min(gaps[PER_SECOND:]) >= 0.099


def test_what_the_timer_was_late_is_made_up_for_and_a_long_halt_is_not() -> None:
    async def story() -> list[float]:
        it = Watched()
        loop: Any = asyncio.get_running_loop()
        calls = [asyncio.create_task(it.turn(str(n))) for n in range(9)]
        await asyncio.sleep(0.15)
        loop._jumping.passed += 0.09  # the next turn is 0.04 s late
        await asyncio.sleep(0.2)
        loop._jumping.passed += 1
        await asyncio.gather(*calls)
        return it.times

    assert run(story()) == [0, 0.1, 0.24, 0.3, 0.4, 1.44, 1.44, 1.44, 1.49]


def test_a_disk_that_held_up_a_few_does_not_make_all_later_ones_late() -> None:
    async def story() -> list[float]:
        it, late = Watched(), list[float]()

        async def call(at: float) -> None:
            await asyncio.sleep(max(at, 0.6) if at > 0.3 else at)
            await it.turn("")
            late.append(it.times[-1] - at)
            it.pace.answered()

        await asyncio.gather(*(call(n / (0.8 * PER_SECOND)) for n in range(30)))
        return late

    late = run(story())
    assert [it > 0.05 for it in late] == [False] * 3 + [True] * 2 + [False] * 25, late


@pytest.mark.parametrize("per_second", [45, 48, 50])
def test_however_long_answers_take_no_second_sees_more_than_discord_allows(per_second: int) -> None:
    async def story() -> list[float]:
        pace, seen, chance = Pace(per_second), list[float](), Random(per_second)
        loop = asyncio.get_running_loop()

        async def call() -> None:
            await pace.turn(Priority.STEP)
            await asyncio.sleep(chance.uniform(0, 2))
            seen.append(loop.time())
            await asyncio.sleep(chance.uniform(0, 0.2))
            pace.answered()

        await asyncio.gather(*(call() for _ in range(500)))
        return sorted(seen)

    seen = run(story())
    assert all(later - sooner >= 1 for sooner, later in zip(seen, seen[50:], strict=False))
