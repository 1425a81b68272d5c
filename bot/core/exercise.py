"""Exercises, routines and the steps they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil

#: How fast a step's text may be asked to be read, in words a second of the window before it.
READING_SPEED = 3


class Kind(StrEnum):
    """What a step asks of the body."""

    READY = "ready"
    MOVE = "move"
    BREATHE = "breathe"
    HOLD = "hold"
    SWITCH = "switch"
    REST = "rest"
    FINISH = "finish"


#: Steps in which the text of the step after them is read.
WINDOWS = frozenset({Kind.READY, Kind.SWITCH, Kind.REST})
#: Steps in which something is done, and half of it can be over.
WORK = frozenset({Kind.MOVE, Kind.BREATHE, Kind.HOLD})


class Side(StrEnum):
    """The side of the person who moves, not of the one who looks."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Breath:
    """One breath: whole seconds in, whole seconds out, no hold."""

    seconds_in: int = 4
    seconds_out: int = 6

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.seconds_in + self.seconds_out)


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction with a length: at most two short lines, of the exercise with that id.

    `seated` and `standing` are a last line for those who sit, and for those who stand.
    """

    kind: Kind
    length: timedelta
    title: str = ""
    lines: tuple[str, ...] = ()
    exercise: str = ""
    side: Side | None = None
    reps: int | None = None
    breath: Breath | None = None
    seated: str = ""
    standing: str = ""

    @property
    def by_posture(self) -> dict[str, str]:
        """What differs: the name of a posture, and its line."""
        both = {"seated": self.seated, "standing": self.standing}
        return {name: line for name, line in both.items() if line}

    @property
    def breaths(self) -> int:
        """How many whole breaths fit; 0 where the step is not about breathing."""
        return self.length // self.breath.length if self.breath else 0


@dataclass(frozen=True, slots=True)
class Exercise:
    """One thing to do with the body. `steps` starts with work; `arrive` is the window before."""

    id: str
    title: str
    purpose: str
    cautions: tuple[str, ...]
    more: str
    arrive: Step
    steps: tuple[Step, ...]
    finish: Step

    @property
    def whole(self) -> tuple[Step, ...]:
        """Arrive, the exercise, finish: what `/relax` plays when asked for this exercise alone."""
        return (self.arrive, *self.steps, self.finish)


@dataclass(frozen=True, slots=True)
class Part:
    """An exercise inside a routine; `work` and `reps` replace the exercise's own where given."""

    exercise: str
    before: Step | None = None
    work: timedelta | None = None
    reps: int | None = None

    def steps(self, exercise: Exercise) -> Iterator[Step]:
        if self.before:
            yield replace(self.before, exercise=exercise.id)
        for step in exercise.steps:
            yield self._dosed(step) if step.kind in WORK else step

    def _dosed(self, step: Step) -> Step:
        length = self.work or step.length
        reps = self.reps if self.reps and step.kind is Kind.MOVE else step.reps
        return replace(step, length=length, reps=reps)


@dataclass(frozen=True, slots=True)
class Routine:
    """An ordered choice of exercises with a total length."""

    id: str
    title: str
    purpose: str
    length: timedelta
    steps: tuple[Step, ...]

    @property
    def whole(self) -> tuple[Step, ...]:
        """Every step from arriving to finishing."""
        return self.steps


def length(steps: Sequence[Step]) -> timedelta:
    """How long the steps take one after the other."""
    return sum((step.length for step in steps), timedelta())


def words(step: Step) -> int:
    """How many words of a step are to be read where both postures are told, with their names."""
    told = (f"{name} {line}" for name, line in step.by_posture.items())
    return sum(len(line.split()) for line in (*step.lines, *told))


def shape_faults(steps: Sequence[Step], safety_words: int) -> Iterator[tuple[int, str]]:
    """What is wrong with the order of whole steps and with the time to read them.

    Yields the position of the step at fault and a reason. `safety_words` stand in the first
    window of every session and are read there as well.
    """
    for at, (before, step) in enumerate(pairwise(steps), start=1):
        if step.kind not in WORK:
            continue
        if before.kind not in WINDOWS:
            yield (
                at,
                f"a {step.kind} step needs a ready, switch or rest step before it to be read in",
            )
            continue
        asked = words(before) + words(step) + (safety_words if at == 1 else 0)
        room = int(before.length.total_seconds() * READING_SPEED)
        if asked > room:
            seconds = ceil(asked / READING_SPEED)
            yield (
                at,
                f"{asked} words to read in a window with room for {room}; "
                f"shorten them, or give the {before.kind} before it {seconds} s",
            )
