"""A session: one run of a script. Its position is computed, never counted, so nothing drifts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.core.options import DmSteps, Options
from bot.core.script import CueKind, Pace, Script

#: A session left paused this long is closed.
PAUSE_LIMIT = timedelta(minutes=30)
#: After the bot was away: a session at most this late moves on by what it missed, others close.
AWAY_LIMIT = timedelta(minutes=2)
#: A session closed longer ago than this gets no word on its card; `/relax` offers to continue it.
TELL_LIMIT = timedelta(hours=1)
#: ... and that offer is made for this long.
OFFER_LIMIT = timedelta(days=1)
#: A half-way word later than this helps nobody.
HALFWAY_LIMIT = timedelta(seconds=5)
#: A session waits this long for its first message to land before it goes on without.
LANDING_LIMIT = timedelta(minutes=1)
#: In a rehearsal no step is late, and no restart too long, under this many real seconds.
REAL_GRACE = timedelta(seconds=10)


class Place(StrEnum):
    """Where a session speaks."""

    PRIVATE = "private"
    DM = "dm"
    CHANNEL = "channel"


class State(StrEnum):
    """`stopped` is the person's doing, `closed` the bot's (a long pause, an outage).

    `lost` is closed without a word: its person is offered to continue at their next `/relax`.
    """

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    CLOSED = "closed"
    LOST = "lost"


#: A session in one of these states is going on; a person has at most one.
GOING_ON = frozenset({State.RUNNING, State.PAUSED})


class Verb(StrEnum):
    """What a button asks of a session."""

    PAUSE = "pause"
    RESUME = "resume"
    BACK = "back"
    SKIP = "skip"
    STOP = "stop"


class Timed(Protocol):
    """Something that runs a script."""

    def due(self, script: Script, cue: int) -> datetime: ...


#: These lead to another step.
JUMPS = frozenset({Verb.BACK, Verb.SKIP})


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, where, and from which place; pace None: as they usually do."""

    source: str
    place: Place
    pace: Pace | None = None
    guild_id: int | None = None
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One run. All instants are UTC in timetable time.

    `asked` is the place its person wanted, `place` where it speaks after all. `cue` is the number
    of the next cue to speak, `sends` how many sends were claimed for it, `due_at` when it next
    needs the dispatcher. `held` is by how much its cues come later than at the start (paused,
    moved, jumped back), `jumped` how much of its script was passed over without doing it.
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
    options: Options
    fingerprint: str
    state: State
    started_at: datetime
    held: timedelta
    jumped: timedelta
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

    def active(self, now: datetime) -> timedelta:
        """How long its person has been at it, without pauses and what was passed over."""
        return self.position(now) - self.jumped

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


def begin(
    member_id: int,
    asked: Request,
    script: Script,
    now: datetime,
    cue: int = 0,
    options: Options | None = None,
) -> Session:
    """A session that starts now at `cue`, not yet stored (id 0).

    The answer to the press shows a private session's first cue; elsewhere the dispatcher posts it.
    """
    at = script.cues[cue].at
    session = Session(
        id=0,
        member_id=member_id,
        asked=asked.place,
        place=asked.place,
        guild_id=asked.guild_id,
        channel_id=asked.channel_id,
        source=asked.source,
        pace=asked.pace or Pace.NORMAL,
        options=options or Options(),
        fingerprint=script.fingerprint,
        state=State.RUNNING,
        started_at=now,
        held=-at,
        jumped=at,
        paused_at=None,
        ended_at=None,
        cue=cue + 1 if asked.place is Place.PRIVATE else cue,
        sends=0,
        due_at=None,
        revision=0,
    )
    return _armed(session, script)


def advance(session: Session, script: Script, now: datetime, speed: float = 1) -> Decision:
    """What a due session says at `now`, and what it is then.

    A step may be late until the next one is due; a later one is left out, so that a late cue
    never delays the next. `speed` is how many seconds of the timetable pass in a real one.
    """
    if session.state is State.PAUSED:
        return Decision(close(session, now) if _pause_is_over(session, now) else session)
    if session.state is not State.RUNNING or session.due(script, session.cue) > now:
        return Decision(session)
    cue = session.cue
    while cue < len(script.cues) - 1 and too_late(session, script, cue, now, speed):
        cue += 1
    if session.due(script, cue) > now:
        return Decision(_armed(_changed(session, cue=cue), script))
    claims = script.cues[cue].kind is not CueKind.HALFWAY
    return Decision(_spoken(session, script, cue, claims, now, speed), cue, claims)


def is_silent(session: Session) -> bool:
    """Whether steps after the first are edits of its message."""
    return session.place is Place.DM and session.options.dm_steps is DmSteps.EDITS


