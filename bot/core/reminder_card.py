"""What the messages of a reminder say, as values."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.reminder import Reminder, What


@dataclass(frozen=True, slots=True)
class ReminderCard:
    """A reminder's message as it is now; `title` is what it offers to do."""

    reminder: Reminder
    what: What
    title: str


@dataclass(frozen=True, slots=True)
class ClosedCard:
    """Told on the answer to `/reminder add` where the test message could not be delivered."""

    reminder: Reminder
