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


def left(now: float) -> float:
    """How many seconds may still be spent; all of them where nobody's interaction began it."""
    deadline = _deadline.get()
    return DECIDE_WITHIN if deadline is None else max(deadline - now, 0.0)
