"""`/relax where:channel` over the wire."""

from __future__ import annotations

import pytest

from playground import Channel, Message, Playground
from tests.wire.acts import STEPS, heading, relax

pytestmark = pytest.mark.usefixtures("bot")


def shared(channel: Channel) -> list[Message]:
    """What everyone in the channel sees."""
    return [message for message in channel.messages if not message.ephemeral]


@pytest.mark.parametrize("kind", ["text", "news", "thread", "voice"])
async def test_each_step_is_a_message_and_only_the_end_stays(
    discord: Playground, kind: str
) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel(f"stretch-{kind}", kind=kind)

    await relax(ada, discord, channel, where="channel")
    await discord.until(
        lambda: [heading(it.text) for it in shared(channel)] == ["### Done: Ninety-second reset"],
        timeout=40,
    )

    posted = discord.ledger.messages(channel, happened="created")
    told = [heading(line.text) for line in posted if not line.ephemeral]
    assert len(told) == len(STEPS)
    assert all(name in seen for name, seen in zip(STEPS, told, strict=True))


async def test_a_second_session_in_the_channel_is_offered_privately(discord: Playground) -> None:
    ada, grace = discord.person("Ada"), discord.person("Grace")
    await relax(ada, discord, where="channel")

    answer = await relax(grace, discord, where="channel")
    card = await (await grace.press(answer, "Do it here, just for me")).message()

    assert answer.ephemeral
    assert "Arrive" in card.text


async def test_one_who_manages_messages_may_stop_it_and_others_may_not(
    discord: Playground,
) -> None:
    guild = discord.guild("Studio")
    channel = guild.channel("general")
    ada, linus, warden = (discord.person(name) for name in ("Ada", "Linus", "Warden"))
    guild.give(warden, guild.role("Wardens", "manage_messages"))
    await relax(ada, discord, where="channel")
    await discord.until(lambda: len(shared(channel)) == 1, timeout=10)
    card = shared(channel)[0]

    refused = await (await linus.press(card, "Stop")).message()
    still_going = "Arrive" in card.text
    await (await warden.press(card, "Stop")).message()

    assert "belongs to somebody else" in refused.text
    assert still_going
    # Pressed before the bot knew its own message, it is brought up to date a moment later.
    await discord.until(lambda: "Stopped" in shared(channel)[-1].text, timeout=5)


async def test_without_permission_it_names_what_is_missing_and_offers_private(
    discord: Playground,
) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel("quiet")
    channel.deny(discord.bot, "send_messages", "attach_files")

    answer = await relax(ada, discord, channel, where="channel")

    assert "Send Messages, Attach Files" in answer.text
    assert [button.label for button in answer.buttons] == ["Do it here, just for me"]


async def test_a_person_who_may_not_write_there_cannot_make_the_bot_write(
    discord: Playground,
) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel("announcements", kind="news")
    channel.deny(ada, "send_messages")

    answer = await relax(ada, discord, channel, where="channel")

    assert "You cannot write in this channel" in answer.text


async def test_permission_lost_on_the_way_moves_it_to_a_private_card(discord: Playground) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel("general")
    answer = await relax(ada, discord, where="channel")
    await discord.until(lambda: len(shared(channel)) == 1, timeout=10)

    channel.deny(discord.bot, "send_messages")

    await discord.until(lambda: "your right" in heading(answer.text), timeout=20)
    assert "cannot write in that channel" in answer.text


async def test_skip_and_back_post_the_step_at_once(discord: Playground) -> None:
    ada = discord.person("Ada")
    channel = discord.guild("Studio").channel("general")
    await relax(ada, discord, where="channel", exercise="five-minute-reset")
    await discord.until(lambda: len(shared(channel)) == 1, timeout=10)

    await (await ada.press(shared(channel)[-1], "Skip")).answered()
    await discord.until(lambda: "Let it hang" in shared(channel)[-1].text, timeout=5)
    await (await ada.press(shared(channel)[-1], "Skip")).answered()
    await discord.until(lambda: "Get ready" in shared(channel)[-1].text, timeout=5)
    await (await ada.press(shared(channel)[-1], "Back")).answered()
    await discord.until(lambda: "Let it hang" in shared(channel)[-1].text, timeout=5)

    await (await ada.press(shared(channel)[-1], "Stop")).message()
    await discord.until(lambda: len(shared(channel)) == 1, timeout=10)
    assert "Stopped" in shared(channel)[0].text


async def test_how_explains_to_whoever_asks(discord: Playground) -> None:
    ada, linus = discord.person("Ada"), discord.person("Linus")
    channel = discord.guild("Studio").channel("general")
    await relax(ada, discord, where="channel")
    await discord.until(lambda: len(shared(channel)) == 1, timeout=10)

    explained = await (await linus.press(shared(channel)[0], "How?")).message()

    assert explained.ephemeral
    assert "How: Shoulder rolls" in explained.text
