"""What is stored about a person: told, handed over, erased."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.core import session as rules
from bot.core.deadline import left
from bot.core.ports import Clock
from bot.core.privacy import Counts, Entry, Erased, Erasure, Records
from bot.flows.speaker import Speaker

#: How long an answer waits for the file to be overwritten, in real seconds. Most take a blink.
_SCRUB_WITHIN = 0.8


class Privacy:
    """Everything here is about the person who asks, and about nobody else."""

    def __init__(
        self,
        records: Records,
        clock: Clock,
        speaker: Speaker,
        backups_days: int | None = None,
    ) -> None:
        self._records = records
        self._clock = clock
        self._speaker = speaker
        self._backups_days = backups_days

    async def view(self, user_id: int) -> Counts:
        """How much of each kind is stored about them."""
        return await self._records.count(user_id)

    async def export(self, user_id: int) -> Mapping[str, tuple[Entry, ...]]:
        """All of it but tokens, by kind."""
        return await self._records.everything(user_id)

    async def erase(self, user_id: int) -> Erased:
        """Ends what they are doing and forgets them. A second time there is nothing left to do."""
        now = self._clock.now()
        erasure = await self._records.erase(user_id, lambda it: rules.stop(it, now))
        self._tell_its_card(erasure)
        traces = not await self._scrubbed_soon()
        return Erased(erasure.gone, traces, self._records.old_copies(), self._backups_days)

    async def scrub(self) -> None:
        """Catches up with what an erasure could not overwrite at once."""
        await self._records.scrub()

    def _tell_its_card(self, erasure: Erasure) -> None:
        if erasure.ended is None:
            return
        for leftover in erasure.ended.leftovers:
            self._speaker.tidy(leftover)
        self._speaker.refresh(erasure.ended)

    async def _scrubbed_soon(self) -> bool:
        try:
            now = asyncio.get_running_loop().time()
            async with asyncio.timeout(left(now, at_most=_SCRUB_WITHIN)):
                return await self._records.scrub()
        except TimeoutError:  # it goes on by itself
            return False
