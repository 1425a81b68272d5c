"""What every request says of its sender: Discord may block those that do not say it."""

from __future__ import annotations

from types import SimpleNamespace

import aiohttp
import discord

from bot import __version__

#: In the form that Discord asks for: the library and its version; behind it, who uses the library.
USER_AGENT = (
    f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__}) "
    f"Unhunch/{__version__}"
)


def introduce(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """Adds the header to every request of a client, also where discord.py sends none itself: with
    answers to interactions.
    """

    async def sign(
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        request: aiohttp.TraceRequestStartParams,
    ) -> None:
        request.headers["User-Agent"] = USER_AGENT

    trace.on_request_start.append(sign)
    return trace
