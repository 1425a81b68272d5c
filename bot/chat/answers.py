"""Answers to interactions: one answer, in the place where it belongs."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, assert_never

import aiohttp
import discord

from bot.chat.cards import safety as safety_cards
from bot.chat.cards import session as session_cards
from bot.chat.cards import starting
from bot.chat.cards.face import Face, note
from bot.chat.words import relax as words
from bot.core.delivery import Token
from bot.core.errors import Busy, CannotSave
from bot.core.session import Place, Session
from bot.flows.answers import (
    ChannelBusy,
    Denied,
    GoingOn,
    NoRoom,
    NoSuchExercise,
    NoSuchSession,
    NothingLeft,
    NotYours,
    SafetyFirst,
    StartAnswer,
    Started,
    Unfinished,
)
from bot.flows.sessions import Sessions

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

#: Discord keeps a token for fifteen minutes; the last seconds are too close to rely on.
TOKEN_GOOD_FOR = timedelta(minutes=14, seconds=45)

#: What an answer can fail with: Discord refuses it, or is out of reach.
_UNANSWERED = (discord.HTTPException, aiohttp.ClientError, OSError)

say = words.words()


def token(interaction: Interaction) -> Token:
    """The token of an interaction that just came in, and until when it can be relied on."""
    return Token(interaction.token, discord.utils.utcnow() + TOKEN_GOOD_FOR)


async def show(interaction: Interaction, face: Face) -> None:
    """Shows a card to the person alone: on the private card they pressed, or on a new one."""
    message = interaction.message
    if message and message.flags.ephemeral:
        await change(interaction, face)
    else:
        await show_new(interaction, face)


async def change(interaction: Interaction, face: Face) -> None:
    """Makes the card that was pressed another one."""
    await interaction.response.edit_message(view=face.view, attachments=face.files())


async def show_new(interaction: Interaction, face: Face) -> None:
    """Shows a new card to the person alone."""
    await interaction.response.send_message(view=face.view, files=face.files(), ephemeral=True)


async def tell(interaction: Interaction, text: str) -> None:
    """Says a short sentence to the person alone and leaves the card they pressed as it is."""
    await show_new(interaction, note(text))


async def tell_if_possible(interaction: Interaction, text: str) -> None:
    """After a failure: says so, if the interaction can still be answered."""
    try:
        if not (interaction.response.is_done() or interaction.client.is_closed()):
            await tell(interaction, text)
    except _UNANSWERED as error:
        log.info("no answer possible error=%s", error)


def sorry(error: BaseException) -> str:
    """What a person is told where an answer failed."""
    match error:
        case Busy():
            return say.busy
        case CannotSave():
            return say.cannot_save
        case _:
            return say.broken


async def deny(interaction: Interaction, why: Denied) -> None:
    """Says why a button does nothing for this person."""
    await tell(interaction, say.not_yours if isinstance(why, NotYours) else say.no_such_session)


async def show_start(
    interaction: Interaction, answer: StartAnswer | Denied, sessions: Sessions
) -> None:
    """Shows what came of asking for a session."""
    if isinstance(answer, NotYours | NoSuchSession):
        await deny(interaction, answer)
        return
    try:
        await show(interaction, _started_or_not(interaction.user.id, answer))
    except _UNANSWERED as error:
        log.warning("an answer failed error=%s", error)
        began = answer.session if isinstance(answer, Started) else None
        goes_on = began is not None and began.place is not Place.PRIVATE
        await tell_if_possible(interaction, _elsewhere(began) if began and goes_on else say.broken)
        if began and not goes_on:
            await sessions.abandon(began)


def _started_or_not(user_id: int, answer: StartAnswer) -> Face:
    match answer:
        case Started(session, card):
            return session_cards.card(card) if card else note(_elsewhere(session))
        case SafetyFirst(asked):
            return safety_cards.safety_first(user_id, asked)
        case GoingOn(session, title, asked):
            return starting.going_on(session, title, asked)
        case Unfinished(session, title, asked):
            return starting.unfinished(session, title, user_id, asked)
        case ChannelBusy(asked, by_team):
            return starting.not_here(say.busy_team if by_team else say.busy_channel, user_id, asked)
        case NoRoom(asked):
            return starting.not_here(say.no_room, user_id, asked)
        case NothingLeft(title, instead, instead_title):
            return starting.nothing_left(title, instead, instead_title, user_id)
        case NoSuchExercise(source):
            named = discord.utils.escape_markdown(source)
            return note(say.no_such_exercise.format(source=named))
        case _:
            assert_never(answer)


def _elsewhere(session: Session) -> str:
    return say.in_dm if session.place is Place.DM else say.in_channel
