"""One task does everything that is due: claim, decide, hand over to be said, confirm."""

from __future__ import annotations

import asyncio
import logging

from bot.core.delivery import Confirmation, Refused, Speech
from bot.core.ports import Alarm, Clock
from bot.core.ports import Sessions as Store
from bot.flows.sessions import Sessions
from bot.flows.speaker import Speaker

log = logging.getLogger(__name__)

#: It looks at least this often, in real seconds, whatever became of the alarm or the wall clock.
_AT_LEAST_EVERY = 30.0
#: After a wake that failed it tries again this soon, in real seconds.
_AGAIN_AFTER = 1.0


class Dispatcher:
    """Woken by the alarm and by what was delivered. Never waits for Discord."""

    def __init__(
        self,
        rang: asyncio.Event,
        alarm: Alarm,
        clock: Clock,
        store: Store,
        sessions: Sessions,
        speaker: Speaker,
    ) -> None:
        self._rang = rang
        self._alarm = alarm
        self._clock = clock
        self._store = store
        self._sessions = sessions
        self._speaker = speaker
        self._confirmed: list[Confirmation] = []
        speaker.on_confirmed = self._on_confirmed

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            try:
                await self.tick()
                await self._sleep(_AT_LEAST_EVERY)
            except Exception:
                log.exception("a wake failed; trying again")
                await asyncio.sleep(_AGAIN_AFTER)

    async def tick(self) -> None:
        """One wake: everything due now is claimed and handed over."""
        self._rang.clear()
        confirmed, self._confirmed = self._confirmed, []
        now = self._clock.now()
        try:
            turn = await self._store.wake(
                confirmed,
                now,
                self._clock.real_now(),
                self._sessions.rules(now),
            )
        except BaseException:
            self._confirmed = confirmed + self._confirmed
            raise
        for speech in turn.speeches:
            self._speaker.say(speech)
        for leftover in turn.leftovers:
            self._speaker.tidy(leftover)
        self._alarm.set(turn.next_due)

    async def finish(self, within: float) -> None:
        """After `run` was cancelled: lets sends in flight finish and confirms them."""
        await self._speaker.finish(within)
        try:
            async with asyncio.timeout(within):
                await self._store.settle(self._confirmed, [])
        except TimeoutError:
            log.warning("the database stayed busy; the next start settles the last sends")

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._rang.wait()
        except TimeoutError:
            pass

    async def _on_confirmed(self, speech: Speech, confirmation: Confirmation) -> None:
        if isinstance(confirmation.outcome, Refused):
            await self._sessions.refused(speech.session, confirmation.outcome.why)
        self._confirmed.append(confirmation)
        self._rang.set()
