"""A person who has used the bot, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.options import Options
from bot.core.script import Pace

#: Grows when the safety text changes in substance; an older acceptance is asked for again.
SAFETY_VERSION = 1


@dataclass(frozen=True, slots=True)
class Member:
    """Instants are UTC, real time. `zone` is an IANA name; `working_hours` is for `parse_hours`."""

    id: int
    safety_version: int | None = None
    safety_accepted_at: datetime | None = None
    dm_channel_id: int | None = None
    pace: Pace = Pace.NORMAL
    options: Options = field(default_factory=Options)
    zone: str | None = None
    working_hours: str | None = None
