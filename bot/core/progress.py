"""A person's last four weeks, by the days on which they finished something. Nothing is compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

WEEKS = 4
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)


class Tone(StrEnum):
    """What is worth a gentle sentence; a rest day is nothing to talk about."""

    TODAY = "today"
    THIS_WEEK = "this_week"
    EARLIER = "earlier"
    NOTHING_YET = "nothing_yet"


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday; `done` are the days with something finished."""

    monday: date
    done: frozenset[date]

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + n * _DAY for n in range(7))


@dataclass(frozen=True, slots=True)
class Progress:
    """Weeks from the oldest to the one that goes on. `zone` is None where days are UTC's."""

    weeks: tuple[Week, ...]
    today: date
    zone: str | None

    @property
    def tone(self) -> Tone:
        this_week = self.weeks[-1].done
        if self.today in this_week:
            return Tone.TODAY
        if this_week:
            return Tone.THIS_WEEK
        return Tone.EARLIER if any(week.done for week in self.weeks) else Tone.NOTHING_YET


def first_instant(now: datetime, zone: str | None) -> datetime:
    """When the oldest of the weeks began."""
    there = _zone(zone)
    monday = _mondays(now.astimezone(there).date())[0]
    return datetime.combine(monday, time(), there).astimezone(UTC)


def progress(finished: Iterable[datetime], now: datetime, zone: str | None) -> Progress:
    """The weeks up to `now`; a day counts by the person's zone, or by UTC where none is known."""
    there = _zone(zone)
    today = now.astimezone(there).date()
    days = {at.astimezone(there).date() for at in finished}
    weeks = tuple(_week(monday, days) for monday in _mondays(today))
    return Progress(weeks, today, zone)


def _week(monday: date, days: set[date]) -> Week:
    return Week(monday, frozenset(day for day in days if monday <= day < monday + _WEEK))


def _mondays(today: date) -> tuple[date, ...]:
    this = today - today.weekday() * _DAY
    return tuple(this - n * _WEEK for n in reversed(range(WEEKS)))


def _zone(zone: str | None) -> tzinfo:
    return ZoneInfo(zone) if zone else UTC
