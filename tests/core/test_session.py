from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import session as rules
from bot.core.script import CueKind, Script
from bot.core.session import (
    AWAY_LIMIT,
    GOING_ON,
    HALFWAY_LIMIT,
    LANDING_LIMIT,
    PAUSE_LIMIT,
    REAL_GRACE,
    Decision,
    Place,
    Request,
    Session,
    State,
    Verb,
)
from tests.core.builders import (
    END,
    FINISH,
    LEFT,
    LEFT_HALF,
    NOON,
    PLACES,
    READY,
    RIGHT,
    RIGHT_HALF,
    SCRIPTS,
    SPANS,
    SPEEDS,
    SWITCH,
    after,
    at_cue,
    begun,
    lived,
    s,
    script,
)

SCRIPT = script()
VERBS = st.sampled_from(Verb)
#: Buttons that name a state, so that pressing them again asks for what already is.
STATES = st.sampled_from([Verb.PAUSE, Verb.RESUME, Verb.STOP])


def said(session: Session, now: datetime, speed: float = 1) -> int | None:
    return rules.advance(session, SCRIPT, now, speed).cue


def grace(speed: float) -> timedelta:
    return REAL_GRACE * speed if speed > 1 else timedelta()


# Beginning


def test_a_posted_session_begins_with_its_first_cue_still_to_say():
    session = begun(SCRIPT, Place.DM, guild_id=1, channel_id=2)

    assert (session.cue, session.sends, session.due_at) == (READY, 0, NOON)
    assert (session.asked, session.place) == (Place.DM, Place.DM)
    assert (session.guild_id, session.channel_id, session.member_id) == (1, 2, 7)
    assert (session.state, session.held, session.revision) == (State.RUNNING, s(0), 0)
    assert session.fingerprint == SCRIPT.fingerprint


def test_a_private_sessions_first_cue_is_the_answer_to_the_press():
    session = begun(SCRIPT, Place.PRIVATE)

    assert (session.cue, session.due_at) == (RIGHT, after(10))


# Position


@given(SCRIPTS, st.lists(st.tuples(SPANS, SPANS), max_size=6), SPANS)
def test_position_is_the_running_time_whatever_the_pauses(told: Script, pauses: list, last):
    session, now, ran = begun(told), NOON, timedelta()
    for running, paused in pauses:
        session, now, ran = rules.pause(session, now + running), now + running, ran + running
        now += paused
        session = rules.resume(session, told, now)

    assert session.position(now + last) == ran + last


def test_position_stands_still_while_paused():
    paused = rules.pause(begun(SCRIPT), after(12))

    assert paused.position(after(12)) == paused.position(after(600)) == s(12)


@pytest.mark.parametrize("end", [rules.stop, rules.close])
def test_position_stands_still_after_the_end(end):
    ended = end(begun(SCRIPT), after(33))

    assert ended.position(after(3600)) == s(33)


@pytest.mark.parametrize("end", [rules.stop, rules.close])
def test_a_pause_does_not_count_when_the_session_ends_in_it(end):
    ended = end(rules.pause(begun(SCRIPT), after(12)), after(500))

    assert ended.position(after(3600)) == s(12)


@given(SCRIPTS, SPANS, SPANS)
def test_a_pause_moves_every_later_cue_by_its_length(told: Script, at, pause):
    running = begun(told)
    resumed = rules.resume(rules.pause(running, NOON + at), told, NOON + at + pause)

    for cue in range(len(told.cues)):
        assert resumed.due(told, cue) == running.due(told, cue) + pause


# Buttons


def test_pause_resume_and_stop_do_what_they_say():
    paused = rules.press(begun(SCRIPT), SCRIPT, Verb.PAUSE, after(4))
    resumed = rules.press(paused, SCRIPT, Verb.RESUME, after(9))
    stopped = rules.press(resumed, SCRIPT, Verb.STOP, after(11))

    assert (paused.state, paused.paused_at) == (State.PAUSED, after(4))
    assert (resumed.state, resumed.paused_at, resumed.held) == (State.RUNNING, None, s(5))
    assert (stopped.state, stopped.ended_at, stopped.due_at) == (State.STOPPED, after(11), None)


@given(lived(), STATES, SPANS)
def test_pressing_twice_is_pressing_once(life: tuple, verb: Verb, later):
    session, told, now = life
    once = rules.press(session, told, verb, now)

    assert rules.press(once, told, verb, now + later) == once


