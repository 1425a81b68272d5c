"""Reminders and team breaks that rest, around every change of every zone's clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core import reminder as reminders
from bot.core import teambreak
from bot.core.member import Member
from bot.core.reminder import Reminder, State
from bot.core.teambreak import Cues, Reason, Standing, TeamBreak
from bot.core.timetable import EVERY_DAY, Timetable, local_day
from tests.timetable.walk import DAY, MINUTE, utc

MINUTES = st.integers(0, 1439).map(lambda minute: time(*divmod(minute, 60)))
HOURS = st.sampled_from([None, "00:00-24:00", "01:00-03:30", "09:00-12:00, 13:00-17:00"])


@st.composite
def near(draw, turn):
    """A day around a change of the clocks."""
    return local_day(turn.at, turn.zone) + draw(st.integers(-2, 5)) * DAY


@st.composite
def somebody(draw, turn):
    days_off = draw(st.frozensets(near(turn), max_size=4))
    return Member(7, zone=turn.zone, working_hours=draw(HOURS), days_off=days_off)


@st.composite
def reminding(draw, member):
    """An active reminder of theirs, at its next hour, and the moment it is."""
    every = draw(st.none() | st.integers(45, 300))
    times = () if every else tuple(draw(st.lists(MINUTES, min_size=1, max_size=3)))
    it = Reminder(1, 7, times, every, EVERY_DAY, member.zone, "circles", state=State.ACTIVE)
    it = replace(it, hours=member.working_hours, days_off=member.days_off)
    return replace(it, consented_at=utc(2024, 1, 1))


def at_its_next(it, now):
    at = it.rhythm.next_after(now)
    return replace(it, next_at=at, due_at=at)


@given(st.data())
def test_after_any_change_a_reminder_is_at_its_next_hour_by_what_holds_now(turns, data):
    turns_at = [data.draw(st.sampled_from(turns)) for _ in range(2)]
    before, after = (data.draw(somebody(turn)) for turn in turns_at)
    now = turns_at[1].at + data.draw(st.integers(-2880, 2880)) * MINUTE
    it = at_its_next(data.draw(reminding(before)), now)

    followed = reminders.follow(it, after, now)

    assert followed.next_at == followed.due_at == followed.rhythm.next_after(now)
    assert followed.next_at > now
    assert local_day(followed.next_at, after.zone) not in after.days_off


@given(st.data())
def test_a_reminder_paused_until_a_day_never_comes_before_it(turns, data):
    turn = data.draw(st.sampled_from(turns))
    member, until = data.draw(somebody(turn)), data.draw(near(turn))
    now = turn.at + data.draw(st.integers(-2880, 2880)) * MINUTE
    it = at_its_next(data.draw(reminding(member)), now)

    rests = reminders.pause_until(it, until, now)
    at = rests.next_at

    assert at == rests.due_at > now
    assert local_day(at, turn.zone) >= until
    assert local_day(at, turn.zone) not in member.days_off
    # Somewhere else it is the same day.
    elsewhere = data.draw(st.sampled_from(turns)).zone
    moved = reminders.follow(rests, replace(member, zone=elsewhere), now)
    assert local_day(moved.next_at, elsewhere) >= until


@given(st.data())
def test_on_a_day_off_nothing_is_said_however_it_came_to_be_due(turns, data):
    turn = data.draw(st.sampled_from(turns))
    member = data.draw(somebody(turn))
    it = data.draw(reminding(member))
    now = turn.at + data.draw(st.integers(-2880, 2880)) * MINUTE
    due = replace(it, next_at=now, due_at=now, snoozed=data.draw(st.booleans()))

    decided = reminders.decide(due, (), now)

    rests = local_day(now, turn.zone) in member.days_off
    assert (decided.what is None) == rests
    if rests:
        assert decided.reminder.due_at == it.rhythm.next_after(now)


@given(st.data())
def test_a_break_paused_until_a_day_goes_on_with_its_first_hour_from_then_on(turns, data):
    turn = data.draw(st.sampled_from(turns))
    until = data.draw(near(turn))
    times = tuple(data.draw(st.lists(MINUTES, min_size=1, max_size=3)))
    table = Timetable(times, EVERY_DAY, turn.zone)
    state = data.draw(st.sampled_from([Standing.ACTIVE, Standing.PAUSED]))
    own = TeamBreak(1, 2, 3, 4, table, "circles", None, Cues.CARD, state)
    after = turn.at + data.draw(st.integers(-2880, 2880)) * MINUTE

    at = teambreak.pause_until(own, until).next_after(after)

    days = [one for one in table_days(table, after) if local_day(one, turn.zone) >= until]
    assert at == days[0]


def table_days(table, after):
    """The occurrences of the next ten days."""
    found = []
    for at in table.occurrences(after):
        if at > after + 10 * DAY:
            return found
        found.append(at)
    return found


def test_a_pause_without_an_end_takes_the_end_of_another():
    table = Timetable((time(9),), EVERY_DAY, "UTC")
    own = TeamBreak(1, 2, 3, 4, table, "circles", None, Cues.CARD, Standing.ACTIVE)
    resting = teambreak.pause_until(own, utc(2026, 3, 9).date())

    paused = teambreak.pause(resting, Reason.ASKED)

    assert (paused.state, paused.paused_until) == (Standing.PAUSED, None)
    assert teambreak.pause_until(paused, utc(2026, 3, 9).date()).active
    assert paused.next_after(utc(2026, 3, 1)) is None


def test_a_break_at_midnight_comes_on_the_very_day():
    table = Timetable((time(0),), EVERY_DAY, "Europe/Berlin")
    own = TeamBreak(1, 2, 3, 4, table, "circles", None, Cues.CARD, Standing.ACTIVE)

    resting = teambreak.pause_until(own, utc(2026, 12, 24).date())

    assert resting.next_after(utc(2026, 12, 1)) == utc(2026, 12, 23, 23)
    assert resting.next_after(utc(2026, 12, 23, 23)) - utc(2026, 12, 23, 23) == timedelta(days=1)
