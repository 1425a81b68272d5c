"""Servers the bot comes into and is removed from."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.core.ports import Clock
from bot.core.team_ports import Guilds, Moment

log = logging.getLogger(__name__)

#: What belongs to a server is forgotten so long after the bot was removed from it. Real time.
KEPT_FOR = timedelta(days=30)


class Servers:
    """Stops the breaks of a server that is gone at once, and forgets it later."""

    def __init__(self, guilds: Guilds, clock: Clock) -> None:
        self._guilds = guilds
        self._clock = clock

    async def changed(self, guild_id: int, there: bool) -> None:
        """The bot came into a server, or was removed from it."""
        if there:
            await self._guilds.welcome(guild_id)
        else:
            await self._remove(guild_id)

    async def learnt(self, there: frozenset[int]) -> None:
        """Every server the bot is in: it may have been removed from others while it was down."""
        for guild_id in await self._guilds.known() - there:
            await self._remove(guild_id)
        for guild_id in await self._guilds.removed() & there:
            await self._guilds.welcome(guild_id)

    async def purge(self) -> None:
        """Forgets what was kept long enough."""
        gone = await self._guilds.purge(self._clock.real_now() - KEPT_FOR)
        if gone:
            log.info("forgotten servers=%d", gone)

    async def _remove(self, guild_id: int) -> None:
        log.info("removed from a server; its breaks stop server=%d", guild_id)
        at = Moment(self._clock.now(), self._clock.real_now())
        await self._guilds.remove(guild_id, at)
