"""A person's own last weeks."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.ports import Clock, Members
from bot.core.progress import Progress, first_instant, progress


class History(Protocol):
    """When people finished sessions."""

    async def finished(self, user_id: int, since: datetime) -> tuple[datetime, ...]:
        """The instants this person finished something, from `since` on, in any order."""
        ...


class Weeks:
    """Looks back for the person who asks."""

    def __init__(self, history: History, members: Members, clock: Clock) -> None:
        self._history = history
        self._members = members
        self._clock = clock

    async def of(self, user_id: int) -> Progress:
        now = self._clock.now()
        zone = (await self._members.get(user_id)).zone
        finished = await self._history.finished(user_id, first_instant(now, zone))
        return progress(finished, now, zone)
