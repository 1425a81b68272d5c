"""What becomes of an occurrence.

Its rules are asked when it is due, when something it said was taken or refused, and when somebody
presses. Each answers with a verdict: what it is now, what its break is now, and what is to be said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import teambreak as rules
from bot.core.delivery import Delivered, Outcome, Refusal, Refused
from bot.core.occurrence import (
    CLOSING,
    DELAY,
    HEADS_UP,
    LATE,
    LOOK_EVERY,
    TO_CREATOR,
    Facts,
    Occurrence,
    Says,
    Stage,
    Verdict,
    What,
    changed,
)
from bot.core.posting import Posting
from bot.core.script import CueKind, Script
from bot.core.session import (
    AWAY_LIMIT,
    LANDING_LIMIT,
    REAL_GRACE,
    TELL_LIMIT,
    too_late,
)
from bot.core.teambreak import Cues, Standing, TeamBreak


def decide(
    it: Occurrence, facts: Facts, script: Script | None, now: datetime, speed: float = 1
) -> Verdict:
    """What a due occurrence says at `now`, and what it is then."""
    if it.due_at is None or it.due_at > now:
        return Verdict(it, facts.team_break)
    if not it.going_on:  # its card was closed a while ago
        return Verdict(changed(it, due_at=None), facts.team_break)
    if script is None:  # its content has changed
        return _over(it, facts, Stage.CLOSED, now)
    if it.state is Stage.RUNNING:
        return _go_on(it, facts, script, now, speed)
    if it.state is Stage.PLANNED and now < it.starts_at:
        return _call(it, facts)
    if now - it.starts_at > max(LATE, REAL_GRACE * speed):
        return _missed(it, facts, now)
    if facts.busy:
        return _wait(it, facts, now)
    return _start(it, facts, script, now, speed)


def heard(
    it: Occurrence,
    facts: Facts,
    script: Script | None,
    posting: Posting,
    outcome: Outcome,
    now: datetime,
) -> Verdict:
    """What follows once it is known what came of one of its messages."""
    if posting.what in TO_CREATOR:
        return Verdict(it, _told(facts.team_break, posting, outcome))
    if isinstance(outcome, Delivered):
        own = rules.welcomed(facts.team_break) if facts.team_break else None
        return Verdict(_landed(it, script, posting, now), own)
    return _refused(it, facts, posting, outcome, now)


def press_delay(it: Occurrence, delays: int) -> Occurrence:
    """Ten minutes later; a button of before an earlier delay does nothing more."""
    if not it.open or it.delays != delays:
        return it
    starts = it.starts_at + DELAY
    due = starts if it.state is Stage.CALLED else starts - HEADS_UP
    return changed(it, starts_at=starts, due_at=due, delays=delays + 1)


def press_start(it: Occurrence, now: datetime) -> Occurrence:
    """Begins now; one that runs or is over stays as it is."""
    if not it.open:
        return it
    return changed(it, state=Stage.CALLED, starts_at=now, due_at=now)


def make_up(it: Occurrence) -> Occurrence:
    """A missed one begins after all, as another."""
    return changed(it, state=Stage.MADE_UP) if it.state is Stage.MISSED else it


def end(it: Occurrence, facts: Facts, state: Stage, now: datetime) -> Verdict:
    """Skipped or stopped by its host; one that is over already stays as it is."""
    return _over(it, facts, state, now) if it.going_on else Verdict(it, facts.team_break)


def after_away(
    it: Occurrence, facts: Facts, script: Script | None, now: datetime, speed: float = 1
) -> Verdict:
    """What becomes of an occurrence that runs, or just ended, after the bot was away.

    The edit that was made last may not have landed; it is made again. The others just are due.
    """
    if not it.going_on:
        return _close_again(it, facts, now)
    if it.state is not Stage.RUNNING or script is None:
        return Verdict(it, facts.team_break)
    late = now - it.due(script, it.cue)
    if late <= timedelta():
        edits = it.cues is Cues.CARD and it.cue > 1  # the first step is a message of its own
        again = (Says(What.STEP, it.shown(script)),) if edits else ()
        return Verdict(it, facts.team_break, again)
    if late <= max(AWAY_LIMIT, REAL_GRACE * speed):
        held = changed(it, held=it.held + late)
        return Verdict(replace(held, due_at=held.due(script, held.cue)), facts.team_break)
    verdict = _over(it, facts, Stage.CLOSED, now)
    return verdict if late <= TELL_LIMIT else _silent(verdict)


def _call(it: Occurrence, facts: Facts) -> Verdict:
    called = changed(it, state=Stage.CALLED, due_at=it.starts_at, posts=it.posts + 1, pinged=True)
    return Verdict(called, facts.team_break, (Says(What.CALL, claims=True, pings=not it.pinged),))


def _wait(it: Occurrence, facts: Facts, now: datetime) -> Verdict:
    """The later one in a channel waits for the earlier, and its card says so once."""
    waits = changed(it, state=Stage.CALLED, due_at=now + LOOK_EVERY)
    news = it.posts and not it.waits
    return Verdict(waits, facts.team_break, (Says(What.CALL),) if news else ())


def _start(it: Occurrence, facts: Facts, script: Script, now: datetime, speed: float) -> Verdict:
    started = changed(
        it,
        state=Stage.RUNNING,
        fingerprint=script.fingerprint,
        held=now - it.starts_at,
        cue=1,
        posts=it.posts + 1,
        pinged=True,
        due_at=now + LANDING_LIMIT * max(speed, 1),
    )
    says = (Says(What.STEP, 0, claims=True, pings=not it.pinged), Says(What.CALL))
    return Verdict(started, facts.team_break, says if it.posts else says[:1])


def _go_on(it: Occurrence, facts: Facts, script: Script, now: datetime, speed: float) -> Verdict:
    cue = it.cue
    while cue < len(script.cues) - 1 and too_late(it, script, cue, now, speed):
        cue += 1
    if it.due(script, cue) > now:
        later = changed(it, cue=cue)
        return Verdict(replace(later, due_at=later.due(script, cue)), facts.team_break)
    kind = script.cues[cue].kind
    if kind is CueKind.END:
        return _finished(replace(it, cue=cue + 1), facts, now)
    claims = kind is CueKind.STEP and it.cues is Cues.MESSAGES
    spoken = changed(it, cue=cue + 1, posts=it.posts + claims)
    spoken = replace(spoken, due_at=spoken.due(script, cue + 1))
    return Verdict(spoken, facts.team_break, (Says(What.STEP, cue, claims),))


def _finished(it: Occurrence, facts: Facts, now: datetime) -> Verdict:
    before = facts.team_break
    own = rules.attended(before, facts.joined) if before else None
    verdict = _over(it, replace(facts, team_break=own), Stage.FINISHED, now)
    if own is None or own.lonely != rules.ASK_AFTER or (before and before.lonely == own.lonely):
        if own and before and before.active and not own.active:
            told = replace(own, untold=What.LONELY)
            return replace(verdict, team_break=told)
        return verdict
    asking = replace(verdict.occurrence, posts=verdict.occurrence.posts + 1)
    says = (*verdict.says, Says(What.LONELY, claims=True))
    return replace(verdict, occurrence=asking, says=says)


def _missed(it: Occurrence, facts: Facts, now: datetime) -> Verdict:
    """One quiet card, unless the hour is long gone, the channel was told, or the next one is near.

    The next occurrence may itself be late, as long as it can still begin.
    """
    verdict = _over(it, facts, Stage.MISSED, now, TELL_LIMIT)
    if it.posts:  # its heads-up stands there, and becomes that card
        return verdict
    near = verdict.plan is not None and verdict.plan - HEADS_UP <= now
    if facts.told or near or now - it.starts_at > TELL_LIMIT:
        return _silent(verdict)
    missed = replace(verdict.occurrence, posts=it.posts + 1, due_at=None)
    return replace(verdict, occurrence=missed, says=(Says(What.MISSED, claims=True),))


def _over(
    it: Occurrence, facts: Facts, state: Stage, now: datetime, back: timedelta = LATE
) -> Verdict:
    """Ended, with the break's next hour: the first that is at most `back` ago."""
    closing = now + CLOSING if it.posts else None
    over = changed(it, state=state, ended_at=now, due_at=closing)
    own = facts.team_break
    after = max(it.planned_at, now - back)
    said = (Says(What.OVER),) if it.posts else ()
    return Verdict(over, own, said, own.next_after(after) if own else None)


