"""The gate at the wire: every call but an interaction's waits here for its turn.

discord.py has no limiter of its own for the global limit, and its retries do not pass `send()`
again; so the gate hangs where every request passes, in the HTTP client's own trace.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp

from bot.core.delivery import Priority

_priority: ContextVar[Priority] = ContextVar("priority", default=Priority.ANSWER)

#: Discord exempts these from the global limit.
_EXEMPT = ("/interactions/", "/webhooks/")


@contextmanager
def going_as(priority: Priority) -> Iterator[None]:
    """Calls made inside wait with this priority."""
    before = _priority.set(priority)
    try:
        yield
    finally:
        _priority.reset(before)


class Pace:
    """Lets at most `per_second` calls a second pass, evenly, the more urgent first."""

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / per_second
        self._next_free = 0.0
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def trace(self) -> aiohttp.TraceConfig:
        """What the HTTP client calls before each request."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before_request)
        return config

    async def turn(self, priority: Priority) -> None:
        """Returns when it is this call's turn."""
        loop = asyncio.get_running_loop()
        if not self._waiting and loop.time() >= self._next_free:
            self._next_free = loop.time() + self._interval
            return
        waiter = loop.create_future()
        heapq.heappush(self._waiting, (priority, next(self._order), waiter))
        self._wind(loop)
        await waiter

    async def _before_request(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        request: aiohttp.TraceRequestStartParams,
    ) -> None:
        if not any(part in request.url.path for part in _EXEMPT):
            await self.turn(_priority.get())

    def _wind(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is None and self._waiting:
            self._timer = loop.call_at(self._next_free, self._release, loop)

    def _release(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        while self._waiting:
            _, _, waiter = heapq.heappop(self._waiting)
            if not waiter.done():  # its caller may have given up meanwhile
                waiter.set_result(None)
                self._next_free = loop.time() + self._interval
                break
        self._wind(loop)
