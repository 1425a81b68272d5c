"""A session over a real socket, in each place."""

from __future__ import annotations

import asyncio
import time

import pytest

from playground import Playground
from tests.wire.acts import LATE, STEPS, heading, relax
from tests.wire.bot_process import SPEED, BotProcess


def check_times(told: list[tuple[float, str]], begun: float) -> None:
    """Every step once, in order, and none early or much late."""
    headings = list(dict.fromkeys(heading(text) for _, text in told))

    assert len(headings) == len(STEPS)
    for seen, (name, due) in zip(headings, STEPS.items(), strict=True):
        first = next(at for at, text in told if heading(text) == seen)
        assert name in seen
        assert -0.2 <= first - begun - due / SPEED <= LATE, seen


@pytest.mark.usefixtures("bot")
async def test_a_private_session_edits_one_card_cue_by_cue(discord: Playground) -> None:
    ada = discord.person("Ada")
    begun = time.monotonic()

    card = await relax(ada, discord)

    await discord.until(lambda: "Done" in card.text, timeout=20)
    told = [(edit.at, edit.text) for edit in card.edits]
    check_times(told, begun)
    assert card.ephemeral
    assert ada.ephemerals == [card]
    assert sum("Half-way" in text for _, text in told) == 2
    assert "1:30" in card.text


@pytest.mark.usefixtures("bot")
async def test_a_dm_session_posts_each_step_and_ticks_the_one_before(discord: Playground) -> None:
    ada = discord.person("Ada")
    begun = time.monotonic()

    await relax(ada, discord, where="dm")

    await discord.until(lambda: len(ada.inbox) == 6 and "✓" in ada.inbox[-2].text, timeout=30)
    posted = discord.ledger.messages(discord.dm(ada), happened="created")
    check_times([(line.at.real, line.text) for line in posted], begun)
    assert [line.nonce for line in posted] == [f"s1.{n}" for n in range(1, 7)]
    assert all(heading(message.text).startswith("-# ✓") for message in ada.inbox[:-1])
    assert not any(message.buttons for message in ada.inbox[:-1])
    assert "1:30" in ada.inbox[-1].text
    assert sum(message.pinged != [] for message in ada.inbox) == 0


@pytest.mark.usefixtures("bot")
async def test_pausing_holds_the_session_and_resuming_goes_on(discord: Playground) -> None:
    ada = discord.person("Ada")
    card = await relax(ada, discord)
    await discord.until(lambda: "your right" in heading(card.text), timeout=10)

    await (await ada.press(card, "Pause")).message()
    at_pause = len(card.edits)
    # Longer than the rest of the session takes: nothing may come meanwhile.
    await asyncio.sleep(10)
    paused, edits_meanwhile = card.text, len(card.edits) - at_pause
    await (await ada.press(card, "Resume")).message()
    resumed = card.text
    await discord.until(lambda: "Done" in card.text, timeout=20)

    assert "Paused" in paused
    assert edits_meanwhile == 0
    assert "your right" in heading(resumed)
    assert "That took 1:30" in card.text


@pytest.mark.usefixtures("bot")
async def test_closed_dms_fall_back_to_a_private_card_and_say_why(discord: Playground) -> None:
    ada = discord.person("Ada")
    ada.close_dms()

    card = await relax(ada, discord, where="dm")

    await discord.until(lambda: "Arrive" in card.text, timeout=10)
    assert "DMs are closed" in card.text
    await discord.until(lambda: "Done" in card.text, timeout=20)
    assert ada.inbox == []


async def test_sigterm_in_a_dm_session_and_a_new_start_lose_and_repeat_nothing(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    await relax(ada, discord, where="dm")
    await discord.until(lambda: len(ada.inbox) == 2, timeout=10)

    assert await bot.stop() == 0
    await bot.start()

    await discord.until(lambda: "Done" in ada.inbox[-1].text, timeout=30)
    posted = discord.ledger.messages(discord.dm(ada), happened="created")
    headings = [heading(line.text) for line in posted]
    assert len(headings) == len(STEPS)
    assert all(name in seen for name, seen in zip(STEPS, headings, strict=True))


async def test_sigterm_in_a_private_session_and_a_new_start_go_on_with_the_card(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    card = await relax(ada, discord)
    await discord.until(lambda: "your right" in heading(card.text), timeout=10)

    assert await bot.stop() == 0
    await bot.start()

    await discord.until(lambda: "Done" in card.text, timeout=30)
    headings = list(dict.fromkeys(heading(edit.text) for edit in card.edits))
    assert len([seen for seen in headings if any(name in seen for name in STEPS)]) == len(STEPS)


async def test_a_button_from_before_a_restart_still_works(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    await relax(ada, discord, where="dm")
    await discord.until(lambda: len(ada.inbox) == 2, timeout=10)
    await (await ada.press(ada.inbox[-1], "Pause")).message()
    await bot.stop()
    await bot.start()

    await (await ada.press(ada.inbox[-1], "Stop")).message()

    assert "Stopped" in ada.inbox[-1].text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("verb", "end"), [("Stop", "Stopped"), ("Pause", "Paused")])
async def test_an_edit_that_discord_holds_back_does_not_outlive_the_press_it_met(
    discord: Playground, verb: str, end: str
) -> None:
    ada = discord.person("Ada")
    card = await relax(ada, discord)
    held = discord.faults.slow(3, "PATCH", "/webhooks/*", times=1)
    while held.times:  # noqa: ASYNC110 - what has not happened yet is announced to nobody
        await asyncio.sleep(0.01)

    answer = await (await ada.press(card, verb)).message()
    at_answer = len(answer.edits)
    await discord.until(lambda: len(card.edits) == at_answer + 2, timeout=10)

    assert end not in card.edits[-2].text  # the edit that was held back
    assert end in card.text


@pytest.mark.usefixtures("bot")
async def test_an_edit_that_discord_refused_is_not_tried_again_over_a_press(
    discord: Playground,
) -> None:
    ada = discord.person("Ada")
    card = await relax(ada, discord)
    refused = discord.faults.fail("PATCH", "/webhooks/*", status=503, times=3)
    await discord.until(lambda: refused.times == 1, timeout=10)

    await (await ada.press(card, "Stop")).message()
    at_answer = len(card.edits)
    await asyncio.sleep(5)  # longer than the tries of an edit that is still wanted

    assert "Stopped" in card.text
    assert all("Stopped" in edit.text for edit in card.edits[at_answer:])


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("trouble", ["refused", "reset"])
async def test_a_card_that_does_not_get_through_is_answered_shortly_and_its_session_ended(
    discord: Playground, trouble: str
) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel("general")
    await (await ada.press(await relax(ada, discord), "Stop")).message()
    if trouble == "refused":
        discord.faults.fail("POST", "/interactions/*", status=400, code=50035)
    else:
        discord.faults.reset("POST", "/interactions/*")

    told = await (await ada.slash("relax", channel=channel)).message()
    again = await (await ada.slash("relax", channel=channel)).message()

    assert "nothing was lost" in told.text
    assert "Arrive" in again.text


@pytest.mark.usefixtures("bot")
async def test_an_answer_that_does_not_get_through_leaves_a_dm_session_going(
    discord: Playground,
) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel("general")
    await (await ada.press(await relax(ada, discord), "Stop")).message()
    discord.faults.fail("POST", "/interactions/*", status=400, code=50035)

    told = await (await ada.slash("relax", {"where": "dm"}, channel=channel)).message()
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=30)

    assert "begins in our direct messages" in told.text