@given(lived(), VERBS)
def test_a_press_that_changes_something_is_a_new_revision_and_no_other_is(life: tuple, verb: Verb):
    session, told, now = life
    pressed = rules.press(session, told, verb, now)

    assert (pressed.revision > session.revision) == (pressed != session)


@given(lived(), VERBS)
def test_what_is_over_stays_over(life: tuple, verb: Verb):
    session, told, now = life
    ended = rules.stop(session, now)

    assert rules.press(ended, told, verb, now) == ended
    assert rules.close(ended, now) == ended
    assert rules.move_to_private(ended, told, now) == ended
    assert rules.advance(ended, told, now) == Decision(ended)
    assert rules.after_away(ended, told, 0, now) == ended
    assert rules.landed(ended, told, now) == ended


@given(lived(), STATES)
def test_pause_resume_and_stop_never_move_the_cue(life: tuple, verb: Verb):
    session, told, now = life
    pressed = rules.press(session, told, verb, now)

    assert (pressed.cue, pressed.sends) == (session.cue, session.sends)
    assert pressed.jumped == session.jumped


@given(lived(), st.sampled_from([Verb.BACK, Verb.SKIP]))
def test_jumping_counts_neither_as_activity_nor_as_a_send(life: tuple, verb: Verb):
    session, told, now = life
    jumped = rules.press(session, told, verb, now)

    assert jumped.active(now) == session.active(now)
    assert jumped.sends == session.sends


@given(lived())
def test_skip_stands_at_the_next_step_at_once(life: tuple):
    session, told, now = life
    target = told.next_step_cue(session.shown(told))
    skipped = rules.press(session, told, Verb.SKIP, now)

    if session.going_on:
        assert skipped.position(now) == told.cues[target].at
        assert skipped.cue == target + (session.place is Place.PRIVATE)
        assert (skipped.state is State.FINISHED) == (skipped.cue == len(told.cues))


@given(lived())
def test_back_stands_at_the_start_of_the_step_before(life: tuple):
    session, told, now = life
    step = told.cues[session.shown(told)].step
    back = rules.press(session, told, Verb.BACK, now)

    if session.going_on and step:
        assert back.state is State.RUNNING
        assert back.position(now) == told.cues[told.step_cue(step - 1)].at
        assert back.cue == told.step_cue(step - 1) + (session.place is Place.PRIVATE)
    else:
        assert back == session


def test_a_jump_ends_a_pause_and_posts_at_once_where_steps_are_posted():
    paused = rules.pause(at_cue(SCRIPT, RIGHT_HALF), after(12))
    skipped = rules.press(paused, SCRIPT, Verb.SKIP, after(600))

    assert (skipped.state, skipped.cue, skipped.due_at) == (State.RUNNING, SWITCH, after(600))
    assert said(skipped, after(600)) == SWITCH


def test_a_private_sessions_jump_is_shown_by_the_answer():
    skipped = rules.press(at_cue(SCRIPT, RIGHT_HALF, Place.PRIVATE), SCRIPT, Verb.SKIP, after(12))

    assert skipped.shown(SCRIPT) == SWITCH
    assert (skipped.cue, skipped.due_at) == (LEFT, after(17))


@pytest.mark.parametrize("cue", [RIGHT, END])
def test_a_session_whose_end_comes_late_took_no_longer_for_it(cue: int):
    """The clock of a rehearsal was skipped, or the machine slept."""
    over = rules.advance(at_cue(SCRIPT, cue), SCRIPT, after(3600)).session

    assert (over.state, over.ended_at) == (State.FINISHED, after(90))
    assert over.active(after(7200)) == s(90)


def test_skipping_the_last_step_of_a_private_session_finishes_it():
    last = at_cue(SCRIPT, END, Place.PRIVATE)
    skipped = rules.press(last, SCRIPT, Verb.SKIP, after(80))

    assert (skipped.state, skipped.ended_at, skipped.due_at) == (State.FINISHED, after(80), None)
    assert skipped.shown(SCRIPT) == END
    assert skipped.active(after(999)) == s(80)


def test_skipping_the_last_step_elsewhere_posts_the_end():
    skipped = rules.press(at_cue(SCRIPT, END), SCRIPT, Verb.SKIP, after(80))
    decision = rules.advance(skipped, SCRIPT, after(80))

    assert (skipped.state, skipped.due_at) == (State.RUNNING, after(80))
    assert (decision.cue, decision.session.state) == (END, State.FINISHED)


