"""Wall-clock times and the instants they fall on. Instants are aware UTC, walls are naive local.

A wall-clock hour is a promise: it falls on the first instant at which a clock in its zone reads
it or has passed it. So in a gap it is the first valid instant after, in an overlap the first of
the two, and a day the zone left out altogether is made up for once, when the next one begins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, pairwise, takewhile
from zoneinfo import ZoneInfo

#: Days off, and the end of a pause, are named this far ahead at most.
FURTHEST = timedelta(days=2 * 366)
#: Nothing within this is nothing at all: a year more than anybody can be away.
HORIZON = FURTHEST + timedelta(days=366)
#: Nobody is nudged again sooner than this; real time, so it holds on the night clocks change too.
LEAST_GAP = timedelta(minutes=45)
EVERY_DAY = frozenset(range(1, 8))
DAY_MINUTES = 24 * 60
_TICK = timedelta.resolution


@dataclass(frozen=True, slots=True)
class Timetable:
    """Wall-clock times to the minute, on ISO weekdays (1 is Monday), in an IANA zone.

    Times are kept in order and once each, so equal timetables compare equal.
    """

    times: tuple[time, ...]
    days: frozenset[int]
    zone: str

    def __post_init__(self) -> None:
        if not self.times or any(at.tzinfo or at.second or at.microsecond for at in self.times):
            raise ValueError("a timetable needs times, naive and to the minute")
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError("a timetable needs ISO weekdays, 1 to 7")
        object.__setattr__(self, "times", tuple(sorted(set(self.times))))

    def next_after(self, after: datetime) -> datetime:
        """The first occurrence strictly later than `after`: at most 8 days away."""
        return next(self.occurrences(after))

    def occurrences(self, after: datetime) -> Iterator[datetime]:
        """Every occurrence strictly later than `after`, in order and without end."""
        zone = ZoneInfo(self.zone)
        for wall in self._walls(after.astimezone(zone).date()):
            at = instant(wall, zone)
            if at > after:
                after = at
                yield at

    def _walls(self, first: date) -> Iterator[datetime]:
        for day in map(date.fromordinal, count(first.toordinal())):
            if day.isoweekday() in self.days:
                yield from (datetime.combine(day, at) for at in self.times)


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A part of a wall-clock day, in minutes since midnight.

    `end` is no longer part of it; it may be 24:00, never later: a night shift is two of these.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_MINUTES:
            raise ValueError("hours start before they end, on one day")

    def __contains__(self, minute: int) -> bool:
        return self.start <= minute < self.end


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a person may be written to. `week` has the hours of seven days, Monday's first.

    `days_off` are local dates; `paused_until` is the local date on which it counts again.
    """

    week: tuple[tuple[Hours, ...], ...]
    zone: str
    days_off: frozenset[date] = frozenset()
    paused_until: date | None = None

    def __post_init__(self) -> None:
        if len(self.week) != len(EVERY_DAY):
            raise ValueError("working hours need seven days")
        object.__setattr__(self, "week", tuple(tuple(sorted(day)) for day in self.week))
        if any(overlap(day) for day in self.week):
            raise ValueError("working hours of one day must not overlap")

    def on(self, day: date) -> tuple[Hours, ...]:
        """The hours of a local date; none on a day off, and none before a pause ends."""
        return () if self.off(day) else self.week[day.isoweekday() - 1]

    def off(self, day: date) -> bool:
        """Whether a local date is a day off, or comes before the pause ends."""
        return day in self.days_off or (self.paused_until is not None and day < self.paused_until)

    def cover(self, at: datetime) -> bool:
        """Whether a clock in the zone reads a working hour at `at`."""
        wall = at.astimezone(ZoneInfo(self.zone))
        return any(wall.hour * 60 + wall.minute in hours for hours in self.on(wall.date()))

    def awake_after(self, after: datetime) -> datetime:
        """`after`, or where that is later, the last instant before the pause ends."""
        return max(after, eve(self.paused_until, self.zone)) if self.paused_until else after


@dataclass(frozen=True, slots=True)
class Within:
    """The occurrences of a timetable that fall inside somebody's working hours."""

    timetable: Timetable
    hours: WorkingHours

    def next_after(self, after: datetime) -> datetime | None:
        """The first occurrence strictly later than `after`; None without one within `HORIZON`."""
        awake, until = self.hours.awake_after(after), after + HORIZON
        if awake >= until:
            return None
        near = takewhile(lambda at: at <= until, self.timetable.occurrences(awake))
        return next(filter(self.hours.cover, near), None)


