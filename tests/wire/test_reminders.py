"""Reminders over the wire: proved by a test message, answered, and paused where DMs close."""

from __future__ import annotations

import asyncio

import pytest

from playground import Message, Person, Playground
from tests.wire.acts import heading

pytestmark = pytest.mark.usefixtures("bot")


async def add(person: Person, discord: Playground, **options: object) -> Message:
    channel = discord.guild("Studio").channel("general")
    asked = {"every": 45, "days": "daily", "zone": "UTC", **options}
    return await (await person.slash("reminder add", asked, channel=channel)).message()


async def test_the_test_message_is_confirmed_and_then_it_counts(discord: Playground) -> None:
    ada = discord.person("Ada")

    answer = await add(ada, discord)
    await discord.until(lambda: ada.inbox, timeout=10)
    confirmed = await (await ada.press(ada.inbox[0], "Yes, remind me")).message()

    assert "test message" in answer.text
    assert answer.ephemeral
    assert ada.inbox[0].nonce == "r1.1"
    assert "I will remind you" in confirmed.text


async def test_closed_dms_are_said_where_it_was_asked(discord: Playground) -> None:
    ada = discord.person("Ada")
    ada.close_dms()

    answer = await add(ada, discord)
    await discord.until(lambda: "paused: DMs closed" in answer.text, timeout=10)

    assert ada.inbox == []
    async with asyncio.timeout(10):
        while "paused: DMs closed" not in await listed(ada):  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # it is written down a moment after it was said


async def listed(person: Person) -> str:
    return (await (await person.slash("reminder list")).message()).text


async def test_no_takes_it_back(discord: Playground) -> None:
    ada = discord.person("Ada")
    await add(ada, discord)
    await discord.until(lambda: ada.inbox, timeout=10)

    stopped = await (await ada.press(ada.inbox[0], "No")).message()

    assert "Stopped" in stopped.text


async def test_the_zone_is_asked_for_once_and_remembered(discord: Playground) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel("general")

    asked = await (await ada.slash("reminder add", {"time": "10:25"}, channel=channel)).message()
    await add(ada, discord, zone="Europe/Berlin")
    again = await (await ada.slash("reminder add", {"time": "12:25"}, channel=channel)).message()

    assert "Whose clocks count?" in asked.text
    assert "Europe/Berlin" in again.text


async def test_again_tomorrow_after_a_session_makes_one(discord: Playground) -> None:
    ada = discord.person("Ada")
    await add(ada, discord)
    channel = discord.guild("Studio").channel("general")
    card = await (await ada.slash("relax", channel=channel)).message()
    card = await (await ada.press(card, "I understand")).message()
    await discord.until(lambda: heading(card.text).startswith("### Done"), timeout=30)

    made = await (await ada.press(card, "Again tomorrow")).message()

    assert "once," in made.text
