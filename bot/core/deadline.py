"""By when what somebody asked must be decided: one deadline for all that their answer takes.

All moments are seconds of one monotonic clock of real time.
"""

from __future__ import annotations

from contextvars import ContextVar

#: A press is answered within three seconds; what cannot be decided in two is "busy, press again".
DECIDE_WITHIN = 2.0

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def received(now: float) -> None:
    """An interaction came in at `now`; what this task decides from here on is its answer."""
    _deadline.set(now + DECIDE_WITHIN)


def left(now: float, at_most: float = DECIDE_WITHIN) -> float:
    """How many seconds may still be spent; `at_most` where nobody's interaction began it."""
    deadline = _deadline.get()
    return at_most if deadline is None else min(max(deadline - now, 0.0), at_most)
