"""Reminders that go by something else from now on, because their person changed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.ports import Alarm, Clock
from bot.core.reminder import Reminder


@dataclass(frozen=True, slots=True)
class Followed:
    """How many do, and the real instant at which the next of them comes, if one does."""

    count: int = 0
    next_at: datetime | None = None


def followed(moved: Sequence[Reminder], clock: Clock, alarm: Alarm) -> Followed:
    """What is told of them; wakes the dispatcher for the next one."""
    hours = [it.next_at for it in moved if it.next_at and not it.standing]
    if not hours:
        return Followed(len(moved))
    alarm.no_later_than(min(hours))
    return Followed(len(moved), clock.real(min(hours)))
