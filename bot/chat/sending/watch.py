"""Counts at the wire, where discord.py's own retries pass too."""

from __future__ import annotations

import aiohttp

from bot.core.figures import Figures

_TOO_MANY_REQUESTS = 429


def watch(trace: aiohttp.TraceConfig, figures: Figures) -> aiohttp.TraceConfig:
    """Adds to a trace of the HTTP client that every 429 is counted."""

    async def count(
        _session: aiohttp.ClientSession, _context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if end.response.status == _TOO_MANY_REQUESTS:
            figures.rate_limited()

    trace.on_request_end.append(count)
    return trace
