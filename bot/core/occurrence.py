"""An occurrence: one dated run of a team break, or a team session somebody began with /stretch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.posting import Posting
from bot.core.script import Script
from bot.core.session import AWAY_LIMIT
from bot.core.teambreak import Cues, TeamBreak

HEADS_UP = timedelta(minutes=5)
DELAY = timedelta(minutes=10)
#: A break that cannot begin within this is missed.
LATE = timedelta(minutes=10)
#: While it waits for another session in its channel to end, it looks this often.
LOOK_EVERY = timedelta(seconds=5)
#: So long after its end, a start would close the card of an occurrence once more.
CLOSING = AWAY_LIMIT
#: /stretch in one channel: at most one in so long.
STRETCH_EVERY = timedelta(minutes=30)


class Stage(StrEnum):
    """`called`: its heads-up is due or out. Those after `running` are over.

    `made_up`: missed, and begun later by its host.
    """

    PLANNED = "planned"
    CALLED = "called"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    SKIPPED = "skipped"
    MISSED = "missed"
    MADE_UP = "made_up"
    CLOSED = "closed"


OPEN = frozenset({Stage.PLANNED, Stage.CALLED})


class What(StrEnum):
    """What an occurrence says. The last three go to the creator of its break."""

    CALL = "call"
    STEP = "step"
    OVER = "over"
    MISSED = "missed"
    LONELY = "lonely"
    PAUSED = "paused"


TO_CREATOR = frozenset({What.LONELY, What.PAUSED})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """All instants are UTC in timetable time.

    `cue` is the next cue to speak, `posts` how many messages were claimed, `held` by how much its
    cues come later than `starts_at`. Once `pinged` it never pings again.
    """

    id: int
    break_id: int | None
    guild_id: int
    channel_id: int
    host_id: int
    routine: str
    cues: Cues
    planned_at: datetime
    starts_at: datetime
    state: Stage = Stage.PLANNED
    fingerprint: str = ""
    held: timedelta = timedelta()
    cue: int = 0
    posts: int = 0
    delays: int = 0
    pinged: bool = False
    due_at: datetime | None = None
    ended_at: datetime | None = None
    revision: int = 0

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def going_on(self) -> bool:
        return self.open or self.state is Stage.RUNNING

    @property
    def waits(self) -> bool:
        """Its hour has come, and something else goes on in its channel."""
        return self.open and self.due_at is not None and self.due_at > self.starts_at

    def due(self, script: Script, cue: int) -> datetime:
        """When cue number `cue` is due."""
        return self.starts_at + self.held + script.cues[cue].at

    def shown(self, script: Script) -> int:
        """The last cue that was due."""
        return min(max(self.cue - 1, 0), len(script.cues) - 1)


@dataclass(frozen=True, slots=True)
class Says:
    """Something to say: a message of its own where it `claims`, otherwise an edit of the last."""

    what: What
    cue: int = 0
    claims: bool = False
    pings: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What an occurrence needs to know of the world around it.

    `running` is another occurrence that runs in its channel, `taken` whether somebody's own
    session goes on there; `told` is whether the channel was told of a missed break a short while
    ago.
    """

    team_break: TeamBreak | None = None
    joined: int = 0
    running: Occurrence | None = None
    taken: bool = False
    told: bool = False

    @property
    def busy(self) -> bool:
        return self.taken or self.running is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`plan` is the hour of the break's next occurrence, to be kept if it has no open one."""

    occurrence: Occurrence
    team_break: TeamBreak | None
    says: tuple[Says, ...] = ()
    plan: datetime | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something an occurrence has to say, written down already.

    `live` is its newest message, to be edited where there is no `posting`.
    """

    occurrence: Occurrence
    team_break: TeamBreak | None
    says: Says
    posting: Posting | None = None
    live: tuple[int, int] | None = None


def plan(it: TeamBreak, at: datetime) -> Occurrence:
    """The occurrence of a break at one of its hours, not yet stored (id 0)."""
    return Occurrence(
        id=0,
        break_id=it.id,
        guild_id=it.guild_id,
        channel_id=it.channel_id,
        host_id=it.creator_id,
        routine=it.routine,
        cues=it.cues,
        planned_at=at,
        starts_at=at,
        due_at=at - HEADS_UP,
    )


def at_once(it: Occurrence, now: datetime, wait: timedelta = timedelta()) -> Occurrence:
    """An occurrence nobody planned: called now, to begin after `wait`."""
    return replace(it, planned_at=now + wait, starts_at=now + wait, due_at=now)


def changed(it: Occurrence, **to: object) -> Occurrence:
    return replace(it, revision=it.revision + 1, **to)  # type: ignore[arg-type]
