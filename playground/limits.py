"""Rate limits, counted in real seconds: a global one per bot, and a bucket per route and place.

The numbers for single routes are what people observe; Discord documents none of them.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from enum import Enum
from functools import cache


@dataclass(frozen=True, slots=True)
class Rule:
    """So many requests in so many seconds."""

    limit: int
    seconds: float


class Bucket(Enum):
    """Routes that share a rule. Each route and place still counts for itself."""

    POST_MESSAGE = "post_message"
    EDIT_MESSAGE = "edit_message"
    DELETE_MESSAGE = "delete_message"
    WEBHOOK = "webhook"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Limits:
    """Every rule of the server; give other numbers to make a test short or a limit disappear."""

    everything: Rule = Rule(50, 1.0)
    post_message: Rule = Rule(5, 5.0)
    edit_message: Rule = Rule(5, 5.0)
    delete_message: Rule = Rule(5, 1.0)
    webhook: Rule = Rule(5, 2.0)
    other: Rule = Rule(50, 1.0)
    old_edit: Rule = Rule(3, 6.0)
    old_after_seconds: float = 3600.0

    def rule(self, bucket: Bucket) -> Rule:
        found: Rule = getattr(self, bucket.value)
        return found


@dataclass(slots=True)
class Window:
    """One running count: it starts with its first request and ends `seconds` later."""

    rule: Rule
    ends_at: float = 0.0
    used: int = 0

    def spend(self, now: float) -> bool:
        """Count one request; False when none was left."""
        if now >= self.ends_at:
            self.ends_at, self.used = now + self.rule.seconds, 0
        self.used += 1
        return self.used <= self.rule.limit

    def remaining(self) -> int:
        return max(0, self.rule.limit - self.used)

    def reset_after(self, now: float) -> float:
        return max(0.0, self.ends_at - now)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and the headers that say how much is left."""

    allowed: bool
    headers: dict[str, str]
    retry_after: float = 0.0
    is_global: bool = False


@dataclass(slots=True)
class Meter:
    """Counts requests against the limits."""

    limits: Limits
    _everything: Window = field(init=False)
    _windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._everything = Window(self.limits.everything)

    def spend_global(self) -> Verdict:
        """Count a request of the bot against its 50 a second."""
        now = time.monotonic()
        if self._everything.spend(now):
            return Verdict(True, {})
        headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
        return Verdict(False, headers, self._everything.reset_after(now), is_global=True)

    def spend(self, route: str, place: str, rule: Rule) -> Verdict:
        """Count a request against its route's bucket for this place."""
        now = time.monotonic()
        window = self._windows.setdefault((route, place), Window(rule))
        allowed = window.spend(now)
        headers = _headers(route, window, now)
        if allowed:
            return Verdict(True, headers)
        headers["X-RateLimit-Scope"] = "user"
        return Verdict(False, headers, window.reset_after(now))


def _headers(route: str, window: Window, now: float) -> dict[str, str]:
    left = window.reset_after(now)
    return {
        "X-RateLimit-Limit": str(window.rule.limit),
        "X-RateLimit-Remaining": str(window.remaining()),
        "X-RateLimit-Reset": f"{time.time() + left:.3f}",
        "X-RateLimit-Reset-After": f"{left:.3f}",
        "X-RateLimit-Bucket": _bucket_id(route),
    }


@cache
def _bucket_id(route: str) -> str:
    return hashlib.sha256(route.encode()).hexdigest()[:32]
