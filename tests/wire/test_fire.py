"""Killed at any line, refused, dropped and hurried: nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter, defaultdict

import pytest

from playground import Message, Playground
from tests.wire.acts import heading, relax
from tests.wire.bot_process import BotProcess

#: `make fire` asks for more.
KILLS = int(os.environ.get("KILLS", "20"))
POST = "/channels/{channel_id}/messages"

FIVE_MINUTES = [
    "Arrive",
    "Let it hang",
    "Get ready",
    "Shoulder rolls, your right",
    "Switch sides",
    "Shoulder rolls, your left",
    "Get ready",
    "Neck rolls",
    "Rest",
    "Warm soles",
    "Finish",
    "Done: Five-minute reset",
]


def posted(discord: Playground) -> dict[str, list[str]]:
    """The headings of every message posted under a nonce, by session."""
    told = defaultdict(list)
    for line in discord.ledger.messages(happened="created"):
        if line.nonce:
            told[line.nonce.split(".")[0]].append(heading(line.text).removeprefix("### "))
    return told


def nonces(discord: Playground) -> Counter[str]:
    return Counter(line.nonce for line in discord.ledger.messages(happened="created") if line.nonce)


def shown(discord: Playground, card: Message) -> list[str]:
    """What a private card said, one after the other."""
    lines = [line for line in discord.ledger.messages() if line.message_id == card.id]
    headings = [heading(line.text).removeprefix("### ") for line in lines]
    return [it for n, it in enumerate(headings) if n == 0 or it != headings[n - 1]]


async def test_killed_at_random_it_repeats_and_loses_nothing(
    discord: Playground, bot: BotProcess
) -> None:
    chance = random.Random(os.environ.get("SEED", "7"))
    people = {place: discord.person(f"Ada in {place}") for place in ("private", "dm", "channel")}
    cards: list[Message] = []

    async def begin() -> int:
        for place, person in people.items():
            card = await relax(person, discord, where=place, exercise="five-minute-reset")
            cards.extend([card] if place == "private" else [])
        return len(cards)

    def done() -> bool:
        ends = [told[-1].startswith("Done") for told in posted(discord).values()]
        return sum(ends) == 2 * begun and all("Done" in card.text for card in cards)

    begun = await begin()
    for _ in range(KILLS):
        if done():
            begun = await begin()
        await asyncio.sleep(chance.uniform(0.05, 1.5))
        await bot.kill()
        await discord.bot_gone()
        await bot.start()
    await discord.until(done, timeout=90)

    told = posted(discord)
    assert max(nonces(discord).values()) == 1
    assert len(told) == 2 * begun
    assert all(headings == FIVE_MINUTES for headings in told.values()), told
    for card in cards:
        assert shown(discord, card)[-len(FIVE_MINUTES) :] == FIVE_MINUTES


@pytest.mark.usefixtures("bot")
async def test_a_message_created_but_answered_with_502_is_not_posted_twice(
    discord: Playground,
) -> None:
    ada = discord.person("Ada")
    discord.faults.fail("POST", POST, status=502, times=2, after_write=True)

    await relax(ada, discord, where="dm")
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=40)

    assert max(nonces(discord).values()) == 1
    assert len(nonces(discord)) == 6


@pytest.mark.usefixtures("bot")
async def test_a_fifth_of_all_sends_failing_costs_no_step(discord: Playground) -> None:
    ada = discord.person("Ada")
    discord.faults.ratio(0.2, "POST", POST, status=503)

    await relax(ada, discord, where="dm")
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=60)

    assert max(nonces(discord).values()) == 1
    assert len(nonces(discord)) == 6


@pytest.mark.usefixtures("bot")
async def test_a_gateway_that_keeps_closing_disturbs_no_session(discord: Playground) -> None:
    ada = discord.person("Ada")
    await relax(ada, discord, where="dm")

    for _ in range(3):
        await asyncio.sleep(1)
        await discord.close_gateway(code=4000)
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=60)

    assert len(nonces(discord)) == 6
