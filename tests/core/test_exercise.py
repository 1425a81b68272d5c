from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.exercise import (
    READING_SPEED,
    WINDOWS,
    WORK,
    Breath,
    Exercise,
    Kind,
    Part,
    Routine,
    length,
    shape_faults,
    words,
)
from bot.core.library import Library
from tests.core.builders import SIDES, s, step

ROLLS = Exercise(
    id="shoulder-rolls",
    title="Shoulder rolls",
    purpose="Moves the upper back.",
    cautions=("Gently.",),
    more="",
    arrive=SIDES[0],
    steps=SIDES[1:4],
    finish=SIDES[4],
)
SHORT = Routine("short", "Short", "Quick.", s(90), SIDES)


def eight_words_in(seconds: float, before: Kind = Kind.READY):
    return (
        step(before, seconds),
        step(Kind.MOVE, 30, "one two three four", "five six seven eight"),
    )


def test_an_exercise_alone_is_arriving_the_work_and_finishing():
    assert ROLLS.whole == SIDES


def test_a_routine_is_its_own_steps():
    assert SHORT.whole == SIDES


def test_a_part_without_wishes_is_the_exercise_as_it_is():
    assert tuple(Part("shoulder-rolls").steps(ROLLS)) == ROLLS.steps


def test_a_part_begins_with_its_own_window():
    window = step(Kind.REST, 10, "Now take a seat.")

    first = next(Part("shoulder-rolls", before=window).steps(ROLLS))
    assert first == replace(window, exercise="shoulder-rolls")


def test_a_parts_work_changes_work_and_leaves_windows():
    lengths = [it.length for it in Part("shoulder-rolls", work=s(45)).steps(ROLLS)]

    assert lengths == [s(45), s(5), s(45)]


def test_a_parts_reps_count_movements_only():
    mixed = replace(ROLLS, steps=(step(Kind.MOVE, reps=12), step(Kind.BREATHE), step(Kind.SWITCH)))

    assert [it.reps for it in Part("shoulder-rolls", reps=8).steps(mixed)] == [8, None, None]


def test_a_part_without_reps_keeps_the_exercises_own():
    mixed = replace(ROLLS, steps=(step(Kind.MOVE, reps=12),))

    assert [it.reps for it in Part("shoulder-rolls").steps(mixed)] == [12]


def test_the_length_of_steps_is_their_sum():
    assert length(SIDES) == s(90)
    assert length(()) == timedelta()


def test_only_whole_breaths_count():
    assert step(Kind.BREATHE, 69, breath=Breath()).breaths == 6
    assert step(Kind.MOVE, 60).breaths == 0


def test_a_breath_is_longer_out_than_in_unless_asked_otherwise():
    assert Breath() == Breath(seconds_in=4, seconds_out=6)
    assert Breath(5, 5).length == s(10)


def test_words_of_all_lines_are_read():
    assert words(step(Kind.MOVE, 30, "Right shoulder: up, back.", "Slow;  neck soft.")) == 7


def test_both_postures_are_read_with_their_names():
    both = step(Kind.MOVE, 30, "Up, back.", seated="Sit tall.", standing="Feet apart, knees soft.")

    assert words(both) == 2 + 3 + 5
    assert both.by_posture == {"seated": "Sit tall.", "standing": "Feet apart, knees soft."}
    assert words(step(Kind.REST, 10, standing="Take a seat.")) == 4


@pytest.mark.parametrize("window", sorted(WINDOWS))
def test_text_that_can_be_read_in_the_window_before_is_fine(window: Kind):
    assert list(shape_faults(eight_words_in(3, window), safety_words=0)) == []


MEND = "shorten them, or give the ready before it 4 s"


@pytest.mark.parametrize("work", sorted(WORK))
def test_a_word_too_many_for_the_window_is_named_with_both_numbers(work: Kind):
    long = (step(Kind.READY, 3), step(work, 30, " ".join(["word"] * (3 * READING_SPEED + 1))))

    assert list(shape_faults(long, safety_words=0)) == [
        (1, "10 words to read in a window with room for 9; " + MEND)
    ]


def test_the_windows_own_words_are_read_in_it_too():
    own = (step(Kind.READY, 3, "Stand near a chair."), eight_words_in(3)[1])

    assert list(shape_faults(own, safety_words=0)) == [
        (1, "12 words to read in a window with room for 9; " + MEND)
    ]


def test_the_safety_line_is_read_in_the_first_window_only():
    twice = (*eight_words_in(6), *eight_words_in(3))

    assert list(shape_faults(twice, safety_words=10)) == []
    assert [at for at, _ in shape_faults(twice, safety_words=11)] == [1]


@pytest.mark.parametrize("before", sorted(set(Kind) - WINDOWS))
def test_work_needs_a_window_before_it(before: Kind):
    steps = (step(Kind.READY, 10), step(before, 30), step(Kind.MOVE, 30))

    assert (2, "a move step needs a ready, switch or rest step before it to be read in") in list(
        shape_faults(steps, safety_words=0)
    )


def test_windows_and_the_finish_are_read_while_they_last():
    steps = (*eight_words_in(10), step(Kind.FINISH, 3, " ".join(["word"] * 30)))

    assert list(shape_faults(steps, safety_words=0)) == []


def test_every_fault_is_named_not_only_the_first():
    wrong = (*eight_words_in(2), step(Kind.HOLD, 10), *eight_words_in(1))

    assert [at for at, _ in shape_faults(wrong, safety_words=0)] == [1, 2, 4]


def test_a_library_finds_routines_and_exercises_by_id():
    library = Library({"short": SHORT}, {"shoulder-rolls": ROLLS})

    assert library.find("short") is SHORT
    assert library.find("shoulder-rolls") is ROLLS
    assert library.find("moon-walk") is None


def test_a_library_offers_routines_first_each_in_its_order():
    longer, necks = replace(SHORT, id="long"), replace(ROLLS, id="neck-rolls")
    library = Library(
        {"short": SHORT, "long": longer}, {"shoulder-rolls": ROLLS, "neck-rolls": necks}
    )

    assert [it.id for it in library] == ["short", "long", "shoulder-rolls", "neck-rolls"]
