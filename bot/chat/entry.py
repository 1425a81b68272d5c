"""The way in: where Discord is, one try to get in, and trying for as long as it takes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.sending.brake import TOO_MANY_REQUESTS, pause_asked
from bot.core.errors import TokenRefused, UnhunchError

log = logging.getLogger(__name__)

_UNAUTHORIZED = 401
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
#: After a 429: never sooner, and not even a ban is waited out for longer before the next try.
_SHORTEST_WAIT, _LONGEST_WAIT = 3.0, 600.0
_LONGEST_REASON = 200
_Answer = TypeVar("_Answer")


# The bot does not speak in voice channels, so it need not be warned about what that would take.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


class EntryRefused(UnhunchError):
    """Discord does not take what it was asked, for another reason than the token; `answer` says
    what it answered.
    """

    def __init__(self, text: str, answer: str) -> None:
        super().__init__(f"{text} {answer}")
        self.answer = answer


class OutOfReach(UnhunchError):
    """Discord does not answer: no network, or trouble on its side."""


class RateLimited(OutOfReach):
    """Discord asks to wait; `pause` says for how long, in seconds."""

    def __init__(self, text: str, pause: float) -> None:
        super().__init__(text)
        self.pause = pause


def point_at(api_url: str, gateway_url: str) -> None:
    """Sends every client of this process there: discord.py keeps both on its classes."""
    Route.BASE = api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


async def attempt(call: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """One try. Raises `TokenRefused`, `EntryRefused`, `OutOfReach` or `RateLimited`."""
    try:
        return await call()
    except discord.LoginFailure as error:
        raise TokenRefused from error
    except (aiohttp.ClientError, OSError, TimeoutError, discord.DiscordServerError) as error:
        raise OutOfReach(f"Discord is out of reach ({error})") from error
    except discord.HTTPException as error:
        _refuse(error)


async def until_it_works(call: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """Tries again while Discord is out of reach. Raises `TokenRefused` or `EntryRefused`."""
    pause = _FIRST_PAUSE
    while True:
        try:
            return await attempt(call)
        except RateLimited as error:
            log.warning("%s; trying again in %d s", error, error.pause)
            await asyncio.sleep(error.pause)
        except OutOfReach as error:
            log.warning("%s; trying again in %d s", error, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _refuse(error: discord.HTTPException) -> NoReturn:
    if error.status == _UNAUTHORIZED:
        raise TokenRefused from error
    reason = " ".join(error.text.split())[:_LONGEST_REASON] or error.response.reason
    if error.status == TOO_MANY_REQUESTS:
        pause = pause_asked(error, _SHORTEST_WAIT, _LONGEST_WAIT)
        raise RateLimited(f"Discord asks to wait ({reason})", pause) from error
    answer = f"(status {error.status}, code {error.code}): {reason}"
    raise EntryRefused("Discord does not let the bot in", answer) from error
