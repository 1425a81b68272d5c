"""What people type for times, days, hours and dates: read, and spelled as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import chain

from bot.core.timetable import DAY_MINUTES, EVERY_DAY, FURTHEST, Hours, overlap

MOST_TIMES = 12
#: Typed for days off, it is no day at all.
NO_DAYS = "none"

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})(?::([0-5]\d))?", re.ASCII)
#: The hours of a clock with hands, as they are written without a zero before them.
_OF_TWELVE = frozenset(map(str, range(1, 13)))
_DATE = r"(\d{4}-\d{1,2}-\d{1,2})"
_DATES = re.compile(rf"{_DATE}(?:\s*(?:\.\.+|\u2026|\u2013|-|to)\s*{_DATE})?", re.ASCII)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETS = {
    "daily": EVERY_DAY,
    "weekdays": frozenset(range(1, 6)),
    "weekend": frozenset({6, 7}),
}


class Why(StrEnum):
    """Why something typed is no times, no days, no hours or no dates."""

    EMPTY = "empty"
    NOT_A_TIME = "not_a_time"
    TOO_MANY = "too_many"
    NOT_A_DAY = "not_a_day"
    NOT_HOURS = "not_hours"
    NO_LENGTH = "no_length"
    CROSSES_MIDNIGHT = "crosses_midnight"
    OVERLAP = "overlap"
    NOT_A_DATE = "not_a_date"
    BACKWARDS = "backwards"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read, and the part of it at fault, as it was typed."""

    why: Why
    part: str


def parse_times(text: str) -> tuple[time, ...] | Unreadable:
    """`9:05, 14:30` as times in order, once each; at most `MOST_TIMES`."""
    parts = _parts(text)
    if not parts:
        return Unreadable(Why.EMPTY, text)
    minutes = {part: _minute(part) for part in parts}
    for part, minute in minutes.items():
        if minute is None or minute == DAY_MINUTES:
            return Unreadable(Why.NOT_A_TIME, part)
    times = {time(*divmod(minute, 60)) for minute in minutes.values() if minute is not None}
    return Unreadable(Why.TOO_MANY, text) if len(times) > MOST_TIMES else tuple(sorted(times))


def parse_days(text: str) -> frozenset[int] | Unreadable:
    """`mon-fri`, `daily`, `weekend`, `sat-mon` or `mon,wed,fri` as ISO weekdays."""
    parts = _parts(text)
    if not parts:
        return Unreadable(Why.EMPTY, text)
    found = {part: _days(part) for part in parts}
    for part, days in found.items():
        if not days:
            return Unreadable(Why.NOT_A_DAY, part)
    return frozenset(day for days in found.values() if days for day in days)


def parse_hours(text: str) -> tuple[Hours, ...] | Unreadable:
    """`9:00-12:30, 13:30-18:00`, `9-17` or `9-5` as hours in order; the end may be `24:00`.

    Where all hours are those of a clock with hands, one that is earlier than the one before it is
    meant after noon.
    """
    parts = _parts(text)
    if not parts:
        return Unreadable(Why.EMPTY, text)
    ends = [_ends(part) for part in parts]
    minutes = [_hour(end or "") for pair in ends for end in pair]
    if all(end and end.partition(":")[0] in _OF_TWELVE for pair in ends for end in pair):
        minutes = _after_noon(minutes)
    read = [_hours(*it) for it in zip(parts, minutes[::2], minutes[1::2], strict=True)]
    for one in read:
        if isinstance(one, Unreadable):
            return one
    hours = tuple(sorted(one for one in read if isinstance(one, Hours)))
    return Unreadable(Why.OVERLAP, text) if overlap(hours) else hours


def parse_day(text: str, today: date) -> date | Unreadable:
    """`2026-12-24` as a date to come, at most `FURTHEST` away."""
    part = text.strip()
    day = _date(part)
    if day is None:
        return Unreadable(Why.NOT_A_DATE, part)
    if day <= today:
        return Unreadable(Why.PAST, part)
    return Unreadable(Why.TOO_FAR, part) if day - today > FURTHEST else day


def parse_days_off(text: str, today: date) -> frozenset[date] | Unreadable:
    """`2026-12-24, 2026-12-27..2026-12-31` as the dates of it that are not past; `none` as none."""
    if text.strip().casefold() == NO_DAYS:
        return frozenset()
    parts = _parts(text)
    if not parts:
        return Unreadable(Why.EMPTY, text)
    found: set[date] = set()
    for part in parts:
        days = _coming(part, today)
        if isinstance(days, Unreadable):
            return days
        found |= days
    return frozenset(found) if found else Unreadable(Why.PAST, text)


