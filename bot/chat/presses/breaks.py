"""Presses on the cards of team breaks, a function for each verb."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.chat.answers import Interaction, change, show, show_new, tell
from bot.chat.buttons import Control, Style
from bot.chat.cards import breaks as break_cards
from bot.chat.cards import drawing
from bot.chat.cards import session as session_cards
from bot.chat.cards.face import note
from bot.chat.commands import asked
from bot.chat.commands.teambreak import answer
from bot.chat.custom_id import CustomId
from bot.chat.words import relax as relax_words
from bot.chat.words import safety as safety_words
from bot.chat.words import teambreak as words
from bot.core.break_card import CallCard, OverCard, SharedCard
from bot.core.delivery import Message
from bot.flows.occurrences import Occurrences
from bot.flows.scripts import Scripts
from bot.flows.team_answers import (
    AlreadyOver,
    BreakAnswer,
    Declined,
    Host,
    HostAnswer,
    Hosted,
    JoinAnswer,
    Joined,
    NoSuchBreak,
    NotHost,
)
from bot.flows.teambreaks import TeamBreaks

say = words.words()
Press = Callable[[Interaction, CustomId], Awaitable[None]]


class TeamPresses:
    """Answers the buttons of occurrences (`occurrence`) and of drafts (`break`)."""

    def __init__(self, occurrences: Occurrences, breaks: TeamBreaks, scripts: Scripts) -> None:
        self._occurrences = occurrences
        self._breaks = breaks
        self._scripts = scripts
        self._of_occurrence: dict[str, Press] = {
            "join": self._join,
            "accept": self._accept,
            "decline": self._decline,
            "delay": self._delay,
            "skip": self._skip,
            "start": self._start,
            "stop": self._stop,
            "how": self._how,
            "follow": self._follow,
            "leave": self._leave,
            "pause": self._pause,
            "resume": self._resume,
            "delete": self._delete,
        }

    async def occurrence(self, interaction: Interaction, means: CustomId) -> None:
        press = self._of_occurrence.get(means.verb)
        if press is None:
            await tell(interaction, relax_words.words().old_button)
        else:
            await press(interaction, means)

    async def draft(self, interaction: Interaction, means: CustomId) -> None:
        if means.verb == "save":
            found = await self._breaks.save(means.id, asked.host(interaction))
            if isinstance(found, NoSuchBreak):
                await show(interaction, note(say.draft_gone))
            else:
                await answer(interaction, found)
        elif means.verb == "discard":
            await self._breaks.discard(means.id, asked.host(interaction))
            await show(interaction, note(say.discarded))
        else:
            await tell(interaction, relax_words.words().old_button)

    async def _join(self, interaction: Interaction, means: CustomId) -> None:
        found = await self._occurrences.join(means.id, asked.host(interaction), _card(interaction))
        await self._joined(interaction, found)

    async def _accept(self, interaction: Interaction, means: CustomId) -> None:
        found = await self._occurrences.accept_safety(means.id, asked.host(interaction))
        await self._joined(interaction, found)

    async def _joined(self, interaction: Interaction, found: JoinAnswer) -> None:
        match found:
            case Joined(own=own):
                title = self._scripts.title(own) if own else ""
                view = break_cards.joined(found, title, *_safety(found))
                await show(interaction, view)
            case AlreadyOver():
                await self._over(interaction, found)
            case _:
                await tell(interaction, say.is_over)

    async def _decline(self, interaction: Interaction, means: CustomId) -> None:
        match await self._occurrences.decline(
            means.id, asked.host(interaction), _card(interaction)
        ):
            case Declined():
                await tell(interaction, say.declined)
            case AlreadyOver() as over:
                await self._over(interaction, over)
            case _:
                await tell(interaction, say.is_over)

    async def _delay(self, interaction: Interaction, means: CustomId) -> None:
        delays = int(means.rest[1]) if len(means.rest) > 1 and means.rest[1].isdecimal() else -1
        found = await self._occurrences.delay(means.id, asked.host(interaction), delays)
        await self._hosted(interaction, found)

    async def _skip(self, interaction: Interaction, means: CustomId) -> None:
        found = await self._occurrences.skip(means.id, asked.host(interaction))
        await self._hosted(interaction, found)

    async def _start(self, interaction: Interaction, means: CustomId) -> None:
        found = await self._occurrences.start(means.id, asked.host(interaction))
        await self._hosted(interaction, found)

    async def _stop(self, interaction: Interaction, means: CustomId) -> None:
        found = await self._occurrences.stop(means.id, asked.host(interaction))
        await self._hosted(interaction, found)

    async def _hosted(self, interaction: Interaction, found: HostAnswer) -> None:
        match found:
            case Hosted(card):
                await _rewrite(interaction, card)
            case AlreadyOver():
                await self._over(interaction, found)
            case NotHost():
                await tell(interaction, say.not_host)
            case _:
                await tell(interaction, say.is_over)

    async def _over(self, interaction: Interaction, found: AlreadyOver) -> None:
        """A card that has buttons still is brought up to date by the press."""
        await _rewrite(interaction, found.card)

    async def _how(self, interaction: Interaction, means: CustomId) -> None:
        exercise = await self._occurrences.how(means.id, asked.host(interaction))
        if exercise is None:
            await tell(interaction, say.is_over)
        else:
            await show_new(interaction, session_cards.how(exercise))

    async def _follow(self, interaction: Interaction, means: CustomId) -> None:
        await self._with_break(interaction, means, self._breaks.follow)

    async def _leave(self, interaction: Interaction, means: CustomId) -> None:
        await self._with_break(interaction, means, self._breaks.unfollow)

    async def _pause(self, interaction: Interaction, means: CustomId) -> None:
        await self._with_break(interaction, means, self._breaks.pause)

    async def _resume(self, interaction: Interaction, means: CustomId) -> None:
        await self._with_break(interaction, means, self._breaks.resume)

    async def _delete(self, interaction: Interaction, means: CustomId) -> None:
        await self._with_break(interaction, means, self._breaks.delete)

    async def _with_break(
        self,
        interaction: Interaction,
        means: CustomId,
        flow: Callable[[int, Host], Awaitable[BreakAnswer]],
    ) -> None:
        """The notes to a creator stand in direct messages: the break says which server it is."""
        own = await self._occurrences.break_of(means.id)
        if own is None:
            await tell(interaction, say.no_such_break)
            return
        pressed = asked.host(interaction)
        if means.verb == "follow" and pressed.guild_id != own.guild_id:
            await tell(interaction, say.no_such_break)
            return
        manages = pressed.manages and pressed.guild_id == own.guild_id
        found = await flow(own.id, Host(pressed.user_id, own.guild_id, manages))
        await answer(interaction, found)


async def _rewrite(interaction: Interaction, card: CallCard | SharedCard | OverCard) -> None:
    """The card that was pressed, as it is now."""
    await change(interaction, drawing.face(card))


def _safety(it: Joined) -> list[Control]:
    if not it.first:
        return []
    means = CustomId("occurrence", it.occurrence.id, "accept")
    return [Control.labelled(safety_words.words().accept_button, means, Style.primary)]


def _card(interaction: Interaction) -> Message | None:
    """The card that was pressed."""
    it = interaction.message
    # discord.py knows no channel of a kind that is newer than itself.
    return Message(it.channel.id, it.id) if it and it.channel else None
