"""What `/healthz` and `/metrics` say, asked over HTTP."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from bot.core.delivery import Delivered, Refusal, Refused
from bot.core.errors import Faults
from bot.core.figures import Vitals
from bot.health import Counted, serving

WELL = Vitals(connected=True, latency=0.04, due_lag=0.2, running=3)


class Bot:
    """Something to look at, that can also fail and hang."""

    def __init__(self) -> None:
        self.vitals = WELL
        self.fails = False
        self.hangs = False
        self.counted = Counted()
        self.port = free_port()

    async def look(self) -> Vitals:
        if self.fails:
            raise OSError("no database")
        if self.hangs:
            await asyncio.sleep(60)
        return self.vitals

    async def get(self, path: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.text()

    async def figures(self) -> dict[str, float]:
        _, text = await self.get("/metrics")
        lines = [it.rsplit(" ", 1) for it in text.splitlines() if not it.startswith("#")]
        return {name: float(value) for name, value in lines}


def free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    async with serving(bot.port, bot.counted, bot.look):
        yield bot


async def test_a_bot_that_is_well_is_ok(bot: Bot):
    assert await bot.get("/healthz") == (200, "ok\n")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"connected": False}, "not connected to Discord's gateway"),
        ({"due_lag": 75.0}, "has been waiting for 75 s"),
        ({"trouble": "disk is full"}, "nothing can be saved: disk is full"),
    ],
)
async def test_a_bot_that_is_ill_is_503_with_the_reason(
    bot: Bot, changed: dict[str, object], why: str
):
    bot.vitals = replace(WELL, **changed)
    status, text = await bot.get("/healthz")

    assert status == 503
    assert why in text


@pytest.mark.parametrize("how", ["fails", "hangs"])
@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
async def test_a_database_that_does_not_answer_is_503(bot: Bot, path: str, how: str):
    setattr(bot, how, True)
    status, text = await bot.get(path)

    assert status == 503
    assert "does not answer" in text


async def test_the_figures_are_what_is_seen_now(bot: Bot):
    seen = await bot.figures()

    assert seen["unhunch_gateway_connected"] == 1
    assert seen["unhunch_gateway_latency_seconds"] == 0.04
    assert seen["unhunch_due_lag_seconds"] == 0.2
    assert seen["unhunch_sessions_running"] == 3
    assert seen["unhunch_saving"] == 1
    assert "unhunch_rate_limited_total" in seen


async def test_what_happens_is_counted(bot: Bot):
    bot.counted.sent(Delivered(1, 2))
    bot.counted.sent(Delivered())
    bot.counted.sent(Refused(Refusal.DMS_CLOSED))
    bot.counted.rate_limited()
    bot.counted.asked("component")
    seen = await bot.figures()

    assert seen['unhunch_sends_total{outcome="delivered"}'] == 2
    assert seen['unhunch_sends_total{outcome="dms_closed"}'] == 1
    assert seen["unhunch_rate_limited_total"] == 1
    assert seen['unhunch_interactions_total{kind="component"}'] == 1


async def test_two_bots_in_one_process_count_apart():
    one, other = Counted(), Counted()
    one.rate_limited()

    assert b"unhunch_rate_limited_total 1.0" in one.show(WELL)
    assert b"unhunch_rate_limited_total 0.0" in other.show(WELL)


async def test_only_this_machine_reaches_it(bot: Bot):
    with socket.socket() as other:  # the port is free on every other address
        other.bind(("127.0.0.2", bot.port))


async def test_a_port_in_use_is_a_wrong_setting(bot: Bot):
    with pytest.raises(Faults, match=f"HTTP_PORT: cannot listen on {bot.port}"):
        async with serving(bot.port, Counted(), bot.look):
            pass


async def test_without_a_port_nothing_listens():
    async with serving(None, Counted(), Bot().look):
        pass
