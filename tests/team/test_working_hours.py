"""`every` keeps to the working hours its person told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.reminder import Reminder

EVERY_DAY = frozenset(range(1, 8))
NIGHT = datetime(2026, 3, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "first", "after_noon"),
    [(None, 9, 13), ("7:00-11:00, 14:30-18:00", 7, 14.5), ("22:00-24:00", 22, 22)],
)
def test_it_begins_with_each_range_of_the_working_hours(
    hours: str | None, first: float, after_noon: float
) -> None:
    reminder = Reminder(1, 7, (), 120, EVERY_DAY, "UTC", "ninety-second-reset", hours=hours)

    def hour(after: datetime) -> float:
        at = reminder.rhythm.next_after(after)
        assert at
        return at.hour + at.minute / 60

    assert hour(NIGHT) == first
    assert hour(NIGHT.replace(hour=12)) == after_noon
