"""A reminder: a person's own recurring nudge by direct message, and how it learns to be quiet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.delivery import Delivered, Outcome, Refusal, Refused
from bot.core.member import Member
from bot.core.posting import Posting
from bot.core.timetable import (
    ALL_DAY,
    EVERY_DAY,
    LEAST_GAP,
    Hours,
    Interval,
    Rhythm,
    Timetable,
    Within,
    WorkingHours,
    eve,
    local_day,
    same_hours,
)
from bot.core.typed import Unreadable, parse_hours

#: A reminder later than this helps nobody; nobody gets more than so many a day.
LATE = timedelta(minutes=30)
DAILY_CAP = 3
SNOOZE = timedelta(minutes=15)
#: Unanswered for so long, a reminder shrinks to one line.
SHRINK = timedelta(minutes=55)
#: Ignored so often in a row: asked whether fewer, then halved, then paused.
ASK_AFTER, HALVE_AFTER, PAUSE_AFTER = 3, 4, 7
#: Where nothing else is known about a person's day.
USUAL_HOURS = (Hours(9 * 60, 17 * 60),)


class State(StrEnum):
    """`testing`: its person has not confirmed the test message yet. `closed`: DMs closed."""

    TESTING = "testing"
    ACTIVE = "active"
    PAUSED = "paused"
    QUIET = "quiet"
    CLOSED = "closed"
    REMOVED = "removed"


class What(StrEnum):
    TEST = "test"
    NUDGE = "nudge"
    OVER = "over"


class Verb(StrEnum):
    """What a button on a reminder asks for."""

    CONFIRM = "confirm"
    START = "start"
    SNOOZE = "snooze"
    SKIP = "skip"
    STOP = "stop"
    FEWER = "fewer"


@dataclass(frozen=True, slots=True)
class Reminder:
    """`next_at` is its next hour; `standing` while a nudge waits for an answer.

    `ignored` counts nudges in a row without one. Where it is `halved`, every second hour is left
    out; `left_out` is whether the last one was. Active, it rests before the local date
    `paused_until`. Instants are UTC in timetable time, but `consented_at`, which is real.

    `zone`, `hours` (None: the usual ones), `days_off` and the channel of their direct messages,
    once it has been opened, are its person's.
    """

    id: int
    member_id: int
    times: tuple[time, ...]
    every: int | None
    days: frozenset[int]
    zone: str
    routine: str
    once: bool = False
    state: State = State.TESTING
    consented_at: datetime | None = None
    next_at: datetime | None = None
    standing: bool = False
    snoozed: bool = False
    ignored: int = 0
    asked_fewer: bool = False
    halved: bool = False
    left_out: bool = False
    nudged_at: datetime | None = None
    nudged_today: int = 0
    posts: int = 0
    told: bool = False
    due_at: datetime | None = None
    revision: int = 0
    paused_until: date | None = None
    hours: str | None = None
    days_off: frozenset[date] = frozenset()
    dm_channel_id: int | None = None

    @property
    def rhythm(self) -> Rhythm:
        if self.every is not None:
            return Interval(self.every, self._welcome)
        return Within(Timetable(self.times, self.days, self.zone), self._welcome)

    def rests_on(self, at: datetime) -> bool:
        """Whether the local day of `at` is a day off, or comes before the pause ends."""
        return self._welcome.off(local_day(at, self.zone))

    def nudges_on(self, at: datetime) -> int:
        """How often it nudged on the local day of `at`."""
        there = local_day(self.nudged_at, self.zone) if self.nudged_at else None
        return self.nudged_today if there == local_day(at, self.zone) else 0

    @property
    def _welcome(self) -> WorkingHours:
        """An interval keeps to its person's hours; a time they named themselves to none."""
        away = (self.zone, self.days_off, self.paused_until)
        if self.every is None:
            return same_hours(ALL_DAY, EVERY_DAY, *away)
        told = parse_hours(self.hours) if self.hours else USUAL_HOURS
        hours = USUAL_HOURS if isinstance(told, Unreadable) else told
        return same_hours(hours, self.days, *away)


