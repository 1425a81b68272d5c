"""Moving the timetable on to whatever comes next, without knowing what that is.

What is due stands in the bot's own database, which is none of the playground's business. So the
clock is moved on in small steps, and after each the playground waits for a real moment: did the bot
write? Small steps first, that a step of a session is not jumped over; longer ones later, yet short
enough for what may be a few minutes late.
"""

from __future__ import annotations

from collections.abc import Iterator

from .server import Server
from .world import Event, Message, User

#: So many steps of so many seconds of the timetable: two minutes, ten minutes, a day.
STEPS = ((24, 5.0), (16, 30.0), (360, 240.0))
#: A bot reads its CLOCK_FILE every quarter of a second; then it has to write.
LOOK_SECONDS = 0.6
WRITES = ("MESSAGE_CREATE", "MESSAGE_UPDATE")


class Skipper:
    """One search for the next thing due at a time."""

    def __init__(self, discord: Server) -> None:
        self._discord = discord
        self._stopped = False
        self.running = False
        self.skipped = 0.0
        self.outcome = ""

    async def run(self) -> None:
        """Skip until the bot writes, someone stops it, or a day has gone by."""
        if self.running:
            return
        self.running, self._stopped, self.skipped, self.outcome = True, False, 0.0, ""
        written = _Written(self._discord.bot)
        stop_listening = self._discord.world.subscribe(written)
        try:
            self.outcome = await self._search(written)
        finally:
            stop_listening()
            self.running = False
            self._tell()

    def stop(self) -> None:
        self._stopped = True
        self._discord.pulse.beat()

    async def _search(self, written: _Written) -> str:
        for step in _steps():
            self.skipped += step
            self._discord.set_clock(skip=step)
            await self._discord.pulse.wait(lambda: written.newest or self._stopped, LOOK_SECONDS)
            if written.newest is not None:
                return f"Skipped {_span(self.skipped)}: the bot wrote."
            if self._stopped:
                return f"Stopped after {_span(self.skipped)}."
        return f"Skipped {_span(self.skipped)}: nothing was due."

    def _tell(self) -> None:
        self._discord.world.announce(Event("PLAYGROUND_CLOCK", {}))


class _Written:
    """Hears whether the bot wrote anything since the search began."""

    def __init__(self, bot: User) -> None:
        self._bot = bot
        self.newest: Message | None = None

    def __call__(self, event: Event) -> None:
        message = event.message
        if message is not None and message.author is self._bot and event.name in WRITES:
            self.newest = message


def _steps() -> Iterator[float]:
    for count, seconds in STEPS:
        for _ in range(count):
            yield seconds


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"
