"""At the start: what occurrences and reminders left unconfirmed or unsaid is settled."""

from __future__ import annotations

import logging

from bot.core.delivery import NONCE_SAFE, Outcome, Refusal, Refused
from bot.core.occurrence import (
    CLOSING,
    LATE,
    TO_CREATOR,
    Announcement,
    Facts,
    Occurrence,
    Says,
    Verdict,
    What,
)
from bot.core.occurrence_rules import after_away
from bot.core.ports import Clock, Members, Messenger
from bot.core.posting import Heard, Owner, Posting
from bot.core.reminder import LATE as REMINDER_LATE
from bot.core.reminder import Nudge
from bot.core.reminder import What as Nudging
from bot.core.team_ports import Moment, TeamBreaks
from bot.core.team_ports import Reminders as ReminderStore
from bot.flows.announcer import Announcer, dm_channel
from bot.flows.occurrences import Occurrences
from bot.flows.reminders import Reminders

log = logging.getLogger(__name__)


class TeamSettlement:
    """Looks once, before the dispatcher runs. Runs beside the settlement of sessions."""

    def __init__(
        self,
        store: TeamBreaks,
        reminders: ReminderStore,
        members: Members,
        messenger: Messenger,
        announcer: Announcer,
        flows: tuple[Occurrences, Reminders],
        clock: Clock,
    ) -> None:
        self._store = store
        self._reminders = reminders
        self._members = members
        self._messenger = messenger
        self._announcer = announcer
        self._team, self._nudging = flows
        self._clock = clock

    async def settle(self) -> None:
        """Finds out about every unconfirmed message, and brings cards up to date."""
        unsaid = []
        for posting in await self._store.unconfirmed():
            outcome = await self._outcome(posting)
            if outcome:
                await self._hear(Heard(posting, outcome))
            else:
                unsaid.append(posting)
        for it in await self._store.unsettled(self._clock.now() + CLOSING):
            try:
                await self._bring_up_to_date(it)
            except Exception:
                # It must not keep the bot from starting for all others.
                log.exception("occurrence %d cannot be settled", it.id)
        for posting in unsaid:
            await self._again(posting)

    async def _outcome(self, posting: Posting) -> Outcome | None:
        """What came of a message; None where it may be sent again under its nonce."""
        if self._clock.real_now() - posting.claimed_at < NONCE_SAFE:
            return None
        channel = await self._channel(posting)
        if isinstance(channel, Refused):
            return channel
        found = await self._messenger.find_posting(channel, posting)
        return found or (Refused(Refusal.LATE) if await self._is_late(posting) else None)

    async def _channel(self, posting: Posting) -> int | Refused:
        if posting.owner is Owner.REMINDER:
            reminder = await self._reminders.get(posting.owner_id)
            return await self._nudging.channel(reminder) if reminder else Refused(Refusal.GONE)
        it = await self._store.occurrence(posting.owner_id)
        if it is None:
            return Refused(Refusal.GONE)
        own = await self._store.get(it.break_id) if it.break_id else None
        if posting.what in TO_CREATOR and own:
            return await dm_channel(self._members, self._messenger, own.creator_id)
        return it.channel_id

    async def _is_late(self, posting: Posting) -> bool:
        """Whether the message has nothing to say any more."""
        now = self._clock.now()
        if posting.owner is Owner.REMINDER:
            late = self._clock.real_now() - posting.claimed_at > REMINDER_LATE
            return late and posting.what == Nudging.NUDGE
        it = await self._store.occurrence(posting.owner_id)
        if it is None:
            return True
        if posting.what in TO_CREATOR:
            return False
        if posting.what == What.CALL:
            return now >= it.starts_at or not it.open
        return now - it.starts_at > LATE or not it.going_on

    async def _hear(self, heard: Heard) -> None:
        kind = self._nudging if heard.posting.owner is Owner.REMINDER else self._team
        await kind.settle([heard])

    async def _bring_up_to_date(self, it: Occurrence) -> None:
        now, speed = self._clock.now(), self._clock.speed

        def to(it: Occurrence, facts: Facts) -> Verdict:
            return after_away(it, facts, self._announcer.script(it), now, speed)

        pressed = await self._store.press(it.id, to, Moment(now, self._clock.real_now()))
        for announcement in pressed[2] if pressed else ():
            self._announcer.say(announcement)

    async def _again(self, posting: Posting) -> None:
        if posting.owner is Owner.REMINDER:
            reminder = await self._reminders.get(posting.owner_id)
            if reminder:
                self._nudging.speak(Nudge(reminder, Nudging(posting.what), posting))
            return
        it = await self._store.occurrence(posting.owner_id)
        if it is None:
            return
        own = await self._store.get(it.break_id) if it.break_id else None
        says = Says(What(posting.what), posting.cue, claims=True, pings=posting.pings)
        self._announcer.say(Announcement(it, own, says, posting))