@given(lived())
def test_a_session_is_due_exactly_while_it_goes_on(life: tuple):
    session, told, _ = life

    assert session.going_on == (session.state in GOING_ON)
    assert (session.due_at is not None) == session.going_on
    assert (session.paused_at is not None) == (session.state is State.PAUSED)
    assert (session.ended_at is None) == session.going_on
    if session.state is State.PAUSED:
        assert session.due_at == session.paused_at + PAUSE_LIMIT
    if session.state is State.RUNNING and (session.sends != 1 or session.place is Place.PRIVATE):
        assert session.due_at == session.due(told, session.cue)


# Wakes


def test_on_time_every_cue_is_said_once_and_in_order():
    session, told = begun(SCRIPT), []
    while session.due_at:
        now = session.due_at
        decision = rules.advance(session, SCRIPT, now)
        told.append((now, decision.cue, decision.claims))
        session = rules.landed(decision.session, SCRIPT, now)

    assert told == [
        (after(0), READY, True),
        (after(10), RIGHT, True),
        (after(25), RIGHT_HALF, False),
        (after(40), SWITCH, True),
        (after(45), LEFT, True),
        (after(60), LEFT_HALF, False),
        (after(75), FINISH, True),
        (after(90), END, True),
    ]
    assert (session.state, session.ended_at, session.sends) == (State.FINISHED, after(90), 6)


@given(SCRIPTS, st.lists(SPANS, max_size=20), SPEEDS)
def test_no_cue_is_said_early_twice_or_out_of_order(told: Script, waits: list, speed: float):
    session, now, cues = begun(told), NOON, [-1]
    for wait in waits:
        now += wait
        decision = rules.advance(session, told, now, speed)
        if decision.cue is not None:
            assert session.due(told, decision.cue) <= now
            cues.append(decision.cue)
        session = rules.landed(decision.session, told, now)

    assert cues == sorted(set(cues))


def test_a_wake_before_the_next_cue_changes_nothing():
    session = at_cue(SCRIPT, RIGHT)

    assert rules.advance(session, SCRIPT, after(9.999)) == Decision(session)


@given(lived(), SPEEDS)
def test_a_cue_is_left_out_only_later_than_its_limit(life: tuple, speed: float):
    session, told, now = life
    decision = rules.advance(session, told, now, speed)
    last = decision.cue if decision.cue is not None else decision.session.cue

    for cue in range(session.cue, last):
        due = session.due(told, cue)
        next_step = session.due(told, told.next_step_cue(cue))
        if told.cues[cue].kind is CueKind.HALFWAY:
            assert now >= due + HALFWAY_LIMIT or now >= next_step
        else:
            assert now >= next_step
            assert now >= due + grace(speed)


@given(lived(), SPEEDS)
def test_a_cue_that_is_said_is_not_later_than_its_limit(life: tuple, speed: float):
    session, told, now = life
    decision = rules.advance(session, told, now, speed)

    if decision.cue is not None and told.cues[decision.cue].kind is CueKind.STEP:
        next_step = session.due(told, told.next_step_cue(decision.cue))
        assert now < max(next_step, session.due(told, decision.cue) + grace(speed))
    if decision.cue is not None and told.cues[decision.cue].kind is CueKind.HALFWAY:
        assert now < session.due(told, decision.cue) + HALFWAY_LIMIT


@given(lived(), SPEEDS)
def test_the_end_is_never_left_out(life: tuple, speed: float):
    session, told, now = life
    while session.state is State.RUNNING:
        decision = rules.advance(session, told, now + timedelta(days=1), speed)
        session = decision.session

        assert (session.state is State.FINISHED) == (decision.cue == len(told.cues) - 1)


@given(lived(), SPEEDS)
def test_a_late_cue_never_delays_the_next(life: tuple, speed: float):
    session, told, now = life
    later = rules.advance(session, told, now, speed).session

    assert (later.started_at, later.held) == (session.started_at, session.held)
    if session.state is State.RUNNING and session.sends and later.going_on and later != session:
        assert later.due_at == session.due(told, later.cue)


@pytest.mark.parametrize(
    ("now", "cue"),
    [
        pytest.param(10, RIGHT, id="on time"),
        pytest.param(39.999, RIGHT, id="just before the next step"),
        pytest.param(40, SWITCH, id="when the next step is due"),
        pytest.param(45, LEFT, id="two steps later"),
        pytest.param(3600, END, id="an hour later"),
    ],
)
def test_a_step_may_be_late_until_the_next_one_is_due(now: float, cue: int):
    assert said(at_cue(SCRIPT, RIGHT), after(now)) == cue


