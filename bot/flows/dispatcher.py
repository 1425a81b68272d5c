"""One task does everything that is due: claim, decide, hand over to be said, confirm."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.delivery import Confirmation, Refused, Speech
from bot.core.errors import NotNow
from bot.core.occurrence import What
from bot.core.ports import Alarm, Clock, Rules
from bot.core.ports import Sessions as Store
from bot.core.posting import Heard
from bot.core.turn import Turn
from bot.flows.sessions import Sessions
from bot.flows.speaker import Speaker

log = logging.getLogger(__name__)

#: It looks at least this often, in real seconds, whatever became of the alarm or the wall clock.
_AT_LEAST_EVERY = 30.0
#: After a wake that failed it tries again this soon, in real seconds; after surprises in a row
#: twice as late each time.
_AGAIN_AFTER = 1.0
#: A wake also does what is due this much later (timetable time): in a crowd one does for several.
_TOGETHER = timedelta(milliseconds=25)
#: What is due still is looked at again this much later, in real seconds: no row makes it spin.
_REST = 0.01
#: What came of a send waits this long, in real seconds, for the next wake to take it along.
_CONFIRM_WITHIN = 0.1


class Kind(Protocol):
    """What else is due at times, beside sessions. `on_heard` is told what came of its messages."""

    on_heard: Callable[[Heard], None]

    def rules(self, rules: Rules, now: datetime) -> Rules:
        """The rules of a wake at `now`, with its own."""
        ...

    def say(self, turn: Turn) -> None:
        """Begins to say its part of what a wake decided."""
        ...

    async def finish(self, within: float) -> None:
        """Lets what is being said be said."""
        ...

    async def settle(self, heard: Sequence[Heard]) -> None:
        """Writes what came of its last messages."""
        ...


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
        kinds: Sequence[Kind] = (),
    ) -> None:
        self._rang = rang
        self._alarm = alarm
        self._clock = clock
        self._store = store
        self._sessions = sessions
        self._speaker = speaker
        self._kinds = kinds
        self._confirmed: list[Confirmation | Heard] = []
        self._soon: asyncio.TimerHandle | None = None
        speaker.on_confirmed = self._on_confirmed
        for kind in kinds:
            kind.on_heard = self._note

    @property
    def owes(self) -> bool:
        """Whether it heard of a send and no wake has written it yet."""
        return bool(self._confirmed)

    async def run(self) -> None:
        """Works until it is cancelled."""
        pause = _AGAIN_AFTER
        while True:
            try:
                pending = await self.tick()
                pause = _AGAIN_AFTER
                if pending:
                    await asyncio.sleep(_REST)
                await self._sleep(_AT_LEAST_EVERY)
            except NotNow:  # the database says so itself, once
                await asyncio.sleep(_AGAIN_AFTER)
            except Exception:
                log.exception("a wake failed; trying again in %d s", pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _AT_LEAST_EVERY)

    async def tick(self) -> bool:
        """One wake: everything due by now, or in a moment, is claimed and handed over.

        Whether something is due still.
        """
        self._rang.clear()
        if self._soon:
            self._soon.cancel()
            self._soon = None
        confirmed, self._confirmed = self._confirmed, []
        now = self._clock.now()
        rules = self._sessions.rules(now)
        for kind in self._kinds:
            rules = kind.rules(rules, now)
        try:
            turn = await self._store.wake(confirmed, now + _TOGETHER, self._clock.real_now(), rules)
        except BaseException:
            self._confirmed = confirmed + self._confirmed
            raise
        for speech in turn.speeches:
            self._speaker.say(speech)
        for leftover in turn.leftovers:
            self._speaker.tidy(leftover)
        for kind in self._kinds:
            kind.say(turn)
        self._alarm.set(turn.next_due)
        return turn.next_due is not None and turn.next_due <= now

    async def finish(self, within: float) -> None:
        """After `run` was cancelled: lets sends in flight finish and confirms them."""
        speaking = [self._speaker.finish(within), *(it.finish(within) for it in self._kinds)]
        await asyncio.gather(*speaking)
        sent = [it for it in self._confirmed if isinstance(it, Confirmation)]
        heard = [it for it in self._confirmed if isinstance(it, Heard)]
        try:
            async with asyncio.timeout(within):
                landed = self._sessions.rules(self._clock.now()).landed
                await self._store.settle(sent, [], landed)
                for kind in self._kinds:
                    await kind.settle(heard)
        except TimeoutError:
            log.warning("the database stayed busy; the next start settles the last sends")

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._rang.wait()
        except TimeoutError:
            pass

    async def _on_confirmed(self, speech: Speech, confirmation: Confirmation) -> None:
        try:
            if isinstance(confirmation.outcome, Refused):
                await self._sessions.refused(speech.session, confirmation.outcome.why)
        finally:
            self._note(confirmation)

    def _note(self, confirmed: Confirmation | Heard) -> None:
        self._confirmed.append(confirmed)
        if _begins(confirmed):
            self._rang.set()
        elif self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(_CONFIRM_WITHIN, self._rang.set)


def _begins(it: Confirmation | Heard) -> bool:
    """Whether a session begins now that this message has landed, and no moment later."""
    if isinstance(it, Confirmation):
        return it.send.n == 1
    return it.posting.what == What.STEP and it.posting.cue == 0
