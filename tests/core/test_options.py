from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.exercise import Breath, Kind, Step
from bot.core.options import (
    BREATHS,
    DmSteps,
    Options,
    Pictures,
    Posture,
    read_breath,
    read_options,
)
from bot.core.script import Pace, lay_out

OPTIONS = st.builds(
    Options,
    posture=st.sampled_from(Posture),
    breath=st.none() | st.sampled_from(BREATHS),
    left_out=st.frozensets(st.sampled_from(["neck-rolls", "shoulder-rolls", "sitting-exercise"])),
    pictures=st.sampled_from(Pictures),
    dm_steps=st.sampled_from(DmSteps),
)


def step(kind: Kind, seconds: int, exercise: str = "", breath: Breath | None = None) -> Step:
    return Step(kind, timedelta(seconds=seconds), exercise=exercise, breath=breath)


STEPS = (
    step(Kind.READY, 10),
    step(Kind.MOVE, 40, "rolls"),
    step(Kind.READY, 5, "breathing"),
    step(Kind.BREATHE, 60, "breathing", Breath(4, 6)),
    step(Kind.FINISH, 10),
)


@given(OPTIONS)
def test_what_is_spelled_is_read_again(options: Options) -> None:
    assert read_options(options.spelled()) == options


@pytest.mark.parametrize("text", ["", "seated", "seated|9-9||moving|messages", "x||||"])
def test_what_was_never_spelled_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_options(text)


def test_a_breath_that_is_not_on_offer_is_not_read() -> None:
    with pytest.raises(ValueError, match="7-7"):
        read_breath("7-7")


def test_a_left_out_exercise_goes_with_its_window() -> None:
    script = lay_out("x", "X", STEPS, options=Options(left_out=frozenset({"breathing"})))

    assert [it.kind for it in script.steps] == [Kind.READY, Kind.MOVE, Kind.FINISH]


@pytest.mark.parametrize("breath", BREATHS)
def test_another_breath_is_breathed_whole_and_takes_about_as_long(breath: Breath) -> None:
    script = lay_out("x", "X", STEPS, Pace.SLOW, Options(breath=breath))
    breathing = script.steps[3]

    assert breathing.breath == breath
    assert breathing.length % breath.length == timedelta()
    assert abs(breathing.length - timedelta(seconds=60)) <= breath.length / 2
