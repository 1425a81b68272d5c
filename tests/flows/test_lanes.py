from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.core.deadline import DECIDE_WITHIN, received
from bot.flows.lanes import Lanes

from .virtual import run


def saying(said: list[str], word: str, seconds: float = 0) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        await asyncio.sleep(seconds)
        said.append(word)

    return work


def test_one_session_speaks_in_order_however_slow_the_first_word() -> None:
    async def story() -> list[str]:
        lanes, said = Lanes(), list[str]()
        lanes.run(1, saying(said, "slow", 5))
        lanes.run(1, saying(said, "quick"))
        await lanes.finish(10)
        return said

    assert run(story()) == ["slow", "quick"]


def test_another_session_does_not_wait() -> None:
    async def story() -> list[str]:
        lanes, said = Lanes(), list[str]()
        lanes.run(1, saying(said, "slow", 5))
        lanes.run(2, saying(said, "other"))
        await lanes.finish(10)
        return said

    assert run(story()) == ["other", "slow"]


def test_a_word_that_fails_does_not_silence_the_next() -> None:
    async def broken() -> None:
        raise RuntimeError("a surprise")

    async def story() -> list[str]:
        lanes, said = Lanes(), list[str]()
        lanes.run(1, broken)
        lanes.run(1, saying(said, "next"))
        await lanes.finish(10)
        return said

    assert run(story()) == ["next"]


def test_finish_cancels_what_takes_too_long() -> None:
    async def story() -> tuple[list[str], float]:
        lanes, said = Lanes(), list[str]()
        begun = asyncio.get_running_loop().time()
        lanes.run(1, saying(said, "endless", 1000))
        lanes.run(2, saying(said, "quick"))
        await lanes.finish(8)
        return said, asyncio.get_running_loop().time() - begun

    assert run(story()) == (["quick"], 8)


def test_hush_waits_for_the_word_on_the_wire() -> None:
    async def story() -> list[str]:
        lanes, said = Lanes(), list[str]()
        lanes.run(1, saying(said, "on the wire", 0.5))
        await lanes.hush(1, 3)
        said.append("hushed")
        return said

    assert run(story()) == ["on the wire", "hushed"]


def test_hush_says_whether_a_word_may_still_land() -> None:
    async def story() -> tuple[bool, bool, bool]:
        lanes = Lanes()
        silent = await lanes.hush(1, 2)
        lanes.run(1, saying([], "quick", 0.5))
        quick = await lanes.hush(1, 3)
        lanes.run(1, saying([], "endless", 1000))
        return silent, quick, await lanes.hush(1, 4)

    assert run(story()) == (True, True, False)


def test_hush_waits_no_longer_than_a_press_can() -> None:
    async def story() -> float:
        lanes = Lanes()
        begun = asyncio.get_running_loop().time()
        lanes.run(1, saying([], "endless", 1000))
        await lanes.hush(1, 3)
        return asyncio.get_running_loop().time() - begun

    assert run(story()) <= 2


def test_hush_waits_no_longer_than_the_interaction_has_left() -> None:
    async def story() -> float:
        lanes, loop = Lanes(), asyncio.get_running_loop()
        began = loop.time()
        received(began)
        await asyncio.sleep(1.75)
        lanes.run(1, saying([], "endless", 1000))
        await lanes.hush(1, 3)
        return loop.time() - began

    assert run(story()) == DECIDE_WITHIN


def test_a_silent_session_is_hushed_at_once() -> None:
    async def story() -> bool:
        lanes = Lanes()
        await lanes.hush(1, 3)
        return lanes.outdated(1, 2)

    assert run(story()) is False


def test_older_revisions_are_outdated_while_the_lane_is_busy() -> None:
    async def story() -> tuple[bool, bool]:
        lanes = Lanes()
        lanes.run(1, saying([], "slow", 5))
        await lanes.hush(1, 3)
        return lanes.outdated(1, 2), lanes.outdated(1, 3)

    assert run(story()) == (True, False)


def test_one_session_does_not_outdate_another() -> None:
    async def story() -> bool:
        lanes = Lanes()
        lanes.run(1, saying([], "slow", 5))
        lanes.run(2, saying([], "slow", 5))
        await lanes.hush(1, 3)
        return lanes.outdated(2, 1)

    assert run(story()) is False


def test_what_was_hushed_is_forgotten_with_the_lane() -> None:
    async def story() -> bool:
        lanes = Lanes()
        lanes.run(1, saying([], "slow", 5))
        await lanes.hush(1, 3)
        await lanes.finish(10)
        await asyncio.sleep(0)
        return lanes.outdated(1, 2)

    assert run(story()) is False


def test_of_what_can_wait_only_so_much_is_begun_and_what_cannot_does_not_wait_for_it() -> None:
    async def story() -> tuple[int, int, int]:
        lanes, begun = Lanes(), list[str]()

        def work(name: str) -> Callable[[], Awaitable[None]]:
            async def work() -> None:
                begun.append(name)
                await asyncio.sleep(5)

            return work

        for n in range(1000):
            lanes.run(n, work("card"), can_wait=True)
        lanes.run(1000, work("step"))
        await asyncio.sleep(1)
        at_first = begun.count("card")
        steps = begun.count("step")
        await lanes.finish(100)
        return at_first, steps, begun.count("card")

    assert run(story()) == (100, 1, 1000)
