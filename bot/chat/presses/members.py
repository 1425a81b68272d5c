"""Presses on cards that are one person's: what they begin, and what is stored about them."""

from __future__ import annotations

from bot.chat import custom_id, places
from bot.chat.answers import Interaction, show, show_start, tell, token
from bot.chat.cards import privacy as privacy_cards
from bot.chat.cards import starting
from bot.chat.custom_id import CustomId
from bot.chat.words import privacy as privacy_words
from bot.chat.words import relax as words
from bot.core.session import Request
from bot.flows.privacy import Privacy
from bot.flows.sessions import Sessions

say = words.words()


class MemberPresses:
    """Answers the buttons that carry a person's id."""

    def __init__(self, sessions: Sessions, privacy: Privacy) -> None:
        self._sessions = sessions
        self._privacy = privacy

    async def member(self, interaction: Interaction, means: CustomId) -> None:
        match means:
            case CustomId(_, user_id, "accept" | "start", rest):
                await self._begin(interaction, user_id, means.verb, rest)
            case CustomId(_, user_id, "erase"):
                await self._erase(interaction, user_id)
            case _:
                await tell(interaction, say.old_button)

    async def _begin(
        self, interaction: Interaction, user_id: int, verb: str, rest: tuple[str, ...]
    ) -> None:
        if user_id != interaction.user.id:
            await tell(interaction, say.not_yours)
        elif asked := await asked_for(interaction, rest):
            accept = verb == "accept"
            begin = self._sessions.accept_safety if accept else self._sessions.start
            answer = await begin(user_id, asked, token(interaction))
            await show_start(interaction, answer, self._sessions)

    async def _erase(self, interaction: Interaction, user_id: int) -> None:
        if interaction.user.id != user_id:
            await tell(interaction, privacy_words.words().not_yours)
        else:
            await show(interaction, privacy_cards.erased(await self._privacy.erase(user_id)))


async def asked_for(interaction: Interaction, rest: tuple[str, ...]) -> Request | None:
    """What a button asks for; where it cannot be had, the press is answered with the reason."""
    asked = custom_id.unpacked(rest, interaction.guild_id, interaction.channel_id)
    if asked is None:
        await tell(interaction, say.old_button)
    elif why := places.why_not(interaction, asked):
        await show(interaction, starting.not_here(why, interaction.user.id, asked))
    else:
        return asked
    return None