@pytest.mark.parametrize(("now", "cue"), [(10 + 199.999, RIGHT), (10 + 200, SWITCH)])
def test_in_a_rehearsal_a_step_may_always_be_ten_real_seconds_late(now: float, cue: int):
    assert said(at_cue(SCRIPT, RIGHT), after(now), speed=20) == cue


@pytest.mark.parametrize("speed", [0.5, 1])
def test_at_real_speed_and_slower_there_is_no_such_grace(speed: float):
    assert said(at_cue(SCRIPT, RIGHT), after(40), speed) == SWITCH


def test_after_a_late_step_in_a_rehearsal_the_next_follows_at_once():
    late = rules.advance(at_cue(SCRIPT, RIGHT), SCRIPT, after(60), 20).session

    assert (late.cue, late.due_at) == (RIGHT_HALF, after(25))
    assert said(late, after(60), 20) == SWITCH


def test_half_way_is_said_within_five_seconds():
    assert said(at_cue(SCRIPT, RIGHT_HALF), after(29.999)) == RIGHT_HALF


def test_half_way_five_seconds_late_is_dropped_in_silence():
    decision = rules.advance(at_cue(SCRIPT, RIGHT_HALF), SCRIPT, after(30))

    assert (decision.cue, decision.claims) == (None, False)
    assert (decision.session.cue, decision.session.due_at) == (SWITCH, after(40))


def test_half_way_gets_no_grace():
    assert said(at_cue(SCRIPT, RIGHT_HALF), after(30), speed=20) is None


def test_a_paused_session_says_nothing_and_waits():
    paused = rules.pause(at_cue(SCRIPT, RIGHT), after(12))

    assert rules.advance(paused, SCRIPT, after(11.999) + PAUSE_LIMIT) == Decision(paused)


def test_a_session_paused_for_half_an_hour_is_closed_where_it_stood():
    paused = rules.pause(at_cue(SCRIPT, RIGHT), after(12))
    decision = rules.advance(paused, SCRIPT, after(12) + timedelta(minutes=30))

    assert (decision.session.state, decision.cue) == (State.CLOSED, None)
    assert decision.session.position(after(9999)) == s(12)


# The first message


def test_a_session_waits_a_minute_for_its_first_message_and_begins_when_it_landed():
    waiting = rules.advance(begun(SCRIPT), SCRIPT, after(0)).session
    landed = rules.landed(waiting, SCRIPT, after(8))

    assert waiting.due_at == NOON + LANDING_LIMIT
    assert (landed.due_at, landed.position(after(8))) == (after(18), s(0))


def test_it_goes_on_without_its_first_message_after_that_minute():
    waiting = rules.advance(begun(SCRIPT), SCRIPT, after(0)).session

    assert said(waiting, after(60)) == LEFT


def test_a_rehearsal_waits_a_real_minute():
    assert rules.advance(begun(SCRIPT), SCRIPT, after(0), 20).session.due_at == after(1200)


@pytest.mark.parametrize("place", [Place.DM, Place.CHANNEL])
def test_only_the_first_message_moves_a_session(place: Place):
    session = rules.advance(at_cue(SCRIPT, RIGHT, place), SCRIPT, after(10)).session

    assert session.due_at == after(25)
    assert rules.landed(session, SCRIPT, after(14)) == session


def test_a_private_card_is_there_at_once():
    session = rules.advance(begun(SCRIPT, Place.PRIVATE), SCRIPT, after(10)).session

    assert session.due_at == after(25)


def test_a_message_that_landed_early_moves_nothing():
    waiting = rules.advance(begun(SCRIPT), SCRIPT, after(2)).session

    assert rules.landed(waiting, SCRIPT, NOON - s(1)).held == s(0)


def test_a_wake_never_leaves_a_session_due_at_the_same_moment():
    told = script(replace(SCRIPT.steps[0], length=s(90)), *SCRIPT.steps[1:])
    waiting = rules.advance(begun(told), told, after(0)).session
    woken = rules.advance(waiting, told, after(60)).session

    assert woken.due_at > after(60)


# Beginning in the middle


@given(SCRIPTS, st.data(), PLACES)
def test_a_session_may_begin_at_any_step(told: Script, data: st.DataObject, place: Place):
    cue = told.step_cue(data.draw(st.integers(0, len(told.steps) - 1)))
    session = rules.begin(7, Request(told.source, place), told, NOON, cue)

    assert session.position(NOON) == told.cues[cue].at
    assert session.active(NOON) == s(0)
    assert session.cue == cue + (place is Place.PRIVATE)
    assert session.due(told, cue) == NOON