def landed(session: Session, script: Script, now: datetime) -> Session:
    """The session once it is known what came of its first message: it begins then, however late."""
    posting = session.state is State.RUNNING and session.place is not Place.PRIVATE
    if not posting or session.sends != 1:
        return session
    late = max(now - session.due(script, session.cue - 1), timedelta())
    return _armed(_changed(session, held=session.held + late), script)


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


def skip(session: Session, script: Script, now: datetime) -> Session:
    """Goes on with the next step, or with the end, at once."""
    return _jump(session, script, script.next_step_cue(session.shown(script)), now)


def back(session: Session, script: Script, now: datetime) -> Session:
    """Does the step before once more; before the first step there is none."""
    step = script.cues[session.shown(script)].step
    return _jump(session, script, script.step_cue(step - 1), now) if step else session


def press(
    session: Session, script: Script, verb: Verb, now: datetime, step: int | None = None
) -> Session:
    """The session after a button; the same value where the button has nothing left to do.

    `step` is the step the pressed card stood at: Back and Skip lead away from that one only, so
    that pressing twice does it once.
    """
    moved_on = step is not None and script.cues[session.shown(script)].step != step
    if verb in JUMPS and moved_on:
        return session
    match verb:
        case Verb.PAUSE:
            return pause(session, now)
        case Verb.RESUME:
            return resume(session, script, now)
        case Verb.BACK:
            return back(session, script, now)
        case Verb.SKIP:
            return skip(session, script, now)
        case Verb.STOP:
            return stop(session, now)


def move_to_private(session: Session, script: Script, now: datetime) -> Session:
    """The session begun anew at the step it stands at, on the private card that answered it."""
    if session.state is not State.RUNNING:
        return session
    cue = where_it_stood(session, script)
    held = now - session.started_at - script.cues[cue].at
    return _armed(_changed(session, place=Place.PRIVATE, held=held, cue=cue), script)


def after_away(
    session: Session, script: Script, cue: int, now: datetime, speed: float = 1
) -> Session:
    """What becomes of a running session whose first unspoken cue is `cue`, after the bot was away.

    A little late, and every later cue moves by that much; later than that, the session is closed.
    """
    due = session.due(script, cue)
    late = now - due
    if session.state is not State.RUNNING:
        return session
    if late <= timedelta():
        # It may have been waiting for its first message to land.
        return _armed(_changed(session), script) if session.due_at != due else session
    if late > away_limit(speed):
        return close(session, due)
    return _armed(_changed(session, held=session.held + late), script)


def away_limit(speed: float) -> timedelta:
    """Later than this nothing is made up for after the bot was away."""
    return max(AWAY_LIMIT, REAL_GRACE * speed)


def lose(session: Session) -> Session:
    """A closed session whose person was not told."""
    return _changed(session, state=State.LOST) if session.state is State.CLOSED else session


def found(session: Session) -> Session:
    """A lost session whose person was told now."""
    return _changed(session, state=State.CLOSED) if session.state is State.LOST else session


def where_it_stood(session: Session, script: Script) -> int:
    """The cue of the step an ended session stood at: where to continue it."""
    return script.step_cue(script.cues[session.shown(script)].step)


def _jump(session: Session, script: Script, cue: int, now: datetime) -> Session:
    if not session.going_on:
        return session
    at = script.cues[cue].at
    there = _changed(
        session,
        state=State.RUNNING,
        paused_at=None,
        held=now - session.started_at - at,
        jumped=session.jumped + at - session.position(now),
        cue=cue,
    )
    if session.place is not Place.PRIVATE:
        return _armed(there, script)
    # The answer to the press shows a private session's card, the end's too.
    there = replace(there, cue=cue + 1)
    over = script.cues[cue].kind is CueKind.END
    return _ended(there, State.FINISHED, now) if over else _armed(there, script)


def _spoken(
    session: Session, script: Script, cue: int, claims: bool, now: datetime, speed: float
) -> Session:
    counted = replace(session, cue=cue + 1, sends=session.sends + claims)
    if script.cues[cue].kind is CueKind.END:
        # Told late, it was over in its time all the same.
        return _ended(counted, State.FINISHED, session.due(script, cue))
    spoken = _armed(_changed(counted), script)
    if session.sends == 0 and session.place is not Place.PRIVATE:
        next_due = session.due(script, cue + 1)
        return replace(spoken, due_at=max(next_due, now + LANDING_LIMIT * max(speed, 1)))
    return spoken


def too_late(it: Timed, script: Script, cue: int, now: datetime, speed: float) -> bool:
    """Whether a cue helps nobody any more: a step when the next one is due, half-way sooner."""
    due = it.due(script, cue)
    next_step = it.due(script, script.next_step_cue(cue))
    if script.cues[cue].kind is CueKind.HALFWAY:
        return now >= min(due + HALFWAY_LIMIT, next_step)
    grace = REAL_GRACE * speed if speed > 1 else timedelta()
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
