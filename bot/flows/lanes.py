"""Lanes: what one session says leaves in order; sessions never wait for each other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.core.deadline import left

log = logging.getLogger(__name__)

#: How long a press waits at most for what is on the wire, in real seconds.
_HUSH_FOR = 1.0


class Lanes:
    """Runs work of one session after the other, and of different sessions side by side."""

    def __init__(self) -> None:
        self._last: dict[int, asyncio.Task[None]] = {}
        self._newest: dict[int, int] = {}

    def run(self, session_id: int, work: Callable[[], Awaitable[None]]) -> None:
        """Starts `work` once everything said before for this session has been."""
        before = self._last.get(session_id)
        task = asyncio.create_task(self._after(before, work), name=f"session-{session_id}")
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
        self, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]
    ) -> None:
        if before:
            await asyncio.wait({before})
        try:
            await work()
        except Exception:
            log.exception("speaking failed")

    def _leave(self, session_id: int, task: asyncio.Task[None]) -> None:
        if self._last.get(session_id) is task:
            del self._last[session_id]
            self._newest.pop(session_id, None)