@given(lived())
def test_an_ended_session_is_continued_where_its_step_began(life: tuple):
    session, told, _ = life
    cue = rules.where_it_stood(session, told)

    assert told.cues[cue].kind is CueKind.STEP
    assert told.cues[cue].step == told.cues[session.shown(told)].step


def test_a_closed_session_nobody_was_told_of_is_lost_until_they_are():
    closed = rules.close(begun(SCRIPT), after(9))
    lost = rules.lose(closed)

    assert (lost.state, lost.going_on, lost.revision) == (State.LOST, False, closed.revision + 1)
    assert rules.found(lost).state is State.CLOSED
    assert rules.lose(lost) == lost
    assert rules.found(closed) == closed


@pytest.mark.parametrize("other", [begun(SCRIPT), rules.stop(begun(SCRIPT), after(3))])
def test_only_a_closed_session_can_be_lost(other: Session):
    assert rules.lose(other) == other


# What the card shows


def test_the_card_shows_the_last_cue_that_was_due():
    shown = [at_cue(SCRIPT, cue).shown(SCRIPT) for cue in (READY, RIGHT, RIGHT_HALF, END)]

    assert shown == [READY, READY, RIGHT, FINISH]


def test_the_card_of_a_finished_session_shows_the_end():
    finished = rules.advance(at_cue(SCRIPT, END), SCRIPT, after(90)).session

    assert finished.shown(SCRIPT) == END


# After the bot was away


@given(SCRIPTS, st.timedeltas(s(0.001), AWAY_LIMIT))
def test_a_short_absence_moves_every_later_cue_by_what_was_missed(told: Script, late: timedelta):
    session = begun(told)
    moved = rules.after_away(session, told, 0, NOON + late)

    assert moved.due_at == NOON + late
    for cue in range(len(told.cues)):
        assert moved.due(told, cue) == session.due(told, cue) + late


def test_an_unconfirmed_cue_counts_as_missed_too():
    session = at_cue(SCRIPT, RIGHT_HALF)
    moved = rules.after_away(session, SCRIPT, RIGHT, after(22))

    assert (moved.cue, moved.due_at) == (RIGHT_HALF, after(25 + 12))


def test_two_minutes_late_still_goes_on():
    moved = rules.after_away(at_cue(SCRIPT, RIGHT), SCRIPT, RIGHT, after(130))

    assert (moved.state, moved.held) == (State.RUNNING, s(120))


def test_later_than_that_it_is_closed_where_it_fell_silent():
    closed = rules.after_away(at_cue(SCRIPT, RIGHT), SCRIPT, RIGHT, after(130.001))

    assert closed.state is State.CLOSED
    assert closed.position(after(9999)) == s(10)


@pytest.mark.parametrize(("late", "state"), [(200, State.RUNNING), (200.1, State.CLOSED)])
def test_a_fast_rehearsal_may_be_away_for_ten_real_seconds(late: float, state: State):
    moved = rules.after_away(begun(SCRIPT), SCRIPT, READY, after(late), 20)

    assert moved.state is state


def test_nothing_missed_is_nothing_changed():
    session = at_cue(SCRIPT, RIGHT)

    assert rules.after_away(session, SCRIPT, RIGHT, after(10)) == session


@pytest.mark.parametrize("now", [30, 100_000])
def test_a_paused_session_waits_through_any_absence(now: float):
    paused = rules.pause(at_cue(SCRIPT, RIGHT), after(12))

    assert rules.after_away(paused, SCRIPT, READY, after(now)) == paused


# Falling back to the private card


@given(lived())
def test_moving_to_private_begins_the_shown_step_anew(life: tuple):
    session, told, now = life
    moved = rules.move_to_private(session, told, now)

    if session.state is State.RUNNING:
        step = told.cues[session.shown(told)].step
        assert (moved.place, moved.asked) == (Place.PRIVATE, session.asked)
        assert (moved.cue, moved.due_at) == (told.step_cue(step), now)
        assert moved.position(now) == told.cues[moved.cue].at
        assert moved.revision == session.revision + 1
    else:
        assert moved == session


def test_moving_at_half_way_goes_back_to_the_start_of_the_step():
    moved = rules.move_to_private(at_cue(SCRIPT, SWITCH), SCRIPT, after(30))

    assert moved.cue == RIGHT
    assert moved.due(SCRIPT, END) == after(30 + 80)


def test_values_do_not_change_under_anyones_hands():
    session = begun(SCRIPT)
    copy = replace(session)
    rules.stop(rules.pause(session, after(3)), after(4))

    assert session == copy
