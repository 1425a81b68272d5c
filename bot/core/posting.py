"""Messages that occurrences and reminders owe: decided, claimed under a nonce, confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.delivery import Outcome


class Owner(StrEnum):
    """Whose message it is; the letter stands in its nonce."""

    OCCURRENCE = "o"
    REMINDER = "r"


@dataclass(frozen=True, slots=True)
class Posting:
    """One message owed; `n` counts its owner's. `claimed_at` is real time."""

    owner: Owner
    owner_id: int
    n: int
    what: str
    cue: int
    revision: int
    claimed_at: datetime
    pings: bool = False

    @property
    def nonce(self) -> str:
        """Names this message for ever; at most 25 characters."""
        return f"{self.owner}{self.owner_id}.{self.n}"


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a posting."""

    posting: Posting
    outcome: Outcome
