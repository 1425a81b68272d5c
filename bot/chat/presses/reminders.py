"""Presses on the messages of reminders."""

from __future__ import annotations

from bot.chat.answers import Interaction, change, show_start, tell, token
from bot.chat.cards import reminders as reminder_cards
from bot.chat.cards.breaks import clock
from bot.chat.cards.face import Face, note
from bot.chat.commands.reminder import show_added
from bot.chat.custom_id import CustomId
from bot.chat.words import relax as relax_words
from bot.chat.words import reminder as words
from bot.core.reminder import Reminder, State, Verb
from bot.core.session import Place, Request
from bot.flows.answers import Started
from bot.flows.reminders import Answered, Reminders
from bot.flows.sessions import Sessions

say = words.words()


class ReminderPresses:
    """Answers the buttons of reminders (`reminder`) and of a session's end (`tomorrow`)."""

    def __init__(self, reminders: Reminders, sessions: Sessions) -> None:
        self._reminders = reminders
        self._sessions = sessions

    async def reminder(self, interaction: Interaction, means: CustomId) -> None:
        if means.verb not in set(Verb):
            await tell(interaction, relax_words.words().old_button)
            return
        verb = Verb(means.verb)
        if verb is Verb.START:
            await self._start(interaction, means)
            return
        found = await self._reminders.press(means.id, interaction.user.id, verb)
        if not isinstance(found, Answered):
            await tell(interaction, say.no_such)
        elif not found.did and verb is not Verb.STOP:
            await change(interaction, reminder_cards.line(say.is_over))
        else:
            await change(interaction, _told(verb, found))

    async def tomorrow(self, interaction: Interaction, means: CustomId) -> None:
        """One more tomorrow at this time, if the person's zone is known."""
        if means.id != interaction.user.id:
            await tell(interaction, relax_words.words().not_yours)
            return
        routine = "".join(means.rest[:1])
        if not self._reminders.knows(routine):
            await tell(interaction, relax_words.words().old_button)
            return
        found = await self._reminders.tomorrow(means.id, routine, token(interaction))
        if found is None:
            await tell(interaction, say.tomorrow_zone)
        else:
            await show_added(interaction, found)

    async def _start(self, interaction: Interaction, means: CustomId) -> None:
        """The message becomes one line, and the steps follow below it.

        Where nothing starts, it stays as it is, with its buttons.
        """
        user_id = interaction.user.id
        it = await self._reminders.own(means.id, user_id)
        if it is None:
            await tell(interaction, say.no_such)
            return
        routine = means.rest[1] if len(means.rest) > 1 else it.routine
        asked = Request(routine, Place.DM, channel_id=interaction.channel_id)
        answer = await self._sessions.start(user_id, asked, token(interaction))
        if isinstance(answer, Started):
            await self._reminders.press(means.id, user_id, Verb.START)
            await change(interaction, reminder_cards.line(say.started))
        else:
            await show_start(interaction, answer, self._sessions)


def _told(verb: Verb, found: Answered) -> Face:
    it = found.reminder
    match verb:
        case Verb.CONFIRM:
            return reminder_cards.confirmed(it, found.runs)
        case Verb.SNOOZE:
            at = clock(found.runs[0]) if found.runs else ""
            return reminder_cards.line(say.snoozed.format(at=at))
        case Verb.SKIP:
            return reminder_cards.line(say.skipped)
        case Verb.FEWER:
            return reminder_cards.line(say.halved)
        case _ if it.state is State.REMOVED:
            return reminder_cards.line(say.removed)
        case _:
            return reminder_cards.line(say.stopped)


def told_at_last(found: tuple[Reminder, ...]) -> Face:
    """What a person was not told while it happened, at their next command."""
    words = {State.CLOSED: say.told_closed, State.QUIET: say.told_quiet}
    return note("\n".join(words[state] for state in sorted({it.state for it in found})))
