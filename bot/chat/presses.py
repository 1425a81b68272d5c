"""A press: read what the button means, let a flow decide, show what came of it."""

from __future__ import annotations

import logging

import discord

from bot.chat import cards, custom_id
from bot.chat.answers import Interaction, show, show_start, token
from bot.chat.custom_id import CustomId
from bot.chat.words import relax as words
from bot.core.errors import Busy
from bot.core.session import Verb
from bot.flows.sessions import Answer, NoSuchSession, NotYours, Press, Pressed, Sessions

log = logging.getLogger(__name__)

say = words.words()


class Presses:
    """Answers every press: also a foreign one, a stale one, and one this version never wrote."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def answer(self, interaction: Interaction, pressed: str) -> None:
        """Decides and answers the press of a button with this `custom_id`."""
        try:
            await self._decide(interaction, custom_id.read(pressed))
        except Busy:
            await show_instead(interaction, say.busy)
        except Exception:
            log.exception("a press failed")
            await show_instead(interaction, say.broken)

    async def _decide(self, interaction: Interaction, means: CustomId | None) -> None:
        match means:
            case CustomId("session", row, "replace", rest):
                await self._replace(interaction, row, rest)
            case CustomId("session", row, "again"):
                await self._again(interaction, row)
            case CustomId("session", _, "keep"):
                await show(interaction, cards.note(say.kept))
            case CustomId("session", row, verb) if verb in set(Verb):
                await self._press(interaction, row, Verb(verb))
            case CustomId("safety", user_id, "accept", rest):
                await self._accept(interaction, user_id, rest)
            case _:
                await tell(interaction, say.old_button)

    async def _press(self, interaction: Interaction, session_id: int, verb: Verb) -> None:
        answer = await self._sessions.press(session_id, _press(interaction), verb)
        match answer:
            case NotYours():
                await tell(interaction, say.not_yours)
            case NoSuchSession():
                await tell(interaction, say.no_such_session)
            case Pressed(card, on_live=True):
                await interaction.response.edit_message(view=cards.card(card))
            case Pressed(card):
                await show(interaction, cards.card(card))

    async def _replace(
        self, interaction: Interaction, session_id: int, rest: tuple[str, ...]
    ) -> None:
        asked = custom_id.unpacked(rest, interaction.guild_id, interaction.channel_id)
        if asked is None:
            await tell(interaction, say.old_button)
            return
        answer = await self._sessions.replace(session_id, _press(interaction), asked)
        await self._show_start(interaction, answer)

    async def _again(self, interaction: Interaction, session_id: int) -> None:
        guild, channel = interaction.guild_id, interaction.channel_id
        answer = await self._sessions.again(session_id, _press(interaction), guild, channel)
        await self._show_start(interaction, answer)

    async def _show_start(
        self, interaction: Interaction, answer: Answer | NotYours | NoSuchSession
    ) -> None:
        match answer:
            case NotYours():
                await tell(interaction, say.not_yours)
            case NoSuchSession():
                await tell(interaction, say.no_such_session)
            case _:
                await show_start(interaction, answer, self._sessions)

    async def _accept(self, interaction: Interaction, user_id: int, rest: tuple[str, ...]) -> None:
        asked = custom_id.unpacked(rest, interaction.guild_id, interaction.channel_id)
        if user_id != interaction.user.id:
            await tell(interaction, say.not_yours)
        elif asked is None:
            await tell(interaction, say.old_button)
        else:
            answer = await self._sessions.accept_safety(user_id, asked, token(interaction))
            await show_start(interaction, answer, self._sessions)


def _press(interaction: Interaction) -> Press:
    message = interaction.message
    return Press(interaction.user.id, token(interaction), message.id if message else None)


async def tell(interaction: Interaction, text: str) -> None:
    """Says a short sentence to the person alone and leaves the card they pressed as it is."""
    await interaction.response.send_message(view=cards.note(text), ephemeral=True)


async def show_instead(interaction: Interaction, text: str) -> None:
    """After a failure: says so, if the interaction can still be answered."""
    try:
        if not interaction.response.is_done():
            await tell(interaction, text)
    except discord.HTTPException as error:
        log.info("no answer possible code=%s", error.code)
