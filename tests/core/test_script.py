from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given

from bot.core.exercise import WORK, Kind, length
from bot.core.options import Options, Posture
from bot.core.script import CueKind, Pace, Script, lay_out
from tests.core.builders import (
    END,
    FINISH,
    LEFT,
    PACES,
    READY,
    RIGHT,
    RIGHT_HALF,
    SCRIPTS,
    SIDES,
    STEPS,
    SWITCH,
    s,
    script,
    step,
)


def test_a_script_says_each_step_its_half_way_and_the_end():
    told = [(cue.at, cue.kind, cue.step) for cue in script().cues]

    assert told == [
        (s(0), CueKind.STEP, 0),
        (s(10), CueKind.STEP, 1),
        (s(25), CueKind.HALFWAY, 1),
        (s(40), CueKind.STEP, 2),
        (s(45), CueKind.STEP, 3),
        (s(60), CueKind.HALFWAY, 3),
        (s(75), CueKind.STEP, 4),
        (s(90), CueKind.END, 4),
    ]


@given(SCRIPTS)
def test_a_script_is_as_long_as_its_steps_together(told: Script):
    assert told.length == sum((step.length for step in told.steps), timedelta())


@given(SCRIPTS)
def test_cues_come_one_after_the_other_and_never_together(told: Script):
    assert all(before.at < cue.at for before, cue in pairwise(told.cues))


@given(SCRIPTS)
def test_every_step_starts_once_when_the_steps_before_it_are_over(told: Script):
    starts = [(cue.at, cue.step) for cue in told.cues if cue.kind is CueKind.STEP]
    ends = list(accumulate((step.length for step in told.steps), initial=timedelta()))

    assert starts == [(ends[n], n) for n in range(len(told.steps))]


@given(SCRIPTS)
def test_half_way_lies_in_the_middle_of_its_own_step(told: Script):
    for n, cue in enumerate(told.cues):
        if cue.kind is CueKind.HALFWAY:
            start = told.cues[told.step_cue(cue.step)].at

            assert told.cues[n - 1].at == start
            assert abs((cue.at - start) * 2 - told.steps[cue.step].length) <= timedelta.resolution


@given(SCRIPTS)
def test_half_way_is_said_in_long_work_and_nowhere_else(told: Script):
    halved = [cue.step for cue in told.cues if cue.kind is CueKind.HALFWAY]

    assert halved == [
        n for n, it in enumerate(told.steps) if it.kind in WORK and it.length >= s(20)
    ]


@pytest.mark.parametrize("kind", sorted(WORK))
def test_half_way_is_said_from_twenty_seconds_on(kind: Kind):
    shorter, longer = script(step(kind, 19)), script(step(kind, 20))

    assert [len(shorter.cues), len(longer.cues)] == [2, 3]


@given(SCRIPTS)
def test_a_script_ends_once_and_last(told: Script):
    kinds = [cue.kind for cue in told.cues]

    assert kinds.index(CueKind.END) == len(kinds) - 1
    assert told.cues[-1].step == len(told.steps) - 1


@given(STEPS, PACES)
def test_pace_touches_movement_only(steps: tuple, pace: Pace):
    told = lay_out("id", "Title", steps, pace)

    for before, paced in zip(steps, told.steps, strict=True):
        factor = pace.factor if before.kind is Kind.MOVE else 1

        assert paced == replace(before, length=before.length * factor)


@pytest.mark.parametrize(
    ("pace", "seconds"), [(Pace.SLOW, 105), (Pace.NORMAL, 90), (Pace.BRISK, 81)]
)
def test_slow_takes_a_quarter_longer_and_brisk_is_shorter(pace: Pace, seconds: float):
    assert script(pace=pace).length == s(seconds)


@given(STEPS, STEPS, PACES)
def test_fingerprints_are_equal_exactly_where_the_cues_are(one: tuple, other: tuple, pace: Pace):
    first, second = script(*one), script(*other, pace=pace)

    assert (first.fingerprint == second.fingerprint) == (first.cues == second.cues)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(SIDES[:-1], id="a step less"),
        pytest.param((*SIDES, step(Kind.REST, 5)), id="a step more"),
        pytest.param((*SIDES[:-1], step(Kind.FINISH, 16)), id="a longer step"),
        pytest.param((SIDES[0], step(Kind.REST, 30), *SIDES[2:]), id="no half-way"),
        pytest.param((SIDES[1], SIDES[0], *SIDES[2:]), id="another order"),
    ],
)
def test_a_fingerprint_changes_with_the_cues(other: tuple):
    assert script(*other).fingerprint != script().fingerprint


def test_a_fingerprint_outlives_a_better_wording():
    reworded = tuple(replace(it, lines=("Slower.",), title="New") for it in SIDES)

    assert script(*reworded).fingerprint == script().fingerprint


TWO_WAYS = (
    step(Kind.READY, 10, standing="Stand near a chair."),
    step(Kind.MOVE, 30, "Up, back.", seated="Sit tall.", standing="Feet apart."),
)


@pytest.mark.parametrize(
    ("posture", "lines"),
    [
        (Posture.SEATED, [(), ("Up, back.", "Sit tall.")]),
        (Posture.STANDING, [("Stand near a chair.",), ("Up, back.", "Feet apart.")]),
    ],
)
def test_a_person_is_told_the_lines_of_their_posture_only(posture: Posture, lines: list):
    own = lay_out("x", "X", TWO_WAYS, options=Options(posture))

    assert [it.lines for it in own.steps] == lines
    assert [it.by_posture for it in own.steps] == [{}, {}]


def test_a_script_for_everybody_tells_both_and_runs_as_a_persons_does():
    shared = lay_out("x", "X", TWO_WAYS)

    assert shared.steps == TWO_WAYS
    assert shared.fingerprint == lay_out("x", "X", TWO_WAYS, options=Options()).fingerprint


def test_a_fingerprint_fits_its_column():
    assert len(script().fingerprint) == 12


def test_the_next_step_after_half_way_is_the_one_after_it():
    told = script()

    assert [told.next_step_cue(n) for n in range(len(told.cues))] == [
        RIGHT,
        SWITCH,
        SWITCH,
        LEFT,
        FINISH,
        FINISH,
        END,
        END,
    ]


def test_a_cue_knows_its_step_and_a_step_its_cue():
    told = script()

    assert told.step_of(RIGHT_HALF) is told.steps[1]
    assert told.step_of(END) is told.steps[4]
    assert [told.step_cue(n) for n in range(5)] == [READY, RIGHT, SWITCH, LEFT, FINISH]


def test_steps_laid_out_at_normal_pace_stay_as_they_are():
    assert script().steps == SIDES
    assert script().length == length(SIDES)