@dataclass(frozen=True, slots=True)
class Decided:
    """A reminder as it is now, and what it says: a message where it `claims`, else an edit."""

    reminder: Reminder
    what: What | None = None
    claims: bool = False


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something a reminder has to say, written down already."""

    reminder: Reminder
    what: What
    posting: Posting | None = None
    live: tuple[int, int] | None = None


def begin(it: Reminder, now: datetime) -> Reminder:
    """A new one first proves by a test message that it can reach its person."""
    return replace(it, state=State.TESTING, due_at=now)


def decide(it: Reminder, others: tuple[Reminder, ...], now: datetime) -> Decided:
    """What a due reminder says at `now`; `others` are its person's other ones."""
    if it.due_at is None or it.due_at > now:
        return Decided(it)
    if it.state is State.TESTING:
        return Decided(changed(it, due_at=None, posts=it.posts + 1), What.TEST, claims=True)
    if it.standing:
        return _shrunk(it, now)
    if it.state is not State.ACTIVE or it.next_at is None:
        return Decided(changed(it, due_at=None))
    if it.rests_on(now):
        return Decided(_planned(it, now))
    if now - it.next_at > LATE or not (it.snoozed or _has_room(it, others, now)):
        return Decided(_moved_on(it, now))
    if it.halved and not it.left_out and not it.snoozed:
        return Decided(replace(_moved_on(it, now), left_out=True))
    return Decided(_nudged(it, now), What.NUDGE, claims=True)


def matters(outcome: Outcome) -> bool:
    """Whether a reminder may change by what came of its message: not where it arrived."""
    return not isinstance(outcome, Delivered)


def heard(it: Reminder, posting: Posting, outcome: Outcome, now: datetime) -> Decided:
    """What follows once it is known what came of one of its messages."""
    if not matters(outcome) or posting.n != it.posts:
        return Decided(it)
    if isinstance(outcome, Refused) and outcome.why in (Refusal.DMS_CLOSED, Refusal.GONE):
        closed = changed(it, state=State.CLOSED, standing=False, told=False, due_at=None)
        return Decided(closed)
    if it.state is State.TESTING:
        return Decided(changed(it, state=State.CLOSED, told=False, due_at=None))
    return Decided(_moved_on(replace(it, standing=False), now) if it.standing else it)


def press(it: Reminder, verb: Verb, now: datetime, real_now: datetime) -> Reminder:
    """The reminder after a button; the same value where it has nothing left to do."""
    match verb:
        case Verb.CONFIRM:
            return confirm(it, now, real_now)
        case Verb.STOP:
            return pause(it)
        case Verb.FEWER:
            fewer = it if it.halved else changed(it, halved=True)
            return _answered(fewer, now) if it.standing and not it.halved else fewer
        case _ if not it.standing or it.state is not State.ACTIVE:
            return it
        case Verb.SNOOZE:
            again = now + SNOOZE
            kept = replace(it, standing=False, snoozed=True, ignored=0)
            return changed(kept, next_at=again, due_at=again)
        case Verb.SKIP:
            return _moved_on(replace(it, standing=False, ignored=0), _end_of_day(it, now))
        case Verb.START:
            return _answered(it, now)


def confirm(it: Reminder, now: datetime, real_now: datetime) -> Reminder:
    """The test message arrived and its person said yes: the dated opt-in."""
    if it.state is not State.TESTING:
        return it
    kept = changed(it, state=State.ACTIVE, consented_at=real_now)
    # A reminder for one day, confirmed after its hour, has nothing left to do.
    at = kept.next_at if kept.once else kept.rhythm.next_after(now)
    if at is None or at <= now:
        return replace(kept, state=State.REMOVED, next_at=None, due_at=None)
    return replace(kept, next_at=at, due_at=at)


def pause(it: Reminder) -> Reminder:
    if it.state in (State.PAUSED, State.REMOVED):
        return it
    still = changed(it, state=State.PAUSED, standing=False, snoozed=False)
    return replace(still, paused_until=None, due_at=None)


def pause_until(it: Reminder, day: date, now: datetime) -> Reminder:
    """Rests until that day begins in its zone, then goes on by itself.

    One that could not reach its person, or that they never confirmed, stays as it is.
    """
    if it.state is State.TESTING:
        return changed(it, paused_until=day)
    if it.consented_at is None or it.state in (State.CLOSED, State.REMOVED):
        return it
    rests = replace(_afresh(it), state=State.ACTIVE, standing=False, paused_until=day)
    return _planned(rests, now)


