"""What one wake of the dispatcher decided, for everything that was due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.delivery import Leftover, Speech
from bot.core.occurrence import Announcement
from bot.core.reminder import Nudge


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be said, all of it already written. `next_due` is timetable time."""

    speeches: tuple[Speech, ...]
    leftovers: tuple[Leftover, ...]
    next_due: datetime | None
    announcements: tuple[Announcement, ...] = ()
    nudges: tuple[Nudge, ...] = ()
