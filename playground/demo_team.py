"""The demo's second act: Grace plans a team break, Ada joins, and everybody stretches together."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from .people import Person
from .playground import Playground
from .seen import Message

SECONDS = 60.0
AHEAD, HEADS_UP = timedelta(minutes=8), timedelta(minutes=5)
INSTANT = re.compile(r"<t:(\d+):F>")


class TeamPlay:
    """One break, from its plan to its last card."""

    def __init__(self, discord: Playground) -> None:
        self._discord = discord
        self._ada, self._grace = discord.person("Ada"), discord.person("Grace")
        self._channel = discord.guild("Studio").channel("general")

    async def run(self) -> None:
        """Play it; TimeoutError when it does not come to an end in time."""
        hour = await self._plan()
        self._wait_less(hour)
        call = await self._discord.until(lambda: self._newest("Start now"), SECONDS)
        assert call is not None
        await self._answer(self._ada, call, "Join")
        await (await self._grace.press(call, "Start now")).answered(SECONDS)
        await self._discord.until(lambda: self._newest("Join next time"), SECONDS)

    async def _plan(self) -> float:
        """Save a break some minutes ahead; the real instant it is at, as the bot says it."""
        discord = self._discord
        options = {"time": f"{discord.clock.reads() + AHEAD:%H:%M}", "zone": "UTC"}
        options |= {"days": "daily", "routine": "ninety-second-reset"}
        act = await self._grace.slash("teambreak create", options, channel=self._channel)
        saved = await self._answer(self._grace, await act.message(SECONDS), "Save")
        found = INSTANT.search(saved.text)
        assert found, saved.text
        return float(found[1])

    def _wait_less(self, hour: float) -> None:
        """Move the clock to shortly before the heads-up."""
        clock = self._discord.clock
        real = hour - datetime.now(UTC).timestamp()
        ahead = real * clock.speed - HEADS_UP.total_seconds() - clock.speed
        self._discord.set_clock(skip=max(ahead, 0))

    async def _answer(self, person: Person, message: Message, label: str) -> Message:
        return await (await person.press(message, label)).message(SECONDS)

    def _newest(self, label: str) -> Message | None:
        """The newest message in the channel with this button."""
        for message in reversed(self._channel.messages):
            if any(button.label == label for button in message.buttons):
                return message
        return None
