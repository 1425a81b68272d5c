"""The bot was away: too long to go on, or so long that nobody waits any more."""

from __future__ import annotations

import asyncio

from playground import Playground
from tests.wire.acts import heading, relax
from tests.wire.bot_process import BotProcess

#: Real seconds: at ten times the speed two and a half minutes of the timetable.
TOO_LONG = 15
#: Seconds of the timetable.
OVER_AN_HOUR = 62 * 60


async def test_too_long_away_closes_it_with_an_offer_to_continue_on_its_last_card(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    await relax(ada, discord, where="dm", exercise="five-minute-reset")
    await discord.until(lambda: len(ada.inbox) == 2, timeout=10)
    await bot.kill()
    await asyncio.sleep(TOO_LONG)

    await bot.start()
    await discord.until(lambda: "Ended early" in ada.inbox[-1].text, timeout=10)
    await (await ada.press(ada.inbox[-1], "Continue")).message()
    await discord.until(lambda: len(ada.inbox) == 3, timeout=10)

    assert "Let it hang" in heading(ada.inbox[-1].text)


async def test_over_an_hour_away_writes_nothing_and_the_next_relax_offers_to_continue(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    await relax(ada, discord, where="dm", exercise="five-minute-reset")
    await discord.until(lambda: len(ada.inbox) == 2, timeout=10)
    await bot.kill()
    await discord.bot_gone()
    before = len(discord.ledger.messages(discord.dm(ada)))
    discord.set_clock(speed=10, skip=OVER_AN_HOUR)

    await bot.start(CLOCK_FILE=str(discord.clock_file))
    offer = await relax(ada, discord)
    offered = offer.text
    after = len(discord.ledger.messages(discord.dm(ada)))
    card = await (await ada.press(offer, "Begin the new one")).message()

    assert "Something cut us short" in offered
    assert after == before
    assert "Arrive" in card.text
