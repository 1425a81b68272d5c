"""The two clocks: the world's, and the timetable's, which a rehearsal may run faster."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.ports import Anchor

#: Beyond these a rehearsal rehearses nothing: ten thousand times the speed, a hundred years.
_FASTEST, _FARTHEST = 10_000.0, 100 * 366 * 86_400.0


@dataclass(frozen=True, slots=True)
class Steering:
    """What `CLOCK_FILE` says: the speed, and all the seconds skipped forward since it was made."""

    speed: float
    skip: float


class SystemClock:
    """The system's clock; the timetable goes on from `anchor`, now `speed` times as fast."""

    def __init__(self, speed: float = 1.0, anchor: Anchor | None = None) -> None:
        start = _system_now()
        self._anchor = anchor or Anchor(start, start, speed=speed)
        self.steer(Steering(speed, self._anchor.skipped))

    @property
    def anchor(self) -> Anchor:
        return self._anchor

    @property
    def speed(self) -> float:
        return self._anchor.speed

    def now(self) -> datetime:
        """Timetable time."""
        return self._anchor.shown + (_system_now() - self._anchor.real) * self.speed

    def real_now(self) -> datetime:
        """The world's time."""
        return _system_now()

    def real(self, at: datetime) -> datetime:
        """The real instant at which the timetable reads `at`."""
        return self._anchor.real + (at - self._anchor.shown) / self.speed

    def steer(self, to: Steering) -> bool:
        """Takes over a new speed, and skips what was not skipped yet; whether anything changed."""
        if to == Steering(self.speed, self._anchor.skipped):
            return False
        shown = self.now() + timedelta(seconds=max(to.skip - self._anchor.skipped, 0.0))
        self._anchor = Anchor(_system_now(), shown, to.skip, to.speed)
        return True


def read_steering(file: Path) -> Steering | None:
    """What the file says, or None where there is no file or it cannot be read just now."""
    try:
        told = json.loads(file.read_text())
        steering = Steering(float(told.get("speed", 1)), float(told.get("skip", 0)))
    except (OSError, ValueError, AttributeError, TypeError):
        return None
    sound = 0 < steering.speed <= _FASTEST and 0 <= steering.skip <= _FARTHEST
    return steering if sound else None


def _system_now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
