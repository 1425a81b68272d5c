"""Timetables told a second time, by walking minute after minute and reading the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.timetable import Timetable

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Transition:
    """The instant (UTC) from which a zone's clocks read something else than one second on."""

    zone: str
    at: datetime


def reading(at: datetime, zone: str) -> datetime:
    """What a clock on the wall reads, naive."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def transitions(zone: str, start: datetime, end: datetime) -> Iterator[Transition]:
    """Every change of a zone's offset, found by looking every six days and bisecting."""
    info = ZoneInfo(zone)
    before = start.astimezone(info).utcoffset()
    for days in range(0, (end - start).days, 6):
        high = start + (days + 6) * DAY
        offset = high.astimezone(info).utcoffset()
        if offset != before:
            yield Transition(zone, _bisected(high - 6 * DAY, high, info))
        before = offset


def _bisected(low: datetime, high: datetime, info: ZoneInfo) -> datetime:
    before = low.astimezone(info).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=1) // 2)
        if middle.astimezone(info).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def walked(table: Timetable, after: datetime, until: datetime) -> list[datetime]:
    """The minutes in (after, until] at which the clock on the wall first reads, or jumps past,
    a minute that the timetable plans.

    The clock is watched from a day before, to know what it has read already. It takes
    whole-minute offsets and whole-minute bounds.
    """
    info = ZoneInfo(table.zone)
    at = after - DAY
    seen = at.astimezone(info).replace(tzinfo=None)
    found = []
    while at < until:
        at += MINUTE
        reads = at.astimezone(info).replace(tzinfo=None)
        plans = any(
            _plans(table, seen + n * MINUTE) for n in range(1, (reads - seen) // MINUTE + 1)
        )
        if plans and at > after:
            found.append(at)
        seen = max(seen, reads)
    return found


def _plans(table: Timetable, wall: datetime) -> bool:
    return wall.time() in table.times and wall.isoweekday() in table.days


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
