"""What Discord's refusals mean for us, by code: one code comes with several statuses."""

from __future__ import annotations

import discord

from bot.chat.sending.brake import TOO_MANY_REQUESTS
from bot.core.delivery import Refusal, Refused

_BY_CODE = {
    10003: Refusal.GONE,  # unknown channel
    10004: Refusal.GONE,  # unknown guild
    10008: Refusal.GONE,  # unknown message
    10013: Refusal.GONE,  # unknown user
    10015: Refusal.TOKEN_OVER,  # unknown webhook
    10062: Refusal.TOKEN_OVER,  # unknown interaction
    50001: Refusal.FORBIDDEN,  # missing access
    50007: Refusal.DMS_CLOSED,  # cannot send messages to this user
    50013: Refusal.FORBIDDEN,  # missing permissions
    50027: Refusal.TOKEN_OVER,  # invalid webhook token
    50083: Refusal.FORBIDDEN,  # the thread is archived
    50278: Refusal.DMS_CLOSED,  # no server in common
}

#: Passing troubles that discord.py raises at once instead of trying again.
_PASSING = frozenset({500, 502, 503, 504, 520, 522, 524, 529})


def is_passing(error: discord.HTTPException) -> bool:
    """Whether to try again; discord.py itself has waited out a 429 that came with `Via`."""
    waited_out = bool(error.response.headers.get("Via"))
    return error.status in _PASSING or (error.status == TOO_MANY_REQUESTS and not waited_out)


def refused(error: discord.HTTPException) -> Refused:
    """What this error means for the message that met it."""
    return Refused(_BY_CODE.get(error.code, Refusal.FAILED))