def read_days_off(text: str) -> frozenset[date]:
    """What `spell_days_off` wrote."""
    spans = (_DATES.fullmatch(part) for part in _parts(text))
    ends = ((it[1], it[2] or it[1]) for it in spans if it)
    return frozenset(chain.from_iterable(_span(*map(date.fromisoformat, it)) for it in ends))


def day_runs(days: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Weekdays as first and last day of each unbroken run, Monday first."""
    firsts = sorted(day for day in days if day - 1 not in days)
    lasts = sorted(day for day in days if day + 1 not in days)
    return tuple(zip(firsts, lasts, strict=True))


def spell_days(days: frozenset[int]) -> str:
    """Weekdays in the notation `parse_days` reads."""
    if days == EVERY_DAY:
        return "daily"
    return ",".join(_name(a) if a == b else f"{_name(a)}-{_name(b)}" for a, b in day_runs(days))


def spell_times(times: tuple[time, ...]) -> str:
    """Times in the notation `parse_times` reads."""
    return ", ".join(f"{at:%H:%M}" for at in times)


def spell_hours(hours: tuple[Hours, ...]) -> str:
    """Hours in the notation `parse_hours` reads."""
    return ", ".join(f"{_spelled(it.start)}-{_spelled(it.end)}" for it in hours)


def spell_days_off(days: frozenset[date]) -> str:
    """Dates in the notation `parse_days_off` reads, in order."""
    numbers = sorted(day.toordinal() for day in days)
    firsts = [date.fromordinal(n) for n in numbers if date.fromordinal(n - 1) not in days]
    lasts = [date.fromordinal(n) for n in numbers if date.fromordinal(n + 1) not in days]
    runs = zip(firsts, lasts, strict=True)
    return ", ".join(f"{a}" if a == b else f"{a}..{b}" for a, b in runs)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text.strip() else []


def _ends(part: str) -> tuple[str, str | None]:
    """Both sides of a dash, long or short; None behind where there is none."""
    first, dash, last = part.replace("\u2013", "-").partition("-")
    return first.strip(), last.strip() if dash else None


def _minute(text: str) -> int | None:
    """The minute of the day, 24:00 included."""
    read = _CLOCK.fullmatch(text)
    minute = int(read[1]) * 60 + int(read[2]) if read else None
    return None if minute is None or minute > DAY_MINUTES else minute


def _days(part: str) -> frozenset[int] | None:
    """One weekday, a run of them (over Sunday too), or a set with a name."""
    first, last = _ends(part.lower())
    start, end = _day(first), _day(first if last is None else last)
    if start is None or end is None:
        return _SETS.get(first) if last is None else None
    return frozenset((start + n - 1) % 7 + 1 for n in range((end - start) % 7 + 1))


def _day(text: str) -> int | None:
    """A weekday by its name or at least the first three letters of it."""
    found = (n for n, name in enumerate(_WEEK, start=1) if name.startswith(text))
    return next(found, None) if len(text) >= 3 else None


def _name(day: int) -> str:
    return _WEEK[day - 1][:3]


def _hours(part: str, start: int | None, end: int | None) -> Hours | Unreadable:
    if start is None or end is None or start == DAY_MINUTES:
        return Unreadable(Why.NOT_HOURS, part)
    if start == end:
        return Unreadable(Why.NO_LENGTH, part)
    return Unreadable(Why.CROSSES_MIDNIGHT, part) if start > end else Hours(start, end)


def _hour(text: str) -> int | None:
    """The minute of the day, 24:00 included; whole hours need no minutes."""
    read = _HOUR.fullmatch(text)
    return _minute(f"{read[1]}:{read[2] or '00'}") if read else None


def _after_noon(minutes: list[int | None]) -> list[int | None]:
    """Minutes of the day, those that would go backwards half a day later."""
    last, read = 0, list[int | None]()
    for minute in minutes:
        later = (minute or 0) + DAY_MINUTES // 2
        moved = minute is not None and minute < last and later <= DAY_MINUTES
        read.append(later if moved else minute)
        last = read[-1] or 0
    return read


def _spelled(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{hour:02}:{rest:02}"


def _date(text: str) -> date | None:
    try:
        return date(*map(int, text.split("-"))) if re.fullmatch(_DATE, text, re.ASCII) else None
    except ValueError:
        return None


def _coming(part: str, today: date) -> set[date] | Unreadable:
    """The dates of `2026-12-24` or `2026-12-27..2026-12-31` from `today` on."""
    read = _DATES.fullmatch(part)
    first, last = (_date(read[1]), _date(read[2] or read[1])) if read else (None, None)
    if first is None or last is None:
        return Unreadable(Why.NOT_A_DATE, part)
    if first > last:
        return Unreadable(Why.BACKWARDS, part)
    if last - today > FURTHEST:
        return Unreadable(Why.TOO_FAR, part)
    return set(_span(max(first, today), last))


def _span(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
