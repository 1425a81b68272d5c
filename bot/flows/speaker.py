"""Says what was decided: finds the place, keeps the order, reports what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.core.card import Card, TickedCard
from bot.core.delivery import (
    Confirmation,
    Leftover,
    Outcome,
    Priority,
    Refusal,
    Refused,
    Send,
    Speech,
)
from bot.core.ports import Changed, Clock, Members, Messenger, Wanted
from bot.core.script import CueKind
from bot.core.session import Place, Session, is_silent
from bot.flows.lanes import Lanes
from bot.flows.scripts import Scripts
from bot.flows.showing import Showing

#: Half-way edits and collapses help nobody later than this. Real time.
_TIDY_WITHIN = timedelta(seconds=5)
#: Ticked lines in a channel wait for quieter moments. Real time.
_REMOVE_WITHIN = timedelta(minutes=10)
#: The end card and a step above 1x have at least this long. Real time.
_STEP_WITHIN = timedelta(seconds=10)


class Speaker:
    """What one session says stays in order; sessions go side by side, and no caller waits."""

    def __init__(
        self,
        scripts: Scripts,
        showing: Showing,
        members: Members,
        messenger: Messenger,
        clock: Clock,
    ) -> None:
        self._scripts = scripts
        self._showing = showing
        self._members = members
        self._messenger = messenger
        self._clock = clock
        self._lanes = Lanes()
        # A bucket of edits that is empty must not hold back the next step's message.
        self._tidying = Lanes()
        #: Called with what came of each send.
        self.on_confirmed: Callable[[Speech, Confirmation], Awaitable[None]]

    def say(self, speech: Speech) -> None:
        """Says it as soon as everything said before for that session has been."""
        lanes = self._lanes if speech.send else self._edits(speech.session)
        lanes.run(speech.session.id, lambda: self._say(speech))

    def refresh(self, changed: Changed, card: Card | None = None) -> None:
        """Brings the card of a session up to date, once what is being said for it has been."""
        session = changed.after
        current = card or self._showing.card(session)
        speech = Speech(session, session.cue, live=changed.live, token=changed.token)
        self._edits(session).run(session.id, lambda: self._edit(speech, current))

    def tidy(self, leftover: Leftover) -> None:
        """Makes an earlier message one ticked line, or removes it, when there is room for it."""
        work = self._remove if leftover.remove else self._tick
        self._tidying.run(leftover.session.id, lambda: work(leftover))

    async def hush(self, session: Session) -> bool:
        """After a press: no edit that was decided before it lands after its answer.

        False where one was on the wire for too long, and still may.
        """
        return await self._edits(session).hush(session.id, session.revision)

    async def finish(self, within: float) -> None:
        """Lets what is being said be said, for at most `within` real seconds."""
        await self._lanes.finish(within)
        await self._tidying.finish(within=0.5)

    async def _tick(self, leftover: Leftover) -> None:
        script = self._scripts.of(leftover.session)
        if script:
            card = TickedCard(script, script.cues[leftover.cue].step)
            until = self._clock.real_now() + _TIDY_WITHIN
            await self._messenger.edit(leftover.message, card, Priority.TIDY, until)

    async def _remove(self, leftover: Leftover) -> None:
        until = self._clock.real_now() + _REMOVE_WITHIN
        await self._messenger.remove(leftover.message, until)

    async def _say(self, speech: Speech) -> None:
        card = self._showing.card(speech.session, speech.cue)
        if speech.send is None:
            await self._edit(speech, card)
            return
        outcome = await self._deliver(speech, speech.send, card)
        await self.on_confirmed(speech, Confirmation(speech.send, outcome))

    async def _deliver(self, speech: Speech, send: Send, card: Card) -> Outcome:
        if speech.session.place is Place.PRIVATE:
            return await self._edit_private(speech, card)
        until = self._late_limit(speech)
        if is_silent(speech.session) and speech.live:
            edited = await self._messenger.edit(speech.live, card, Priority.STEP, until)
            if edited != Refused(Refusal.GONE):
                return edited
        outcome = await self._post(speech, send, card, until)
        if _is_gone(outcome) and speech.session.place is Place.DM:
            # The channel we kept may be another bot's, or one that Discord has closed.
            await self._open_dm(speech.session)
            outcome = await self._post(speech, send, card, until)
        return outcome

    async def _post(self, speech: Speech, send: Send, card: Card, until: datetime) -> Outcome:
        channel = await self._channel(speech)
        if isinstance(channel, Refused):
            return channel
        return await self._messenger.post(channel, card, send.nonce, Priority.STEP, until)

    async def _edit(self, speech: Speech, card: Card) -> None:
        if speech.session.place is Place.PRIVATE:
            await self._edit_private(speech, card)
        elif speech.live:
            until = self._clock.real_now() + _TIDY_WITHIN
            wanted = self._wanted(speech.session)
            await self._messenger.edit(speech.live, card, Priority.TIDY, until, wanted)

    async def _edit_private(self, speech: Speech, card: Card) -> Outcome:
        if speech.token is None:
            return Refused(Refusal.TOKEN_OVER)
        return await self._messenger.edit_private(speech.token, card, self._wanted(speech.session))

    async def _channel(self, speech: Speech) -> int | Refused:
        session = speech.session
        if session.place is Place.CHANNEL and session.channel_id:
            return session.channel_id
        member = await self._members.get(session.member_id)
        if member.dm_channel_id:
            return member.dm_channel_id
        return await self._open_dm(session)

    async def _open_dm(self, session: Session) -> int | Refused:
        opened = await self._messenger.open_dm(session.member_id)
        if isinstance(opened, Refused) or opened.channel_id is None:
            return opened if isinstance(opened, Refused) else Refused(Refusal.FAILED)
        await self._members.keep_dm_channel(session.member_id, opened.channel_id)
        return opened.channel_id

    def _wanted(self, session: Session) -> Wanted:
        """An edit is wanted until a press changes the session it was decided for."""
        lanes = self._edits(session)
        return lambda: not lanes.outdated(session.id, session.revision)

    def _edits(self, session: Session) -> Lanes:
        """Where this session's edits go: a private card is nothing but edits."""
        return self._lanes if session.place is Place.PRIVATE else self._tidying

    def _late_limit(self, speech: Speech) -> datetime:
        """A step may be late until the next one is due, above 1x at least ten real seconds."""
        script = self._scripts.of(speech.session)
        at_least = self._clock.real_now() + _STEP_WITHIN
        if script is None or script.cues[speech.cue].kind is CueKind.END:
            return at_least
        next_step = speech.session.due(script, script.next_step_cue(speech.cue))
        until = self._clock.real(next_step)
        return max(until, at_least) if self._clock.speed > 1 else until


def _is_gone(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.why in (Refusal.GONE, Refusal.FORBIDDEN)
