"""What is counted and looked at, for whoever watches the bot from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.core.delivery import Outcome


class Figures(Protocol):
    """Counts what happens. Nothing waits for it and nothing depends on it."""

    def sent(self, outcome: Outcome) -> None:
        """A message was posted, edited or removed, or could not be."""
        ...

    def rate_limited(self) -> None:
        """Discord answered a call with 429."""
        ...

    def asked(self, kind: str) -> None:
        """A person used a command or pressed a button."""
        ...


class Uncounted:
    """Figures nobody looks at."""

    def sent(self, outcome: Outcome) -> None: ...

    def rate_limited(self) -> None: ...

    def asked(self, kind: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the bot is at this moment, in real seconds.

    `latency` is the gateway's, None where it is not known. `due_lag` is how long the earliest due
    moment has been waiting, `trouble` why nothing can be saved.
    """

    connected: bool
    latency: float | None
    due_lag: float
    running: int
    trouble: str | None = None
