"""Reminders: how one is made, proved, nudges, is answered, and falls silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import reminder as rules
from bot.core.delivery import Message, Outcome, Priority, Refused, Token
from bot.core.ports import Alarm, Clock, Members, Messenger, ReminderRules, Rules, as_of
from bot.core.posting import Heard, Posting
from bot.core.reminder import Decided, Nudge, Reminder, State, Verb, What
from bot.core.reminder_card import ClosedCard, ReminderCard
from bot.core.script import Pace
from bot.core.team_ports import Reminders as Store
from bot.core.timetable import EVERY_DAY, still, upcoming
from bot.core.turn import Turn
from bot.flows.announcer import dm_channel
from bot.flows.following import Followed, followed
from bot.flows.lanes import Lanes
from bot.flows.scripts import Scripts

MOST = 10
RUNS = 3
_EDIT_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Answered:
    """A reminder after a press or a command; `did` is false where nothing was left to do."""

    reminder: Reminder
    did: bool
    runs: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """A new reminder, whose test message is on its way; `followed`: others, by its zone now."""

    reminder: Reminder
    followed: Followed


@dataclass(frozen=True, slots=True)
class NoSuchReminder:
    """There is none of that id, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class TooManyReminders:
    """Nothing was kept: this person has as many as are allowed."""


@dataclass(frozen=True, slots=True)
class NeverDue:
    """Nothing was kept: it would not come within a year."""


