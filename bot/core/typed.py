"""What people type for times, days and hours: read, and spelled as it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bot.core.timetable import DAY_MINUTES, EVERY_DAY, Hours, overlap

MOST_TIMES = 12

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETS = {
    "daily": EVERY_DAY,
    "weekdays": frozenset(range(1, 6)),
    "weekend": frozenset({6, 7}),
}


class Why(StrEnum):
    """Why something typed is no times, no days or no hours."""

    EMPTY = "empty"
    NOT_A_TIME = "not_a_time"
    TOO_MANY = "too_many"
    NOT_A_DAY = "not_a_day"
    NOT_HOURS = "not_hours"
    NO_LENGTH = "no_length"
    CROSSES_MIDNIGHT = "crosses_midnight"
    OVERLAP = "overlap"


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
    """`9:00-12:30, 13:30-18:00` as hours in order; the end may be `24:00`."""
    parts = _parts(text)
    if not parts:
        return Unreadable(Why.EMPTY, text)
    read = [_hours(part) for part in parts]
    for one in read:
        if isinstance(one, Unreadable):
            return one
    hours = tuple(sorted(one for one in read if isinstance(one, Hours)))
    return Unreadable(Why.OVERLAP, text) if overlap(hours) else hours


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


def _hours(part: str) -> Hours | Unreadable:
    start, end = (_minute(piece or "") for piece in _ends(part))
    if start is None or end is None or start == DAY_MINUTES:
        return Unreadable(Why.NOT_HOURS, part)
    if start == end:
        return Unreadable(Why.NO_LENGTH, part)
    return Unreadable(Why.CROSSES_MIDNIGHT, part) if start > end else Hours(start, end)
