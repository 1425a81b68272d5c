"""Somebody else writes to the database for longer than an answer can wait."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from playground import Message, Person, Playground
from tests.wire.acts import relax
from tests.wire.bot_process import BotProcess


async def test_who_was_told_to_press_again_finds_nothing_done(
    discord: Playground, bot: BotProcess, tmp_path: Path
) -> None:
    people = [discord.person(name) for name in ("Ada", "Ben", "Cleo")]
    cards = [await relax(person, discord) for person in people]

    async def stop(person: Person, card: Message) -> str:
        return (await (await person.press(card, "Stop")).message()).text

    with closing(sqlite3.connect(tmp_path / "unhunch.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        answers = await asyncio.gather(*map(stop, people, cards))
        other.execute("ROLLBACK")

    assert all("press again" in answer for answer in answers)
    await discord.until(lambda: all("Done" in card.text for card in cards), timeout=30)
    assert "busy" not in bot.log


async def test_a_command_that_was_too_busy_begins_nothing_later(
    discord: Playground, bot: BotProcess, tmp_path: Path
) -> None:
    channel = discord.guild("Studio").channel("general")
    people = [discord.person(name) for name in ("Ada", "Ben", "Cleo")]
    for person in people:
        await (await person.press(await relax(person, discord), "Stop")).message()

    async def ask(person: Person) -> str:
        return (await (await person.slash("relax", channel=channel)).message()).text

    with closing(sqlite3.connect(tmp_path / "unhunch.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        answers = await asyncio.gather(*map(ask, people))
        other.execute("ROLLBACK")

    assert all("press again" in answer for answer in answers)
    again = [await ask(person) for person in people]
    assert all("Arrive" in answer for answer in again)
