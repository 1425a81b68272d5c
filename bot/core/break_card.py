"""What the cards of a team break say, as values. All instants in them are real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.occurrence import Occurrence, What
from bot.core.script import Script
from bot.core.teambreak import TeamBreak


@dataclass(frozen=True, slots=True)
class Pings:
    """Who is called: a role, or people by name, or nobody."""

    role_id: int | None = None
    members: tuple[int, ...] = ()


NOBODY = Pings()


@dataclass(frozen=True, slots=True)
class CallCard:
    """The heads-up, before the session begins.

    `rehearsed` is its hour as the timetable reads it, in its zone, where a rehearsal's clock makes
    that another than the real one.
    """

    occurrence: Occurrence
    title: str
    length: timedelta
    starts_at: datetime
    joined: int = 0
    pings: Pings = NOBODY
    rehearsed: datetime | None = None


@dataclass(frozen=True, slots=True)
class SharedCard:
    """The session everybody follows, at one of its cues."""

    occurrence: Occurrence
    script: Script
    cue: int
    ends_at: datetime
    pings: Pings = NOBODY


@dataclass(frozen=True, slots=True)
class OverCard:
    """An occurrence that is over, or whose session stands further down."""

    occurrence: Occurrence
    title: str
    joined: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CreatorCard:
    """Told to the creator of a break alone. `missing` are names of permissions."""

    occurrence: Occurrence
    team_break: TeamBreak
    what: What
    title: str
    missing: tuple[str, ...] = ()


BreakCard = CallCard | SharedCard | OverCard | CreatorCard
