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
