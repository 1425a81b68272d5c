"""What the bot sends, sent through discord.py, comes back as discord.py's own models read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.chat.cards import safety as safety_cards
from bot.chat.cards import session as session_cards
from bot.chat.cards import starting
from bot.chat.cards.help import help_card
from bot.chat.words.session import words
from bot.content import load_library
from bot.core.card import EndCard, LiveCard, PausedCard, TickedCard
from bot.core.script import Pace
from bot.core.session import Place, Request, State, begin
from bot.flows.scripts import Scripts
from bot.shipped import shipped

CONTENT = shipped("content")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKED = Request("ninety-second-reset", Place.DM, Pace.NORMAL)


def every_card() -> Iterator[tuple[str, discord.ui.LayoutView]]:
    """One of each sort of card the bot has."""
    script = Scripts(load_library(CONTENT, len(words().safety_line.split()))).get(
        ASKED.source, ASKED.pace
    )
    assert script
    session = replace(begin(7, ASKED, script, NOW), id=1)
    ended = replace(session, state=State.FINISHED, ended_at=NOW + timedelta(minutes=2))
    yield "live", session_cards.card(LiveCard(session, script, 0, NOW)).view
    yield "paused", session_cards.card(PausedCard(session, script, 0)).view
    yield "ticked", session_cards.card(TickedCard(script, 0)).view
    yield "ended", session_cards.card(EndCard(ended, script.title)).view
    yield "safety first", safety_cards.safety_first(7, ASKED).view
    yield "safety", safety_cards.safety().view
    yield "help", help_card().view
    yield "going on", starting.going_on(session, script.title, ASKED).view
    yield "unfinished", starting.unfinished(session, script.title, 7, ASKED).view
    yield "not here", starting.not_here("No.", 7, ASKED).view


def said(components: list[Any]) -> list[Any]:
    """Components as they were meant, without the ids Discord numbers them with."""
    return [_bare(component) for component in components]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k != "id" and v not in (None, False)}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def read(message: discord.Message) -> list[Any]:
    return said([component.to_dict() for component in message.components])


@pytest.fixture
async def channel(server, make_bot, start):
    bot = make_bot(discord.Intents(guilds=True, guild_messages=True))
    await start(bot, server)
    general = server.guild("Studio").channel("general")
    return bot, await bot.until(lambda: bot.get_channel(general.id))


@pytest.mark.parametrize(("name", "card"), [pytest.param(*it, id=it[0]) for it in every_card()])
async def test_a_card_is_answered_announced_and_fetched_as_it_was_sent(channel, name, card):
    bot, place = channel
    sent = await place.send(view=card)
    heard = await bot.until(lambda: [m for m in bot.messages_heard if m.id == sent.id])
    fetched = await place.fetch_message(sent.id)

    meant = said(card.to_components())
    assert read(sent) == read(heard[0]) == read(fetched) == meant
    assert sent.flags.components_v2
    assert sent.author == bot.user
    assert discord.ui.LayoutView.from_message(fetched).content_length() == card.content_length()


async def test_an_edit_is_what_the_new_card_says(channel):
    _, place = channel
    known = dict(every_card())
    sent = await place.send(view=known["live"])
    edited = await sent.edit(view=known["ticked"])

    assert read(edited) == said(known["ticked"].to_components())
    assert edited.edited_at
    assert words().tick.split()[0] in str(read(edited))


async def test_a_press_and_its_ephemeral_answer_are_discord_pys_own(server, bot, start):
    pressed: list[discord.Interaction[Any]] = []
    known = dict(every_card())

    @bot.event
    async def on_interaction(interaction: discord.Interaction[Any]) -> None:
        pressed.append(interaction)
        await interaction.response.send_message(view=known["help"], ephemeral=True)

    await start(bot, server)
    general = server.guild("Studio").channel("general")
    place = await bot.until(lambda: bot.get_channel(general.id))
    sent = await place.send(view=known["live"])
    ada = server.person("Ada")
    answer = await (await ada.press(server.message(sent.id), "Pause")).message()

    (interaction,) = pressed
    assert interaction.type is discord.InteractionType.component
    assert (interaction.user.id, interaction.message.id) == (ada.id, sent.id)
    assert interaction.permissions.send_messages
    assert read(await interaction.original_response()) == said(known["help"].to_components())
    assert answer.ephemeral
