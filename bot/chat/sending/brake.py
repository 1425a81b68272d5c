"""Stops the sending where going on would cost the bot its place on Discord."""

from __future__ import annotations

import asyncio
import logging
import time

import discord

log = logging.getLogger(__name__)

_DMS_TOO_FAST = 40003
TOO_MANY_REQUESTS = 429
_UNAUTHORIZED = 401
#: Discord names no time for these; the window in which it counts invalid requests is ten minutes.
_HALT_FOR = 600.0


class Brake:
    """Pulled by three answers: direct messages opened too fast, a ban at Discord's gate, a token
    that is no longer good. `revoked` is set at the last one.
    """

    def __init__(self) -> None:
        self.revoked = asyncio.Event()
        self._until = 0.0

    @property
    def pulled(self) -> bool:
        """Whether nothing may be sent now."""
        return time.monotonic() < self._until

    def feel(self, error: discord.HTTPException) -> None:
        """Looks at an error; says so in the log where it stops the sending."""
        if error.code == _DMS_TOO_FAST or _is_ban(error):
            self._until = time.monotonic() + _HALT_FOR
            log.error(
                "Discord asks to stop (status %s, code %s); nothing is sent for %d s",
                *(error.status, error.code, _HALT_FOR),
            )
        elif error.status == _UNAUTHORIZED and not error.code:
            self._until = float("inf")
            log.error("Discord no longer accepts the token; nothing is sent any more")
            self.revoked.set()


def _is_ban(error: discord.HTTPException) -> bool:
    """Whether this 429 is a page from the gate before Discord, whose own rate limits are JSON."""
    kind = error.response.headers.get("Content-Type", "")
    return error.status == TOO_MANY_REQUESTS and not kind.startswith("application/json")


def pause_asked(error: discord.HTTPException, shortest: float, longest: float) -> float:
    """How long a 429 says to wait, in seconds; between these two whatever it says."""
    try:
        told = float(error.response.headers.get("Retry-After", shortest))
    except ValueError:  # HTTP allows a date there
        told = shortest
    return min(max(shortest, told), longest)