def _silent(verdict: Verdict) -> Verdict:
    return replace(verdict, occurrence=replace(verdict.occurrence, due_at=None), says=())


def _close_again(it: Occurrence, facts: Facts, now: datetime) -> Verdict:
    recent = it.ended_at is not None and now - it.ended_at <= TELL_LIMIT
    # Not put off: many starts in a row must not close the cards of a whole hour again and again.
    closed = it if it.due_at and it.due_at > now else changed(it, due_at=None)
    return Verdict(closed, facts.team_break, (Says(What.OVER),) if recent else ())


def _landed(it: Occurrence, script: Script | None, posting: Posting, now: datetime) -> Occurrence:
    """A session is in step with its first message: it begins when that one has landed."""
    first = posting.what == What.STEP and posting.cue == 0 and it.cue == 1
    if not first or script is None or it.state is not Stage.RUNNING:
        return it
    late = max(now - it.due(script, 0), timedelta())
    begun = changed(it, held=it.held + late)
    return replace(begun, due_at=begun.due(script, begun.cue))


def _refused(
    it: Occurrence, facts: Facts, posting: Posting, outcome: Refused, now: datetime
) -> Verdict:
    own = facts.team_break
    lost = outcome.why in (Refusal.FORBIDDEN, Refusal.GONE)
    if own and own.active and lost:
        own = rules.refused(own, now)
    verdict = Verdict(it, own)
    silenced = posting.cue == 0 or lost  # a later step that came too late is only left out
    started = posting.what == What.STEP and it.state is Stage.RUNNING and silenced
    gone = own is not None and not own.active
    if started or (gone and it.going_on):
        verdict = _over(it, replace(facts, team_break=own), Stage.CLOSED, now)
    if own and own.state is Standing.PAUSED and facts.team_break and facts.team_break.active:
        tells = replace(verdict.occurrence, posts=verdict.occurrence.posts + 1)
        says = (*verdict.says, Says(What.PAUSED, claims=True))
        return replace(verdict, occurrence=tells, says=says)
    return verdict


def _told(own: TeamBreak | None, posting: Posting, outcome: Outcome) -> TeamBreak | None:
    if own is None or isinstance(outcome, Delivered):
        return own
    return rules.changed(own, untold=posting.what)
