"""Waiting for the world to reach a state, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Pulse:
    """Beats at every change; those who wait look again at each beat."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, look: Callable[[], T], seconds: float) -> T | None:
        """What `look` answers as soon as that is true; None if it was not in so many seconds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not (found := look()):
            if not await self._beats_before(deadline):
                return look() or None
        return found

    async def _beats_before(self, deadline: float) -> bool:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait([future], timeout=max(0.0, deadline - loop.time()))
            return future.done()
        finally:
            self._waiting.discard(future)
