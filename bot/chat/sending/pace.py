"""The gate at the wire: every call but an interaction's waits here for its turn.

discord.py has no limiter of its own for the global limit, and its retries do not pass `send()`
again; so the gate hangs where every request passes, in the HTTP client's own trace.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp

from bot.core.delivery import Priority
from bot.core.ports import Wanted, always

_priority: ContextVar[Priority] = ContextVar("priority", default=Priority.ANSWER)
_wanted: ContextVar[Wanted] = ContextVar("wanted", default=always)

#: Discord exempts these from the global limit.
_EXEMPT = ("/interactions/", "/webhooks/")
#: Discord counts calls over one second, and allows about a tenth more than our usual pace. A call
#: counts here from its start until a second after its answer: a little more than Discord counts.
_WINDOW, _BURST, _DISCORDS_LIMIT = 1.0, 1.09, 50
#: So much of a time in which less left than may, in seconds, is made up for at once: what a slow
#: disk or a busy machine held up for a moment would else be late for as long as the pace is full.
_SAVED = 0.25


class Unwanted(Exception):
    """The call was not wanted any more when its turn came, and did not leave."""


@contextmanager
def going_as(priority: Priority, wanted: Wanted = always) -> Iterator[None]:
    """Calls made inside wait with this priority, and leave while they are wanted."""
    before, wanted_before = _priority.set(priority), _wanted.set(wanted)
    try:
        yield
    finally:
        _priority.reset(before)
        _wanted.reset(wanted_before)


class Pace:
    """Lets at most `per_second` calls a second pass, evenly, the more urgent first.

    A halt is made up for by a small burst. Make it where the event loop runs.

    Discord counts a call somewhere between its start and its answer. On a slow machine or line,
    calls that started evenly may arrive together; so calls under way, and those answered within
    the last second, are never more than a burst that Discord allows.
    """

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / per_second
        self._most = max(int(per_second * _BURST), 1)
        if per_second <= _DISCORDS_LIMIT:
            self._most = min(self._most, _DISCORDS_LIMIT)
        self._next_free = asyncio.get_running_loop().time()
        self._under_way = 0
        self._answered: deque[float] = deque()
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def trace(self) -> aiohttp.TraceConfig:
        """What the HTTP client calls around each request."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before_request)
        config.on_request_end.append(self._after_request)
        config.on_request_exception.append(self._after_request)
        return config

    async def turn(self, priority: Priority) -> None:
        """Returns when it is this call's turn; `answered` must follow."""
        loop = asyncio.get_running_loop()
        if not self._waiting and self._free_at(loop.time()) <= loop.time():
            self._pass(loop.time())
            return
        waiter = loop.create_future()
        heapq.heappush(self._waiting, (priority, next(self._order), waiter))
        self._wind(loop)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.answered()
            raise

    def answered(self) -> None:
        """A call that had its turn has its answer, or will never have one."""
        loop = asyncio.get_running_loop()
        self._under_way -= 1
        self._answered.append(loop.time())
        self._wind(loop)

    async def _before_request(
        self,
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        request: aiohttp.TraceRequestStartParams,
    ) -> None:
        if not any(part in request.url.path for part in _EXEMPT):
            await self.turn(_priority.get())
            context.counted = True
        if not _wanted.get()():
            await self._after_request(_session, context, request)
            raise Unwanted

    async def _after_request(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, _request: object
    ) -> None:
        if getattr(context, "counted", False):
            context.counted = False
            self.answered()

    def _pass(self, now: float) -> None:
        self._under_way += 1
        self._next_free = max(self._next_free, now - _SAVED) + self._interval

    def _free_at(self, now: float) -> float:
        """When the next call may pass; never, as far as is known, while too many are under way."""
        while self._answered and self._answered[0] <= now - _WINDOW:
            self._answered.popleft()
        beyond = self._under_way + len(self._answered) - self._most
        if beyond < 0:
            return self._next_free
        if beyond < len(self._answered):
            return max(self._next_free, self._answered[beyond] + _WINDOW)
        return float("inf")

    def _wind(self, loop: asyncio.AbstractEventLoop) -> None:
        at = self._free_at(loop.time())
        if self._timer is None and self._waiting and at < float("inf"):
            # Nothing is saved up while calls wait for Discord: steps would wait behind the burst.
            self._next_free = at
            self._timer = loop.call_at(at, self._release, loop)

    def _release(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        while self._waiting and self._free_at(loop.time()) <= loop.time():
            _, _, waiter = heapq.heappop(self._waiting)
            if not waiter.done():  # its caller may have given up meanwhile
                waiter.set_result(None)
                self._pass(loop.time())
        self._wind(loop)
