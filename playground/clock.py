"""The file through which the playground steers a bot's timetable clock."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(slots=True)
class ClockFile:
    """`{"speed": n, "skip": seconds}`: how fast timetable time runs, how far it was moved on."""

    path: Path
    speed: float = 1.0
    skip: float = 0.0
    _elapsed: float = 0.0
    _since: float = field(default_factory=time.monotonic)
    _began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def set(self, *, speed: float | None = None, skip: float = 0.0) -> None:
        """Change the speed, or move `skip` more seconds forward, and write the file."""
        now = time.monotonic()
        self._elapsed += (now - self._since) * self.speed
        self._since = now
        self.speed = self.speed if speed is None else speed
        self.skip += skip
        self.write()

    def write(self) -> None:
        """Write atomically: whoever reads sees the old state or the new one."""
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps({"speed": self.speed, "skip": self.skip}))
        beside.replace(self.path)

    def elapsed(self) -> float:
        """Seconds of timetable time since the playground started."""
        return self._elapsed + (time.monotonic() - self._since) * self.speed + self.skip

    def reads(self) -> datetime:
        """About what a bot's timetable clock reads that was started with this file."""
        return self._began + timedelta(seconds=self.elapsed())