def resume(it: Reminder, now: datetime) -> Reminder:
    """Goes on, loudly as at first; one that never reached its person is tested anew."""
    on = it.state in (State.ACTIVE, State.TESTING)
    if it.state is State.REMOVED or (on and it.paused_until is None):
        return it
    if it.state is State.TESTING:
        return changed(it, paused_until=None)
    if it.consented_at is None or it.state is State.CLOSED:
        return begin(_afresh(it), now)
    return _planned(replace(_afresh(it), state=State.ACTIVE, standing=False), now)


def follow(it: Reminder, member: Member, now: datetime) -> Reminder:
    """By its person's zone, hours and days off as they are now, at its next hour by them.

    One put off to a later day stays so; one that is due or unanswered has its turn first.
    """
    after = replace(
        it,
        zone=member.zone or it.zone,
        hours=member.working_hours,
        days_off=member.days_off,
    )
    tested = it.once and it.state is State.TESTING
    waits = (it.state is State.ACTIVE or tested) and not (it.standing or it.snoozed)
    due = it.next_at is not None and it.next_at <= now
    if due or not waits or after.rhythm == it.rhythm:
        return after
    at = after.rhythm.next_after(_since(it, after.zone, now))
    return changed(after, next_at=at, due_at=it.due_at if tested else at)


def remove(it: Reminder) -> Reminder:
    if it.state is State.REMOVED:
        return it
    return changed(it, state=State.REMOVED, standing=False, due_at=None)


def changed(it: Reminder, **to: object) -> Reminder:
    return replace(it, revision=it.revision + 1, **to)  # type: ignore[arg-type]


def asks_fewer(it: Reminder) -> bool:
    """Whether the nudge that stands there is the one that asks."""
    return it.asked_fewer and it.ignored == ASK_AFTER and not it.halved


def _since(it: Reminder, zone: str, now: datetime) -> datetime:
    """From when on its next hour is looked for: now, or on the day to which it was put off."""
    if it.next_at is None or not (it.once or it.rhythm.next_after(now) != it.next_at):
        return now
    return max(now, eve(local_day(it.next_at, it.zone), zone))


def _has_room(it: Reminder, others: tuple[Reminder, ...], now: datetime) -> bool:
    """Whether its person may be nudged again: not too often a day, not too soon after the last."""
    everyone = (it, *others)
    today = sum(one.nudges_on(now) for one in everyone)
    last = max((one.nudged_at for one in everyone if one.nudged_at), default=None)
    return today < DAILY_CAP and (last is None or now - last >= LEAST_GAP)


def _nudged(it: Reminder, now: datetime) -> Reminder:
    return changed(
        it,
        standing=True,
        snoozed=False,
        left_out=False,
        paused_until=None,
        asked_fewer=it.asked_fewer or it.ignored >= ASK_AFTER,
        nudged_today=it.nudges_on(now) + 1,
        nudged_at=now,
        posts=it.posts + 1,
        due_at=now + SHRINK,
    )


def _shrunk(it: Reminder, now: datetime) -> Decided:
    """Nobody answered: the message becomes one line, and counts."""
    ignored = it.ignored + 1
    quieter = replace(
        it, standing=False, ignored=ignored, halved=it.halved or ignored >= HALVE_AFTER
    )
    if ignored >= PAUSE_AFTER:
        quiet = changed(quieter, state=State.QUIET, told=False, due_at=None)
        return Decided(quiet, What.OVER)
    return Decided(_moved_on(quieter, now), What.OVER)


def _answered(it: Reminder, now: datetime) -> Reminder:
    return _moved_on(replace(it, standing=False, ignored=0), now)


def _moved_on(it: Reminder, now: datetime) -> Reminder:
    """At its next hour that is not too late already; one that was for once is done."""
    if it.once:
        return changed(it, state=State.REMOVED, next_at=None, due_at=None, snoozed=False)
    return _planned(it, max(now - LATE, it.next_at or now))


def _planned(it: Reminder, after: datetime) -> Reminder:
    at = it.rhythm.next_after(after)
    return changed(it, next_at=at, due_at=at, snoozed=False)


def _afresh(it: Reminder) -> Reminder:
    """As if nobody had ever ignored or paused it."""
    kept = changed(it, ignored=0, halved=False, asked_fewer=False, left_out=False, told=True)
    return replace(kept, paused_until=None)


def _end_of_day(it: Reminder, now: datetime) -> datetime:
    """So far that the next hour is tomorrow's."""
    return eve(local_day(now, it.zone) + timedelta(days=1), it.zone) + LATE
