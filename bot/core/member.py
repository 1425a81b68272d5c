"""A person who has used the bot, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.options import Options
from bot.core.script import Pace
from bot.core.timetable import local_day

#: Grows when the safety text changes in substance; an older acceptance is asked for again.
SAFETY_VERSION = 1


@dataclass(frozen=True, slots=True)
class Member:
    """Instants are UTC, real time. `zone` is an IANA name; `working_hours` is for `parse_hours`.

    `days_off` are dates in the zone on which no reminder goes out.
    """

    id: int
    safety_version: int | None = None
    safety_accepted_at: datetime | None = None
    dm_channel_id: int | None = None
    pace: Pace = Pace.NORMAL
    options: Options = field(default_factory=Options)
    zone: str | None = None
    working_hours: str | None = None
    days_off: frozenset[date] = frozenset()

    def days_off_from(self, now: datetime) -> frozenset[date]:
        """The days off that are not past at `now`, timetable time."""
        today = local_day(now, self.zone or "UTC")
        return frozenset(day for day in self.days_off if day >= today)
