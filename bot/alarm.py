"""The alarm clock: APScheduler rings, the dispatcher works. Nothing here survives a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.errors import NotNow
from bot.core.ports import Clock

log = logging.getLogger(__name__)

_DUE = "due"
_ANY = 1_000_000


class Alarm:
    """Sets an event at the earliest due instant, and calls the housekeeping at its intervals."""

    def __init__(self, clock: Clock) -> None:
        self.rang = asyncio.Event()
        self._clock = clock
        self._set_to: datetime | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Needs the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Rings no more. Housekeeping under way is cancelled; its transactions are not."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def every(
        self, interval: timedelta, work: Callable[[], Awaitable[object]], at_once: bool = False
    ) -> None:
        """Calls `work` again and again, first after one interval of real time or `at_once`."""

        # A coroutine function of our own: APScheduler would run a lambda in a thread, where what
        # it returns is never awaited; and it reports a cancelled job as one that failed.
        async def job() -> None:
            try:
                await work()
            except NotNow:
                log.debug("housekeeping waits for its next turn: the database cannot be written")
            except asyncio.CancelledError:
                log.info("housekeeping was cut off by the stop")

        first = {"next_run_time": datetime.now(UTC)} if at_once else {}
        self._scheduler.add_job(job, "interval", seconds=interval.total_seconds(), **first)

    def set(self, at: datetime | None) -> None:
        """Rings at `at` (timetable time) and no longer at what was set before; None: not at all."""
        self._set_to = at
        if at is None:
            if self._scheduler.get_job(_DUE):
                self._scheduler.remove_job(_DUE)
            return
        self._scheduler.add_job(
            self._ring,
            "date",
            run_date=self._clock.real(at),
            id=_DUE,
            replace_existing=True,
            misfire_grace_time=None,
            # One that is due while the ring before it is not quite over would be dropped.
            max_instances=_ANY,
        )

    def no_later_than(self, at: datetime) -> None:
        """Rings at `at` unless it rings earlier already."""
        if self._set_to is None or at < self._set_to:
            self.set(at)

    def set_anew(self) -> None:
        """Rings when the clock, steered meanwhile, will read what was set."""
        self.set(self._set_to)

    async def _ring(self) -> None:
        self._set_to = None
        self.rang.set()
