from __future__ import annotations

from contextvars import copy_context

import pytest

from bot.core.deadline import DECIDE_WITHIN, left, received


def after_receipt(seconds: float, at_most: float = DECIDE_WITHIN) -> float:
    """What is left so long after an interaction came in."""

    def story() -> float:
        received(100.0)
        return left(100.0 + seconds, at_most)

    return copy_context().run(story)


@pytest.mark.parametrize(("seconds", "rest"), [(0, 2.0), (1.5, 0.5), (2, 0.0), (60, 0.0)])
def test_what_is_left_shrinks_from_the_receipt_on_and_is_never_negative(
    seconds: float, rest: float
):
    assert after_receipt(seconds) == rest


@pytest.mark.parametrize(("seconds", "rest"), [(0, 0.8), (1.5, 0.5), (3, 0.0)])
def test_one_part_of_an_answer_gets_at_most_its_share(seconds: float, rest: float):
    assert after_receipt(seconds, at_most=0.8) == rest


def test_what_nobody_waits_for_has_all_its_time():
    assert left(1e9) == DECIDE_WITHIN
    assert left(1e9, at_most=0.8) == 0.8
