"""The rules by themselves, where the flows do not come by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import occurrence_rules as rules
from bot.core import reminder as reminders
from bot.core.delivery import Delivered, Refusal, Refused
from bot.core.occurrence import Facts, Occurrence, Stage, What, plan
from bot.core.posting import Owner, Posting
from bot.core.reminder import State, Verb
from bot.core.script import Pace, lay_out
from bot.core.teambreak import (
    PAUSE_AFTER,
    Standing,
    TeamBreak,
    attended,
    refused,
    save,
    welcomed,
)
from tests.flows.fakes import START
from tests.flows.stage import CIRCLES

from .stage import draft, reminder

SCRIPT = lay_out("circles", "Circles", CIRCLES.whole, Pace.NORMAL)
OWN = replace(save(draft(), START), id=1)
RUNNING = replace(
    plan(OWN, START),
    id=1,
    state=Stage.RUNNING,
    fingerprint=SCRIPT.fingerprint,
    cue=1,
    posts=2,
    due_at=START + SCRIPT.cues[1].at,
)


def posting(what: str, n: int = 1, cue: int = 0, owner: Owner = Owner.OCCURRENCE) -> Posting:
    return Posting(owner, 1, n, what, cue, 0, START)


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@given(st.floats(0, 200))
def test_a_late_cue_is_left_out_and_never_delays_the_next(late: float) -> None:
    now = START + after(10 + late)

    verdict = rules.decide(RUNNING, Facts(OWN), SCRIPT, now)

    it = verdict.occurrence
    if it.state is Stage.RUNNING:
        assert it.due_at == START + SCRIPT.cues[it.cue].at
        said = it.cue - 1 if verdict.says else it.cue
        assert all(SCRIPT.cues[n].at <= now - START for n in range(1, said))


def test_a_half_way_word_that_is_late_waits_for_the_next_step() -> None:
    halfway = replace(RUNNING, cue=2, due_at=START + after(25))

    verdict = rules.decide(halfway, Facts(OWN), SCRIPT, START + after(31))

    assert verdict.says == ()
    assert (verdict.occurrence.cue, verdict.occurrence.due_at) == (3, START + after(40))


def test_changed_content_closes_it_and_plans_the_next() -> None:
    verdict = rules.decide(RUNNING, Facts(OWN), None, START + after(10))

    assert verdict.occurrence.state is Stage.CLOSED
    assert verdict.plan is not None
    assert verdict.plan > START


def test_what_is_not_due_stays_as_it_is() -> None:
    assert rules.decide(RUNNING, Facts(OWN), SCRIPT, START).occurrence == RUNNING
    assert rules.after_away(RUNNING, Facts(OWN), SCRIPT, START).occurrence == RUNNING
    assert rules.after_away(plan(OWN, START), Facts(OWN), SCRIPT, START).says == ()


def test_a_step_in_the_middle_that_came_too_late_ends_nothing() -> None:
    late = Refused(Refusal.LATE)

    verdict = rules.heard(RUNNING, Facts(OWN), SCRIPT, posting(What.STEP, 3, 2), late, START)

    assert verdict.occurrence == RUNNING
    assert verdict.team_break == OWN


def test_a_session_whose_first_message_never_came_is_over() -> None:
    late = Refused(Refusal.FAILED)

    verdict = rules.heard(RUNNING, Facts(OWN), SCRIPT, posting(What.STEP, 2), late, START)

    assert verdict.occurrence.state is Stage.CLOSED
    assert verdict.team_break == OWN


def test_a_session_is_in_step_with_its_first_message() -> None:
    landed = START + after(2)

    verdict = rules.heard(
        RUNNING, Facts(OWN), SCRIPT, posting(What.STEP, 2), Delivered(1, 2), landed
    )

    assert verdict.occurrence.due_at == landed + SCRIPT.cues[1].at


def test_only_what_is_missed_is_made_up_for() -> None:
    missed = replace(RUNNING, state=Stage.MISSED)

    assert rules.make_up(RUNNING) == RUNNING
    assert rules.make_up(missed).state is Stage.MADE_UP


@given(st.lists(st.integers(0, 2), max_size=12))
def test_five_lonely_ones_in_a_row_pause_and_no_fewer(joined: list[int]) -> None:
    own: TeamBreak = OWN
    row = longest = 0
    for count in joined:
        own = attended(own, count) if own.active else own
        row = 0 if count else row + 1
        longest = max(longest, row)

    assert (own.state is Standing.PAUSED) == (longest >= PAUSE_AFTER)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_three_refusals_over_half_an_hour_pause_and_a_bad_minute_does_not(gaps: list[int]) -> None:
    own, minute, first = OWN, 0, gaps[0]
    for count, gap in enumerate(gaps, start=1):
        minute += gap
        own = refused(own, START + timedelta(minutes=minute))

        enough = count >= 3 and minute - first >= 30
        assert (own.state is Standing.PAUSED) == enough
        if enough:
            return


def test_a_message_that_was_taken_begins_the_strikes_anew() -> None:
    struck = refused(refused(OWN, START), START + timedelta(minutes=29))
    again = refused(welcomed(struck), START + timedelta(minutes=60))

    assert (again.strikes, again.active) == (1, True)


@pytest.mark.parametrize("times", [["9:30", "10:00"]])
def test_a_paused_break_has_no_next_hour(times: list[str]) -> None:
    paused = replace(OWN, state=Standing.PAUSED)

    assert paused.next_after(START) is None
    assert OWN.next_after(START) == START + after(30 * 60)


def test_a_reminder_that_is_not_due_says_nothing() -> None:
    active = reminder(state=State.ACTIVE)
    stray = replace(active, due_at=START)

    assert reminders.decide(active, (), START).what is None
    assert reminders.decide(stray, (), START).reminder.due_at is None


def test_a_test_message_that_never_left_pauses_it() -> None:
    testing = replace(reminder(), posts=1)

    it = reminders.heard(
        testing, posting("test", owner=Owner.REMINDER), Refused(Refusal.LATE), START
    ).reminder

    assert it.state is State.CLOSED


def test_a_nudge_that_came_too_late_goes_by_and_is_no_ignored_one() -> None:
    standing = replace(reminder(state=State.ACTIVE), standing=True, posts=1, next_at=START)
    late = Refused(Refusal.LATE)

    it = reminders.heard(standing, posting("nudge", owner=Owner.REMINDER), late, START).reminder

    assert (it.standing, it.ignored) == (False, 0)
    assert it.due_at == START + after(30 * 60)


def test_fewer_halves_once() -> None:
    active = replace(reminder(state=State.ACTIVE), standing=True, next_at=START)

    once = reminders.press(active, Verb.FEWER, START, START)
    twice = reminders.press(once, Verb.FEWER, START, START)

    assert once.halved
    assert twice == once


def test_confirming_twice_does_it_once_and_too_late_is_over() -> None:
    once = reminders.confirm(reminder(), START, START)
    gone = reminders.confirm(replace(reminder(), once=True, next_at=START), START, START)

    assert reminders.confirm(once, START + after(9), START) == once
    assert gone.state is State.REMOVED


def test_what_is_removed_stays_removed() -> None:
    gone = replace(reminder(), state=State.REMOVED)

    assert reminders.pause(gone) == gone
    assert reminders.remove(gone) == gone


def test_one_that_is_not_confirmed_yet_is_paused_and_resumed_as_such() -> None:
    until = (START + timedelta(days=9)).date()
    testing = reminders.begin(reminder(), START)

    resting = reminders.pause_until(testing, until, START)
    resumed = reminders.resume(resting, START)

    assert (resting.state, resting.paused_until, resting.due_at) == (State.TESTING, until, START)
    assert (resumed.state, resumed.paused_until) == (State.TESTING, None)
    assert reminders.resume(resumed, START) == resumed


def test_fewer_on_a_message_that_went_by_loses_no_hour() -> None:
    active = reminders.confirm(reminder("9:30"), START, START)

    fewer = reminders.press(active, Verb.FEWER, START, START)

    assert fewer.halved
    assert fewer.due_at == active.due_at == START + after(30 * 60)


@given(st.lists(st.booleans(), max_size=40))
def test_back_off_only_grows_with_silence(answers: list[bool]) -> None:
    it = reminders.confirm(reminder("9:30"), START, START)
    for answer in answers:
        if it.due_at is None:
            break
        decided = reminders.decide(it, (), it.due_at)
        it = decided.reminder
        if it.standing and answer:
            it = reminders.press(it, Verb.START, it.nudged_at or START, START)
            assert it.ignored == 0
        elif it.standing and it.due_at:
            it = reminders.decide(it, (), it.due_at).reminder
        assert it.halved or it.ignored < reminders.HALVE_AFTER
        assert it.state is State.QUIET or it.ignored < reminders.PAUSE_AFTER


def test_a_nonce_fits_discord() -> None:
    largest = Posting(Owner.OCCURRENCE, 2**63 - 1, 9999, What.STEP, 0, 0, START)

    assert len(largest.nonce) <= 25


def test_an_occurrence_of_stretch_has_no_break() -> None:
    it: Occurrence = replace(RUNNING, break_id=None, cue=len(SCRIPT.cues) - 1)
    it = replace(it, due_at=START + SCRIPT.length)

    verdict = rules.decide(it, Facts(), SCRIPT, START + SCRIPT.length)

    assert (verdict.occurrence.state, verdict.plan) == (Stage.FINISHED, None)
