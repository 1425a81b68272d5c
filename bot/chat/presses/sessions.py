"""Presses on the cards of sessions."""

from __future__ import annotations

from bot.chat import custom_id
from bot.chat.answers import Interaction, change, deny, show, show_new, show_start, tell, token
from bot.chat.cards import safety as safety_cards
from bot.chat.cards import session as session_cards
from bot.chat.cards.face import note
from bot.chat.custom_id import CustomId
from bot.chat.presses.members import asked_for
from bot.chat.words import relax as words
from bot.core.card import Feel, SessionCard
from bot.core.exercise import Exercise
from bot.core.session import Verb
from bot.flows.answers import Denied, Press, Pressed, StopAdvice
from bot.flows.sessions import Sessions

say = words.words()


class SessionPresses:
    """Answers the buttons of sessions."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def session(self, interaction: Interaction, means: CustomId) -> None:
        """A button on the card of a session, or on an offer about one."""
        row, verb, rest = means.id, means.verb, means.rest
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
                await show(interaction, note(say.kept))
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
                await show_new(interaction, safety_cards.hurts_elsewhere())
            case answer:
                await _show_answer(interaction, answer)

    async def _how(self, interaction: Interaction, session_id: int) -> None:
        match await self._sessions.how(session_id, interaction.user.id):
            case Exercise() as exercise:
                await show_new(interaction, session_cards.how(exercise))
            case denied:
                await deny(interaction, denied)

    async def _replace(
        self, interaction: Interaction, session_id: int, rest: tuple[str, ...]
    ) -> None:
        if asked := await asked_for(interaction, rest):
            answer = await self._sessions.replace(session_id, _press(interaction), asked)
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
        await change(interaction, session_cards.card(card))
    else:
        await show(interaction, session_cards.card(card))


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
