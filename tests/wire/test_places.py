"""Places where the bot has nothing but the interaction: other servers, groups."""

from __future__ import annotations

import pytest

from playground import Playground
from tests.wire.acts import heading, relax

pytestmark = pytest.mark.usefixtures("bot")

FOLLOWUPS = "/webhooks/{application_id}/{interaction_token}"


async def test_a_user_install_relaxes_in_a_server_without_the_bot(discord: Playground) -> None:
    ada = discord.person("Ada")
    ada.install_app()
    channel = discord.guild("Elsewhere", bot=False).channel("general")

    card = await relax(ada, discord, channel)
    await discord.until(lambda: "your right" in heading(card.text), timeout=10)
    await (await ada.press(card, "Stop")).message()

    assert "Stopped" in card.text
    assert discord.ledger.requests("POST", FOLLOWUPS) == []


async def test_a_user_install_relaxes_in_a_group(discord: Playground) -> None:
    ada, linus = discord.person("Ada"), discord.person("Linus")
    ada.install_app()
    group = discord.group_dm(ada, linus)

    card = await relax(ada, discord, group)
    await discord.until(lambda: "your right" in heading(card.text), timeout=10)

    assert card.ephemeral
    assert linus.ephemerals == []


async def test_where_the_bot_is_no_member_it_cannot_post_and_offers_private(
    discord: Playground,
) -> None:
    ada = discord.person("Ada")
    ada.install_app()
    channel = discord.guild("Elsewhere", bot=False).channel("general")

    answer = await relax(ada, discord, channel, where="channel")
    why = answer.text
    card = await (await ada.press(answer, "Do it here, just for me")).message()
    card = await (await ada.press(card, "I understand")).message()

    assert "not in this server" in why
    assert "Arrive" in card.text


async def test_in_the_bots_own_dm_it_is_a_dm_session(discord: Playground) -> None:
    ada = discord.person("Ada")

    answer = await relax(ada, discord, discord.dm(ada), where="channel")
    await discord.until(lambda: sum(not it.ephemeral for it in ada.inbox) == 2, timeout=10)

    assert "in our direct messages" in answer.text
