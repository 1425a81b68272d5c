"""A session: one run of a script. Its position is computed, never counted, so nothing drifts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.script import CueKind, Pace, Script

#: A session left paused this long is closed.
PAUSE_LIMIT = timedelta(minutes=30)
#: After the bot was away: a session at most this late moves on by what it missed, others close.
AWAY_LIMIT = timedelta(minutes=2)
#: A half-way word later than this helps nobody.
HALFWAY_LIMIT = timedelta(seconds=5)


class Place(StrEnum):
    """Where a session speaks."""

    PRIVATE = "private"
    DM = "dm"
    CHANNEL = "channel"


class State(StrEnum):
    """`closed` is the bot's doing (a long pause, an outage), `stopped` the person's."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    CLOSED = "closed"


#: A session in one of these states is going on; a person has at most one.
GOING_ON = frozenset({State.RUNNING, State.PAUSED})


class Verb(StrEnum):
    """What a button asks of a session."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for: which script, where, how fast, and from which place it was asked."""

    source: str
    place: Place
    pace: Pace = Pace.NORMAL
    guild_id: int | None = None
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One run. All instants are UTC in timetable time.

    `asked` is the place its person wanted, `place` where it speaks after all. `cue` is the number
    of the next cue to speak, `held` all the time it was paused or moved, `sends` how many sends
    were claimed for it, `due_at` when it next needs the dispatcher.
    `revision` grows with every change: a change is only written over the revision it was made from.
    """

    id: int
    member_id: int
    asked: Place
    place: Place
    guild_id: int | None
    channel_id: int | None
    source: str
    pace: Pace
    fingerprint: str
    state: State
    started_at: datetime
    held: timedelta
    paused_at: datetime | None
    ended_at: datetime | None
    cue: int
    sends: int
    due_at: datetime | None
    revision: int

    @property
    def going_on(self) -> bool:
        return self.state in GOING_ON

    def position(self, now: datetime) -> timedelta:
        """How far into its script the session is."""
        return (self.ended_at or self.paused_at or now) - self.started_at - self.held

    def due(self, script: Script, cue: int) -> datetime:
        """When cue number `cue` is due."""
        return self.started_at + self.held + script.cues[cue].at

    def shown(self, script: Script) -> int:
        """The last cue that was due: what the live card stands at."""
        return min(max(self.cue - 1, 0), len(script.cues) - 1)


@dataclass(frozen=True, slots=True)
class Decision:
    """A session as it is after a wake, and the cue it speaks.

    `claims` is true where the cue is a send of its own; otherwise it is a silent edit.
    """

    session: Session
    cue: int | None = None
    claims: bool = False


def begin(member_id: int, asked: Request, script: Script, now: datetime) -> Session:
    """A session that starts now, not yet stored (id 0).

    The answer to the press shows a private session's first cue; elsewhere the dispatcher posts it.
    """
    session = Session(
        id=0,
        member_id=member_id,
        asked=asked.place,
        place=asked.place,
        guild_id=asked.guild_id,
        channel_id=asked.channel_id,
        source=asked.source,
        pace=asked.pace,
        fingerprint=script.fingerprint,
        state=State.RUNNING,
        started_at=now,
        held=timedelta(),
        paused_at=None,
        ended_at=None,
        cue=1 if asked.place is Place.PRIVATE else 0,
        sends=0,
        due_at=None,
        revision=0,
    )
    return _armed(session, script)


def advance(session: Session, script: Script, now: datetime, grace: timedelta) -> Decision:
    """What a due session says at `now`, and what it is then.

    A step may be late until the next one is due, but always by `grace`; a step later than that
    is left out, so that a late cue never delays the next.
    """
    if session.state is State.PAUSED:
        return Decision(close(session, now) if _pause_is_over(session, now) else session)
    if session.state is not State.RUNNING or session.due(script, session.cue) > now:
        return Decision(session)
    cue = session.cue
    while cue < len(script.cues) - 1 and _too_late(session, script, cue, now, grace):
        cue += 1
    if session.due(script, cue) > now:
        return Decision(_armed(_changed(session, cue=cue), script))
    claims = script.cues[cue].kind is not CueKind.HALFWAY
    return Decision(_spoken(session, script, cue, claims, now), cue, claims)


def pause(session: Session, now: datetime) -> Session:
    """Holds a running session where it is; any other stays as it is."""
    if session.state is not State.RUNNING:
        return session
    return _changed(session, state=State.PAUSED, paused_at=now, due_at=now + PAUSE_LIMIT)


def resume(session: Session, script: Script, now: datetime) -> Session:
    """Lets a paused session go on from where it was held; any other stays as it is."""
    if session.state is not State.PAUSED or session.paused_at is None:
        return session
    held = session.held + (now - session.paused_at)
    return _armed(_changed(session, state=State.RUNNING, held=held, paused_at=None), script)


def stop(session: Session, now: datetime) -> Session:
    """Ends a session that is going on, because its person said so."""
    return _ended(session, State.STOPPED, now)


def close(session: Session, now: datetime) -> Session:
    """Ends a session that is going on, because it cannot go on by itself."""
    return _ended(session, State.CLOSED, now)


def press(session: Session, script: Script, verb: Verb, now: datetime) -> Session:
    """The session after a button; the same value where the button has nothing left to do."""
    if verb is Verb.PAUSE:
        return pause(session, now)
    if verb is Verb.RESUME:
        return resume(session, script, now)
    return stop(session, now)


def move_to_private(session: Session, script: Script, now: datetime) -> Session:
    """The session begun anew at the step it stands at, on the private card that answered it."""
    if session.state is not State.RUNNING:
        return session
    cue = script.step_cue(script.cues[session.shown(script)].step)
    held = now - session.started_at - script.cues[cue].at
    return _armed(_changed(session, place=Place.PRIVATE, held=held, cue=cue), script)


def after_away(
    session: Session, script: Script, cue: int, now: datetime, limit: timedelta
) -> Session:
    """What becomes of a running session whose first unspoken cue is `cue`, after the bot was away.

    Up to `limit` late every later cue moves by that much; a later session is closed.
    """
    late = now - session.due(script, cue)
    if session.state is not State.RUNNING or late <= timedelta():
        return session
    if late > limit:
        return close(session, session.due(script, cue))
    return _armed(_changed(session, held=session.held + late), script)


def _spoken(session: Session, script: Script, cue: int, claims: bool, now: datetime) -> Session:
    counted = replace(session, cue=cue + 1, sends=session.sends + claims)
    if script.cues[cue].kind is CueKind.END:
        return _ended(counted, State.FINISHED, now)
    return _armed(_changed(counted), script)


def _too_late(session: Session, script: Script, cue: int, now: datetime, grace: timedelta) -> bool:
    due = session.due(script, cue)
    next_step = session.due(script, script.next_step_cue(cue))
    if script.cues[cue].kind is CueKind.HALFWAY:
        return now >= min(due + HALFWAY_LIMIT, next_step)
    return now >= max(next_step, due + grace)


def _pause_is_over(session: Session, now: datetime) -> bool:
    return session.paused_at is not None and now - session.paused_at >= PAUSE_LIMIT


def _ended(session: Session, state: State, now: datetime) -> Session:
    if not session.going_on:
        return session
    ended_at = session.paused_at or now
    return _changed(session, state=state, ended_at=ended_at, paused_at=None, due_at=None)


def _armed(session: Session, script: Script) -> Session:
    return replace(session, due_at=session.due(script, session.cue))


def _changed(session: Session, **to: object) -> Session:
    return replace(session, revision=session.revision + 1, **to)  # type: ignore[arg-type]
