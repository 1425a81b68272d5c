"""Answers to interactions: one answer, in the place where it belongs."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import discord

from bot.chat import cards
from bot.chat.words import relax as words
from bot.core.delivery import Token
from bot.core.session import Place
from bot.flows.sessions import Answer, GoingOn, NoSuchExercise, SafetyFirst, Sessions, Started

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

#: Discord keeps a token for fifteen minutes; the last seconds are too close to rely on.
_TOKEN_GOOD_FOR = timedelta(minutes=14, seconds=45)

say = words.words()


def token(interaction: Interaction) -> Token:
    """The token of an interaction that just came in, and until when it can be relied on."""
    return Token(interaction.token, discord.utils.utcnow() + _TOKEN_GOOD_FOR)


async def show(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    """Shows a card to the person alone: on the private card they pressed, or on a new one."""
    message = interaction.message
    if message and message.flags.ephemeral:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


async def show_start(interaction: Interaction, answer: Answer, sessions: Sessions) -> None:
    """Shows what came of asking for a session."""
    try:
        await show(interaction, _start(interaction, answer))
    except discord.HTTPException as error:
        log.warning("no answer possible code=%s", error.code)
        if isinstance(answer, Started) and answer.session.place is Place.PRIVATE:
            await sessions.abandon(answer.session)


def _start(interaction: Interaction, answer: Answer) -> discord.ui.LayoutView:
    match answer:
        case Started(card=card):
            return cards.card(card) if card else cards.note(say.in_dm)
        case SafetyFirst(asked):
            return cards.safety_first(interaction.user.id, asked)
        case GoingOn(session, title, asked):
            return cards.going_on(session, title, asked)
        case NoSuchExercise(source):
            return cards.note(
                say.no_such_exercise.format(source=discord.utils.escape_markdown(source))
            )
