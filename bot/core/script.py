"""A script: steps and a person's options, laid out as cues."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.core.exercise import WINDOWS, WORK, Breath, Kind, Step, length
from bot.core.options import Options, Posture

#: A shorter step is over before a half-way word helps.
HALFWAY_FROM = timedelta(seconds=20)


class Pace(StrEnum):
    """How fast movement goes. Breath and windows keep their length."""

    SLOW = "slow"
    NORMAL = "normal"
    BRISK = "brisk"

    @property
    def factor(self) -> float:
        return {Pace.SLOW: 1.25, Pace.NORMAL: 1.0, Pace.BRISK: 0.85}[self]


class CueKind(StrEnum):
    """What happens at a cue."""

    STEP = "step"
    HALFWAY = "halfway"
    END = "end"


@dataclass(frozen=True, slots=True)
class Cue:
    """A moment in a script. `step` is the step it belongs to; the end belongs to the last one."""

    at: timedelta
    kind: CueKind
    step: int


@dataclass(frozen=True, slots=True)
class Script:
    """Steps with their final lengths, and the cues in the order they come."""

    source: str
    title: str
    steps: tuple[Step, ...]
    cues: tuple[Cue, ...]

    @property
    def length(self) -> timedelta:
        return self.cues[-1].at

    @property
    def fingerprint(self) -> str:
        """Changes when the cues would: a session is only continued on the script it began with."""
        told = "|".join(f"{cue.at}{cue.kind}{cue.step}" for cue in self.cues)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def step_of(self, cue: int) -> Step:
        """The step that cue number `cue` belongs to."""
        return self.steps[self.cues[cue].step]

    def next_step_cue(self, cue: int) -> int:
        """The first cue after `cue` that starts a step or ends the script; at the end `cue`."""
        later = (n for n in range(cue + 1, len(self.cues)) if self.cues[n].kind != CueKind.HALFWAY)
        return next(later, cue)

    def step_cue(self, step: int) -> int:
        """The cue that starts step number `step`."""
        return next(
            n for n, cue in enumerate(self.cues) if cue.step == step and cue.kind == CueKind.STEP
        )


def lay_out(
    source: str,
    title: str,
    steps: Sequence[Step],
    pace: Pace = Pace.NORMAL,
    options: Options | None = None,
) -> Script:
    """The script of these steps as a person wants them. Needs at least one step.

    Without options it is for everybody: its steps tell both postures.
    """
    wanted = options or Options()
    kept = list(_without(steps, wanted.left_out))
    own = tuple(_breathed(_paced(step, pace), wanted.breath) for step in kept)
    if options:
        own = tuple(_told_to(step, options.posture) for step in own)
    return Script(source, title, own, tuple(_cues(own)))


def _without(steps: Sequence[Step], left_out: frozenset[str]) -> Iterator[Step]:
    """The steps without these exercises, and without windows that then follow a window."""
    before: Step | None = None
    for step in steps:
        again = bool(left_out) and before is not None and {before.kind, step.kind} <= WINDOWS
        if step.exercise not in left_out and not again:
            yield step
            before = step


def _paced(step: Step, pace: Pace) -> Step:
    return replace(step, length=step.length * pace.factor) if step.kind is Kind.MOVE else step


def _breathed(step: Step, breath: Breath | None) -> Step:
    """The step with another breath, and as many whole ones as take its time."""
    if step.breath is None or breath is None:
        return step
    count = max(round(step.length / breath.length), 1)
    return replace(step, breath=breath, length=count * breath.length)


def _told_to(step: Step, posture: Posture) -> Step:
    """The step with the line of one posture only."""
    own = step.by_posture.get(posture)
    return replace(step, lines=(*step.lines, own) if own else step.lines, seated="", standing="")


def _cues(steps: tuple[Step, ...]) -> Iterator[Cue]:
    at = timedelta()
    for n, step in enumerate(steps):
        yield Cue(at, CueKind.STEP, n)
        if step.kind in WORK and step.length >= HALFWAY_FROM:
            yield Cue(at + step.length / 2, CueKind.HALFWAY, n)
        at += step.length
    yield Cue(length(steps), CueKind.END, len(steps) - 1)