@dataclass(frozen=True, slots=True)
class Interval:
    """Every so many minutes of the wall clock inside working hours, from the start of each part.

    One that would come less than `LEAST_GAP` after the one before it is left out.
    """

    minutes: int
    hours: WorkingHours

    def __post_init__(self) -> None:
        if self.minutes * 60 < LEAST_GAP.total_seconds():
            raise ValueError("an interval is at least 45 minutes")

    def next_after(self, after: datetime) -> datetime | None:
        """The first occurrence strictly later than `after`; None without one within `HORIZON`."""
        awake, until = self.hours.awake_after(after), after + HORIZON
        if awake >= until:
            return None
        return next((at for at in self._between(awake, until) if awake < at <= until), None)

    def _between(self, start: datetime, until: datetime) -> Iterator[datetime]:
        zone = ZoneInfo(self.hours.zone)
        first, last = (at.astimezone(zone).date().toordinal() for at in (start, until))
        for day in range(first, last + 1):
            yield from self._spaced(date.fromordinal(day), zone)

    def _spaced(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        last = max(self._planned(day - timedelta(days=1), zone), default=None)
        for at in self._planned(day, zone):
            if last is None or at - last >= LEAST_GAP:
                last = at
                yield at

    def _planned(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        midnight = datetime.combine(day, time())
        for hours in self.hours.on(day):
            for minute in range(hours.start, hours.end, self.minutes):
                at = instant(midnight + timedelta(minutes=minute), zone)
                if self.hours.cover(at):
                    yield at


#: The whole of a day.
ALL_DAY = (Hours(0, DAY_MINUTES),)

#: What a plan can follow: each answers `next_after`, the last two perhaps with None.
Rhythm = Timetable | Within | Interval


def upcoming(rhythm: Rhythm, after: datetime, most: int) -> tuple[datetime, ...]:
    """The next occurrences later than `after`, `most` of them or as many as there are."""
    return tuple(islice(_chain(rhythm, after), most))


def conflicts(
    a: Timetable,
    b: Timetable,
    spans: tuple[timedelta, timedelta],
    from_: datetime,
    days: int = 366,
) -> tuple[datetime, datetime] | None:
    """The first occurrence of each that run at the same time, or None.

    `spans` is how long one of `a` and one of `b` lasts; back to back is no conflict. Looks at
    occurrences that start in the `days` from `from_` on.
    """
    until = from_ + timedelta(days=days)
    ours, theirs = (plan.occurrences(from_ - _TICK) for plan in (a, b))
    one, other = next(ours), next(theirs)
    while max(one, other) < until:
        if one + spans[0] <= other:
            one = next(ours)
        elif other + spans[1] <= one:
            other = next(theirs)
        else:
            return one, other
    return None


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which a clock in `zone` reads the naive `wall` or has passed it."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first
    # A gap. Python reads fold 0 with the offset before it, which lands behind the gap, and
    # fold 1 with the offset after it, which lands before (PEP 495); the gap's end is between.
    seconds = range(int((first - second).total_seconds()))
    return second + timedelta(
        seconds=bisect_left(
            seconds, True, key=lambda s: _wall(second + timedelta(seconds=s), zone) >= wall
        )
    )


def eve(day: date, zone: str) -> datetime:
    """The last instant before a local day begins."""
    return instant(datetime.combine(day, time()), ZoneInfo(zone)) - _TICK


def local_day(at: datetime, zone: str) -> date:
    """The date a calendar on the wall shows at `at`."""
    return at.astimezone(ZoneInfo(zone)).date()


def still(until: date | None, now: datetime, zone: str) -> date | None:
    """Until when a pause lasts; None once that day has begun."""
    return until if until and local_day(now, zone) < until else None


def known_zone(name: str) -> bool:
    """Whether `name` is an IANA zone: spelled exactly, and no file of another sort."""
    if name in {"Factory", "localtime", "posixrules"} or name.startswith(("posix/", "right/")):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def overlap(hours: tuple[Hours, ...]) -> bool:
    """Whether any of these hours of one day, in order, overlap; touching does not count."""
    return any(later.start < earlier.end for earlier, later in pairwise(hours))


def same_hours(
    hours: tuple[Hours, ...],
    days: frozenset[int],
    zone: str,
    days_off: frozenset[date] = frozenset(),
    paused_until: date | None = None,
) -> WorkingHours:
    """Working hours that are the same on each of `days`, and none on the others."""
    week = tuple(hours if day in days else () for day in sorted(EVERY_DAY))
    return WorkingHours(week, zone, days_off, paused_until)


def _chain(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    at = rhythm.next_after(after)
    while at is not None:
        yield at
        at = rhythm.next_after(at)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
