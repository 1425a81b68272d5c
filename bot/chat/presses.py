"""A press: read what the button means, let a flow decide, show what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.chat import cards, custom_id, library_cards, places, privacy_presses
from bot.chat.answers import (
    Interaction,
    change,
    deny,
    show,
    show_new,
    show_start,
    sorry,
    tell,
    tell_if_possible,
    token,
)
from bot.chat.custom_id import CustomId
from bot.chat.words import relax as words
from bot.core.card import Feel, SessionCard
from bot.core.deadline import received
from bot.core.errors import NotNow
from bot.core.exercise import Exercise
from bot.core.library import Library
from bot.core.session import Request, Verb
from bot.flows.answers import Denied, Press, Pressed, StopAdvice
from bot.flows.privacy import Privacy
from bot.flows.sessions import Sessions

log = logging.getLogger(__name__)

say = words.words()


#: Answers the buttons of one kind.
Kind = Callable[[Interaction, CustomId], Awaitable[None]]


class Presses:
    """Answers every press: also a foreign one, a stale one, and one this version never wrote."""

    def __init__(
        self,
        sessions: Sessions,
        library: Library,
        privacy: Privacy,
        others: Mapping[str, Kind] | None = None,
    ) -> None:
        self._sessions = sessions
        self._library = library
        self._privacy = privacy
        self._others = others or {}

    async def answer(self, interaction: Interaction, pressed: str) -> None:
        """Decides and answers the press of a button with this `custom_id`."""
        received(asyncio.get_running_loop().time())
        try:
            await self._decide(interaction, custom_id.read(pressed))
        except Exception as error:
            if not isinstance(error, NotNow):
                log.exception("a press failed")
            await tell_if_possible(interaction, sorry(error))

    async def _decide(self, interaction: Interaction, means: CustomId | None) -> None:
        match means:
            case CustomId("session", row, verb, rest):
                await self._session(interaction, row, verb, rest)
            case CustomId("library", _, _, rest):
                user_id = interaction.user.id
                face = library_cards.browse(self._library, "".join(rest), user_id)
                await show(interaction, face)
            case CustomId("member", user_id, verb, rest) if verb in ("accept", "start"):
                await self._begin(interaction, user_id, verb, rest)
            case CustomId("member", user_id, "erase"):
                await privacy_presses.erase(interaction, user_id, self._privacy)
            case CustomId(kind) if kind in self._others:
                await self._others[kind](interaction, means)
            case _:
                await tell(interaction, say.old_button)

    async def _session(
        self, interaction: Interaction, row: int, verb: str, rest: tuple[str, ...]
    ) -> None:
        press = _press(interaction)
        match verb:
            case "how":
                await self._how(interaction, row)
            case "again":
                answer = await self._sessions.again(row, press)
                await show_start(interaction, answer, self._sessions)
            case "continue":
                answer = await self._sessions.continue_(row, press)
                await show_start(interaction, answer, self._sessions)
            case "replace":
                await self._replace(interaction, row, rest)
            case "end":
                denied = await self._sessions.end(row, press)
                await (deny(interaction, denied) if denied else tell(interaction, say.ended))
            case "keep":
                await show(interaction, cards.note(say.kept))
            case "hurts":
                await self._hurts(interaction, row)
            case "leave_out":
                left_out = await self._sessions.leave_out(row, "".join(rest[:1]), press)
                await _show_answer(interaction, left_out)
            case _ if verb in set(Feel):
                await _show_answer(interaction, await self._sessions.feels(row, Feel(verb), press))
            case _ if verb in set(Verb):
                await self._press(interaction, row, Verb(verb), custom_id.step_of(rest))
            case _:
                await tell(interaction, say.old_button)

    async def _press(
        self, interaction: Interaction, session_id: int, verb: Verb, step: int | None
    ) -> None:
        answer = await self._sessions.press(session_id, _press(interaction), verb, step)
        await _show_answer(interaction, answer)

    async def _hurts(self, interaction: Interaction, session_id: int) -> None:
        match await self._sessions.hurts(session_id, _press(interaction)):
            case StopAdvice():
                await show_new(interaction, cards.hurts_elsewhere())
            case answer:
                await _show_answer(interaction, answer)

    async def _how(self, interaction: Interaction, session_id: int) -> None:
        match await self._sessions.how(session_id, interaction.user.id):
            case Exercise() as exercise:
                await show_new(interaction, cards.how(exercise))
            case denied:
                await deny(interaction, denied)

    async def _replace(
        self, interaction: Interaction, session_id: int, rest: tuple[str, ...]
    ) -> None:
        if asked := await _asked(interaction, rest):
            answer = await self._sessions.replace(session_id, _press(interaction), asked)
            await show_start(interaction, answer, self._sessions)

    async def _begin(
        self, interaction: Interaction, user_id: int, verb: str, rest: tuple[str, ...]
    ) -> None:
        if user_id != interaction.user.id:
            await tell(interaction, say.not_yours)
        elif asked := await _asked(interaction, rest):
            accept = verb == "accept"
            begin = self._sessions.accept_safety if accept else self._sessions.start
            answer = await begin(user_id, asked, token(interaction))
            await show_start(interaction, answer, self._sessions)


async def _show_answer(interaction: Interaction, answer: Pressed | Denied) -> None:
    match answer:
        case Pressed(card, on_live):
            await _show_pressed(interaction, card, on_live)
        case denied:
            await deny(interaction, denied)


async def _show_pressed(interaction: Interaction, card: SessionCard | None, on_live: bool) -> None:
    """On the card that was pressed where that is the live one; a stale one gets a fresh control."""
    if card is None:
        await interaction.response.defer()
    elif on_live:
        await change(interaction, cards.card(card))
    else:
        await show(interaction, cards.card(card))


def _press(interaction: Interaction) -> Press:
    message = interaction.message
    return Press(
        interaction.user.id,
        token(interaction),
        message.id if message else None,
        interaction.guild_id,
        interaction.channel_id,
        interaction.permissions.manage_messages,
    )


async def _asked(interaction: Interaction, rest: tuple[str, ...]) -> Request | None:
    """What a button asks for; where it cannot be had, the press is answered with the reason."""
    asked = custom_id.unpacked(rest, interaction.guild_id, interaction.channel_id)
    if asked is None:
        await tell(interaction, say.old_button)
    elif why := places.why_not(interaction, asked):
        await show(interaction, cards.not_here(why, interaction.user.id, asked))
    else:
        return asked
    return None
