"""Discord's limits are a budget: zero 429s, and nobody left without an answer."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.migrate import upgrade
from playground import InteractionFailed, Person, Playground
from tests.wire.acts import relax
from tests.wire.bot_process import BotProcess

PEOPLE = 600
#: 45 calls a second, 28 calls a session of five minutes.
ROOM = 482


@pytest.fixture
async def crowd(discord: Playground, tmp_path: Path) -> AsyncIterator[list[Person]]:
    """Many people who accepted the safety card long ago, and a bot in real time."""
    people = [discord.person(f"Person {n}") for n in range(PEOPLE)]
    file = tmp_path / "unhunch.db"
    upgrade(file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO member (id, safety_version) VALUES (?, 1)",
            [(person.id,) for person in people],
        )
    bot = BotProcess(discord, file)
    await bot.start()
    yield people
    await bot.end()


async def test_600_sessions_in_a_second_earn_no_429_and_the_rest_are_offered_private(
    discord: Playground, crowd: list[Person]
) -> None:
    channel = discord.guild("Studio").channel("general")

    async def start(n: int, person: Person) -> str:
        await asyncio.sleep(n / PEOPLE)
        while True:  # as a person does whom a busy machine answered too late
            try:
                asked = await person.slash(
                    "relax", {"where": "dm", "exercise": "five-minute-reset"}, channel=channel
                )
                text = (await asked.message()).text
            except InteractionFailed:
                continue
            if "busy" not in text:
                return text

    answers = await asyncio.gather(*(start(n, person) for n, person in enumerate(crowd)))
    offered = sum("cannot post every step" in text for text in answers)
    await discord.until(lambda: sum(bool(person.inbox) for person in crowd) == ROOM, timeout=60)

    assert offered == PEOPLE - ROOM
    assert discord.ledger.too_many_requests == 0


async def test_a_forced_429_is_waited_out_and_the_step_still_comes_once(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    discord.faults.limit("POST", "/channels/{channel_id}/messages", retry_after=0.5, times=3)

    await relax(ada, discord, where="dm")
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=40)

    assert [line.nonce for line in discord.ledger.messages(discord.dm(ada), "created")] == [
        f"s1.{n}" for n in range(1, 7)
    ]


async def test_a_documented_429_without_via_is_waited_out_and_no_ban(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    discord.faults.limit("POST", "/users/@me/channels", retry_after=0.2, via=False, times=2)
    discord.faults.limit("POST", "/channels/{channel_id}/messages", retry_after=0.2, via=False)

    await relax(ada, discord, where="dm")
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=40)

    assert "asks to stop" not in bot.log
    assert discord.ledger.too_many_requests == 3


@pytest.mark.parametrize("fault", ["banned", "dms too fast"])
async def test_when_discord_asks_to_stop_it_stops_sending_and_says_so(
    discord: Playground, bot: BotProcess, fault: str
) -> None:
    ada = discord.person("Ada")
    if fault == "banned":
        discord.faults.ban("POST", "/users/@me/channels")
    discord.faults.dms_open_too_fast = fault == "dms too fast"

    await relax(ada, discord, where="dm")
    await bot.said("Discord asks to stop")
    asked = len(discord.ledger.requests("POST"))
    await asyncio.sleep(3)  # three steps of ten seconds at ten times the speed

    assert len(discord.ledger.requests("POST")) == asked


async def test_a_token_revoked_on_the_way_ends_it_with_three(
    discord: Playground, bot: BotProcess
) -> None:
    discord.faults.fail("POST", "/users/@me/channels", status=401, times=None)

    await relax(discord.person("Ada"), discord, where="dm")

    assert await bot.exit_code() == 3
