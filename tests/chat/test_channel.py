"""A session everyone in the channel can see, and the buttons that move about in a script."""

from __future__ import annotations

import discord
import pytest

from bot.chat.words import relax as words
from bot.chat.words import session as session_words

from .stage import Stage, headline, labels, text

say, session_say = words.words(), session_words.words()


def seen(stage: Stage) -> list[discord.Message]:
    """What everyone in the channel sees."""
    return list(stage.channel.history(viewer=stage.ben))


async def test_a_channel_session_posts_its_steps_for_everyone(stage: Stage) -> None:
    begun = await stage.relax(stage.anna, where="channel")

    await stage.play(12)

    assert text(begun.response) == say.in_channel
    assert [headline(it) for it in seen(stage)] == ["✓ Arrive", "Shoulder rolls, your right"]


async def test_at_the_end_only_the_end_card_stays_in_the_channel(stage: Stage) -> None:
    await stage.relax(stage.anna, where="channel")

    await stage.play()

    assert [headline(it) for it in seen(stage)] == ["Done: Ninety-second reset"]


@pytest.mark.parametrize("label", ["Pause", "Back", "Skip", "Stop"])
async def test_who_only_follows_along_cannot_press_for_the_others(stage: Stage, label: str) -> None:
    await stage.relax(stage.anna, where="channel")
    await stage.play(12)
    before = stage.ask("SELECT * FROM session")

    pressed = await stage.ben.click(seen(stage)[-1], label=label)

    assert pressed.response
    assert pressed.response.ephemeral
    assert text(pressed.response) == say.not_yours
    assert stage.ask("SELECT * FROM session") == before


async def test_who_follows_along_may_read_how(stage: Stage) -> None:
    await stage.relax(stage.anna, where="channel")
    await stage.play(12)

    pressed = await stage.ben.click(seen(stage)[-1], label=session_say.how_button)

    assert pressed.response
    assert pressed.response.ephemeral
    assert headline(pressed.response) == "How: Shoulder rolls"


async def test_its_person_stops_it_on_the_message_itself(stage: Stage) -> None:
    await stage.relax(stage.anna, where="channel")
    await stage.play(12)

    await stage.anna.click(seen(stage)[-1], label=session_say.stop_button)
    await stage.play(0)

    assert [headline(it) for it in seen(stage)] == ["Stopped: Ninety-second reset"]


async def test_a_busy_channel_offers_the_private_card(stage: Stage) -> None:
    await stage.relax(stage.anna, where="channel")

    asked = await stage.relax(stage.ben, where="channel")
    told = text(asked.response)
    await stage.ben.click(asked.response, label=say.here_button)

    assert told == say.busy_channel
    assert headline(asked.response) == "Arrive"


async def test_where_the_presser_may_not_write_the_bot_does_not_either(stage: Stage) -> None:
    guild = stage.anna.guild
    quiet = discord.PermissionOverwrite(send_messages=False)
    news = guild.create_text_channel("news", overwrites={guild.default_role: quiet})

    asked = await stage.anna.slash(news, "relax", where="channel")

    assert text(asked.response) == say.you_may_not
    assert labels(asked.response) == [say.here_button]


async def test_channel_in_the_bots_direct_messages_means_there(stage: Stage) -> None:
    await stage.relax(stage.anna.user, where="channel")

    assert stage.ask("SELECT place FROM session") == [("dm",)]


async def test_a_live_card_has_its_buttons_in_order(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    in_order = ["Pause", "Skip", "How?", "Stop", "Stop, this hurts"]
    assert labels(begun.response) == in_order
    await stage.play(12)
    assert labels(begun.response) == ["Pause", "Back", *in_order[1:]]


async def test_skip_shows_the_next_step_on_the_private_card(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    await stage.anna.click(begun.response, label=session_say.skip_button)

    assert headline(begun.response) == "Shoulder rolls, your right"


async def test_back_shows_the_step_before(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.play(42)

    await stage.anna.click(begun.response, label=session_say.back_button)

    assert headline(begun.response) == "Shoulder rolls, your right"


async def test_skip_in_direct_messages_posts_the_next_step(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play(3)

    live = stage.dms(stage.anna)[-1]
    pressed = await stage.anna.user.click(live, label=session_say.skip_button)
    await stage.play(0)

    assert pressed.acknowledged
    assert [headline(it) for it in stage.dms(stage.anna)] == [
        "✓ Arrive",
        "Shoulder rolls, your right",
    ]


async def test_after_half_an_hour_of_pause_the_card_offers_to_continue(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play(12)
    await stage.anna.user.click(stage.dms(stage.anna)[-1], label=session_say.pause_button)
    await stage.play(31 * 60)
    closed = stage.dms(stage.anna)[-1]
    offered = labels(closed)

    await stage.anna.user.click(closed, label=session_say.continue_button)
    await stage.play(1)

    assert offered[0] == session_say.continue_button
    assert headline(stage.dms(stage.anna)[-1]) == "Shoulder rolls, your right"
