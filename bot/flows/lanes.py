"""Lanes: what one session says leaves in order; sessions never wait for each other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from bot.core.deadline import left

log = logging.getLogger(__name__)

#: How long a press waits at most for what is on the wire, in real seconds.
_HUSH_FOR = 1.0
#: As many as leave in two seconds at Discord's pace: the others wait before anything is read or
#: drawn for them, so that a crowd that is due at once holds nobody else up.
_AT_ONCE = 100


class Lanes:
    """Runs work of one session after the other, and of different sessions side by side."""

    def __init__(self) -> None:
        self._last: dict[int, asyncio.Task[None]] = {}
        self._newest: dict[int, int] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    def run(
        self, session_id: int, work: Callable[[], Awaitable[None]], can_wait: bool = False
    ) -> None:
        """Starts `work` once everything said before for this session has been.

        Of what can wait only so much is begun at once.
        """
        before = self._last.get(session_id)
        room = self._room if can_wait else nullcontext()
        running = self._after(before, room, work)
        task = asyncio.create_task(running, name=f"session-{session_id}")
        self._last[session_id] = task
        task.add_done_callback(lambda done: self._leave(session_id, done))

    async def hush(self, session_id: int, revision: int) -> bool:
        """Outdates edits of older revisions, and waits a moment for one that is on the wire.

        Without it an edit decided before a press could land after the press's answer. False where
        one still may.
        """
        task = self._last.get(session_id)
        if task is None:
            return True
        self._newest[session_id] = revision
        patience = left(asyncio.get_running_loop().time(), at_most=_HUSH_FOR)
        done, _ = await asyncio.wait({task}, timeout=patience)
        return bool(done)

    def outdated(self, session_id: int, revision: int) -> bool:
        """Whether a press has changed the session since this revision."""
        return self._newest.get(session_id, 0) > revision

    async def finish(self, within: float) -> None:
        """Lets what is being said be said, for at most `within` real seconds."""
        tasks = list(self._last.values())
        if tasks:
            _, pending = await asyncio.wait(tasks, timeout=within)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    async def _after(
        self,
        before: asyncio.Task[None] | None,
        room: AbstractAsyncContextManager[Any],
        work: Callable[[], Awaitable[None]],
    ) -> None:
        if before:
            await asyncio.wait({before})
        try:
            async with room:
                await work()
        except Exception:
            log.exception("speaking failed")

    def _leave(self, session_id: int, task: asyncio.Task[None]) -> None:
        if self._last.get(session_id) is task:
            del self._last[session_id]
            self._newest.pop(session_id, None)
