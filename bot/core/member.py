"""A person who has used the bot, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: Grows when the safety text changes in substance; an older acceptance is asked for again.
SAFETY_VERSION = 1


@dataclass(frozen=True, slots=True)
class Member:
    """Instants are UTC, real time. `zone` is the one they chose last; none is ever guessed."""

    id: int
    safety_version: int | None = None
    safety_accepted_at: datetime | None = None
    dm_channel_id: int | None = None
    zone: str | None = None