class Reminders:
    """One of the dispatcher's kinds, and what people do with their reminders."""

    def __init__(
        self,
        scripts: Scripts,
        store: Store,
        members: Members,
        messenger: Messenger,
        clock: Clock,
        alarm: Alarm,
    ) -> None:
        self._scripts = scripts
        self._store = store
        self._members = members
        self._messenger = messenger
        self._clock = clock
        self._alarm = alarm
        self._lanes = Lanes()
        #: The answers on which a refused test message can still be told. Not kept: a restart
        #: says it at the person's next command instead.
        self._asked: dict[int, Token] = {}
        self.on_heard: Callable[[Heard], None]

    def rules(self, others: Rules, now: datetime) -> Rules:
        """The rules of a wake at `now`, with those for reminders."""
        return replace(others, reminders=self.reminder_rules(now))

    def reminder_rules(self, now: datetime) -> ReminderRules:
        return ReminderRules(
            lambda it, own: rules.decide(it, own, as_of(it.due_at, now)),
            lambda it, posting, outcome: rules.heard(it, posting, outcome, now),
        )

    def say(self, turn: Turn) -> None:
        for nudge in turn.nudges:
            self.speak(nudge)

    def speak(self, nudge: Nudge) -> None:
        """Says it as soon as everything said before for that reminder has been."""
        can_wait = nudge.what is not What.TEST
        self._lanes.run(nudge.reminder.id, lambda: self._say(nudge), can_wait)

    async def finish(self, within: float) -> None:
        await self._lanes.finish(within)

    async def settle(self, heard: Sequence[Heard]) -> None:
        await self._store.hear(heard, self.reminder_rules(self._clock.now()))

    async def add(self, wanted: Reminder, token: Token) -> Added | TooManyReminders | NeverDue:
        """Keeps a reminder and sends its test message; it counts once that is confirmed.

        Its zone becomes its person's, and their other reminders go by that too.
        """
        now = self._clock.now()
        member = await self._members.get(wanted.member_id)
        wanted = replace(wanted, hours=member.working_hours, days_off=member.days_off)
        if wanted.once:
            # Tomorrow; or where that is a day off, the first day that is none.
            first = wanted.rhythm.next_after(now + timedelta(hours=12))
            wanted = replace(wanted, next_at=first)
        if wanted.rhythm.next_after(now) is None:
            return NeverDue()
        added = await self._store.add(
            rules.begin(wanted, now), MOST, lambda it, member: rules.follow(it, member, now)
        )
        if added is None:
            return TooManyReminders()
        kept, moved = added
        self._asked[kept.id] = token
        self._alarm.no_later_than(now)
        return Added(kept, followed(moved, self._clock, self._alarm))

    async def tomorrow(
        self, user_id: int, routine: str, token: Token
    ) -> Added | TooManyReminders | NeverDue | None:
        """One for tomorrow at this wall-clock time; None where the person has no zone yet."""
        zone = (await self._members.get(user_id)).zone
        if zone is None:
            return None
        wall = self._clock.now().astimezone(ZoneInfo(zone))
        at = wall.time().replace(second=0, microsecond=0, tzinfo=None)
        wanted = Reminder(0, user_id, (at,), None, EVERY_DAY, zone, routine, once=True)
        return await self.add(wanted, token)

    def knows(self, routine: str) -> bool:
        """Whether there is such an exercise or routine to be reminded of."""
        return self._scripts.get(routine, Pace.NORMAL) is not None

    async def of_member(self, user_id: int) -> tuple[tuple[Reminder, datetime | None], ...]:
        """A person's reminders, and the real instant each comes next, if it does.

        Days off that are past and pauses that are over are left out.
        """
        now = self._clock.now()
        member = await self._members.get(user_id)
        own = [
            replace(
                it,
                days_off=member.days_off_from(now),
                paused_until=still(it.paused_until, now, it.zone),
            )
            for it in await self._store.of_member(user_id)
        ]
        return tuple((it, next(iter(self.runs(it)), None)) for it in own)

    async def own(self, reminder_id: int, user_id: int) -> Reminder | None:
        """That reminder of this person's."""
        it = await self._store.get(reminder_id)
        return it if it and it.member_id == user_id and it.state is not State.REMOVED else None

    async def press(self, reminder_id: int, user_id: int, verb: Verb) -> Answered | NoSuchReminder:
        """Decides a button. Pressing twice does it once."""
        now, real = self._clock.now(), self._clock.real_now()
        return await self._change(reminder_id, user_id, lambda it: rules.press(it, verb, now, real))

    async def pause(
        self, reminder_id: int, user_id: int, until: date | None = None
    ) -> Answered | NoSuchReminder:
        """Silent until resumed, or until that day begins in its person's zone."""
        now = self._clock.now()
        return await self._change(
            reminder_id,
            user_id,
            lambda it: rules.pause_until(it, until, now) if until else rules.pause(it),
        )

    async def resume(self, reminder_id: int, user_id: int) -> Answered | NoSuchReminder:
        now = self._clock.now()
        return await self._change(reminder_id, user_id, lambda it: rules.resume(it, now))

    async def remove(self, reminder_id: int, user_id: int) -> Answered | NoSuchReminder:
        return await self._change(reminder_id, user_id, rules.remove)

    async def untold(self, user_id: int) -> tuple[Reminder, ...]:
        """Reminders that fell silent without a word to their person, who is told now."""
        return await self._store.untold(user_id)

    def runs(self, it: Reminder) -> tuple[datetime, ...]:
        """Its next real instants."""
        if it.state is not State.ACTIVE or it.next_at is None:
            return ()
        # A snoozed one comes again before its next hour; one that stands there has come.
        first = () if it.standing else (it.next_at,)
        after = max(it.next_at, self._clock.now())
        later = () if it.once else upcoming(it.rhythm, after, RUNS - len(first))
        return tuple(self._clock.real(at) for at in (*first, *later))

    async def channel(self, it: Reminder) -> int | Refused:
        """Where its messages are."""
        if it.dm_channel_id:
            return it.dm_channel_id
        return await dm_channel(self._members, self._messenger, it.member_id)

    async def _change(
        self, reminder_id: int, user_id: int, to: Callable[[Reminder], Reminder]
    ) -> Answered | NoSuchReminder:
        changed = await self._store.change(
            reminder_id,
            lambda it: Decided(to(it)),
            lambda it: it.member_id == user_id,
            self._clock.real_now(),
        )
        if changed is None:
            return NoSuchReminder()
        before, after, _ = changed
        if after.due_at:
            self._alarm.no_later_than(after.due_at)
        return Answered(after, before != after, self.runs(after))

    async def _say(self, nudge: Nudge) -> None:
        routine = self._scripts.get(nudge.reminder.routine, Pace.NORMAL)
        title = routine.title if routine else nudge.reminder.routine
        card = ReminderCard(nudge.reminder, nudge.what, title)
        if nudge.posting is None:
            if nudge.live:
                until = self._clock.real_now() + _EDIT_WITHIN
                await self._messenger.edit(Message(*nudge.live), card, Priority.TIDY, until)
            return
        outcome = await self._post(nudge, nudge.posting, card)
        self.on_heard(Heard(nudge.posting, outcome))
        await self._tell_where_asked(nudge.reminder, outcome)

    async def _post(self, nudge: Nudge, posting: Posting, card: ReminderCard) -> Outcome:
        channel = await self.channel(nudge.reminder)
        if isinstance(channel, Refused):
            return channel
        priority = Priority.ANSWER if nudge.what is What.TEST else Priority.REMINDER
        begun = nudge.reminder.nudged_at or self._clock.now()
        late = self._clock.real(begun + rules.LATE)
        until = max(late, self._clock.real_now() + _EDIT_WITHIN)
        return await self._messenger.post(channel, card, posting.nonce, priority, until)

    async def _tell_where_asked(self, it: Reminder, outcome: Outcome) -> None:
        """A test that cannot be delivered is said at once, on the answer to the command."""
        token = self._asked.pop(it.id, None)
        if token and isinstance(outcome, Refused):
            await self._messenger.edit_private(token, ClosedCard(it))
