"""What somebody at the page can let go wrong, whether it does just now, and how it is mended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from .errors import Payload
from .faults import Fault
from .people import Person
from .permissions import may_send
from .places import Channel
from .server import Server
from .world import Channel as ChannelRecord
from .world import Event, User

SLOW_SECONDS = 2.0
SPEAKING = ("send_messages", "send_messages_in_threads")


class Trouble:
    """The switches. Each is named as on the page; all but those of a person hold for everyone."""

    def __init__(self, discord: Server) -> None:
        self._discord = discord
        self._faults: dict[str, Fault] = {}
        self._with_process = asyncio.Lock()
        self._switches: dict[str, Callable[[bool, Person, ChannelRecord], Awaitable[None]]] = {
            "dms": self._dms,
            "permission": self._permission,
            "slow": self._slow,
            "failing": self._failing,
            "gateway": self._gateway,
            "process": self._process,
        }

    def state(self, user: User, place: ChannelRecord | None) -> Payload:
        """Which trouble there is; None where there is nothing to switch."""
        process = self._discord.process
        return {
            "dms": not user.dms_open,
            "permission": self._muted(place),
            "slow": "slow" in self._faults,
            "failing": "failing" in self._faults,
            "gateway": False if self._discord.bot_online else None,
            "process": None if process is None else not process.running,
        }

    def _muted(self, place: ChannelRecord | None) -> bool | None:
        bot = self._discord.bot
        if place is None or place.guild is None or bot.id not in place.guild.members:
            return None
        return not may_send(place, bot)

    async def turn(self, name: str, on: bool, person: Person, place: ChannelRecord) -> None:
        """Make this trouble, or end it. LookupError for one there is not."""
        await self._switches[name](on, person, place)
        self._discord.world.announce(Event("PLAYGROUND_TROUBLE", {}))

    async def _dms(self, on: bool, person: Person, _: ChannelRecord) -> None:
        if on:
            person.close_dms()
        else:
            person.open_dms()
        self._note(f"{person.name}'s DMs are {'closed' if on else 'open'}")

    async def _permission(self, on: bool, _: Person, place: ChannelRecord) -> None:
        if place.guild is None:
            raise LookupError("In a direct message there is no permission to take.")
        home = Channel(self._discord.stage, place.parent or place)
        if on:
            home.deny(self._discord.bot, *SPEAKING)
        else:
            home.allow(self._discord.bot, *SPEAKING)
        self._note(f"the bot {'may not' if on else 'may'} write in #{home.name}")

    async def _slow(self, on: bool, _: Person, __: ChannelRecord) -> None:
        faults = self._discord.faults
        self._switch("slow", faults.slow(SLOW_SECONDS) if on else None)
        self._note(f"every request takes {SLOW_SECONDS:g} s" if on else "requests are quick again")

    async def _failing(self, on: bool, _: Person, __: ChannelRecord) -> None:
        self._switch("failing", self._discord.faults.ratio(1.0) if on else None)
        self._note("every request is answered 503" if on else "requests are answered again")

    def _switch(self, name: str, fault: Fault | None) -> None:
        known = self._faults.pop(name, None)
        if known is not None:
            self._discord.faults.drop(known)
        if fault is not None:
            self._faults[name] = fault

    async def _gateway(self, _: bool, __: Person, ___: ChannelRecord) -> None:
        self._note("the gateway dropped its connections")
        await self._discord.close_gateway()

    async def _process(self, on: bool, _: Person, __: ChannelRecord) -> None:
        process = self._discord.process
        if process is None:
            raise LookupError("The bot's process is not ours to end.")
        # A process that was killed is there until it has been waited for.
        async with self._with_process:
            self._note("kill -9" if on else "the bot's process is started")
            if on:
                await process.kill()
            elif not process.running:
                await process.start()

    def _note(self, text: str) -> None:
        self._discord.ledger.note(text)
