from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.timetable import (
    ALL_DAY,
    EVERY_DAY,
    FURTHEST,
    HORIZON,
    LEAST_GAP,
    Hours,
    Interval,
    Timetable,
    Within,
    WorkingHours,
    local_day,
    same_hours,
    still,
    upcoming,
)
from bot.core.typed import parse_hours
from tests.timetable.walk import DAY, MINUTE, reading, utc

MON_FRI = frozenset(range(1, 6))


def open_(text, zone="UTC", days=EVERY_DAY, off=(), paused_until=None):
    week = same_hours(parse_hours(text), days, zone).week
    return WorkingHours(week, zone, frozenset(off), paused_until)


def daily(*times, zone="UTC"):
    return Timetable(tuple(map(time.fromisoformat, times)), EVERY_DAY, zone)


def walls(rhythm, hours, after, most):
    return [f"{reading(at, hours.zone):%d %H:%M}" for at in upcoming(rhythm, after, most)]


@st.composite
def any_hours(draw, zone):
    ends = draw(st.lists(st.integers(0, 96), max_size=8, unique=True).map(sorted))
    day = tuple(Hours(a * 15, b * 15) for a, b in zip(ends[::2], ends[1::2], strict=False))
    return same_hours(day, draw(st.frozensets(st.sampled_from(range(1, 8)))), zone)


def test_hours_cover_their_start_and_not_their_end():
    hours = open_("9:00-12:00", "Europe/Berlin")

    assert [hours.cover(utc(2026, 1, 5, *at)) for at in ((7, 59), (8,), (10, 59), (11,))] == [
        False,
        True,
        True,
        False,
    ]


def test_a_timetable_within_hours_leaves_out_what_is_outside():
    hours = open_("9:00-12:00, 13:00-17:00", days=MON_FRI, off=[date(2026, 1, 5)])
    within = Within(daily("08:30", "11:30", "12:30", "17:00"), hours)

    assert walls(within, hours, utc(2026, 1, 2, 9), 3) == ["02 11:30", "06 11:30", "07 11:30"]


def test_hours_and_timetable_each_keep_their_own_zone():
    hours = open_("9:00-17:00", "America/New_York")
    within = Within(daily("09:00", "15:00", zone="Europe/Berlin"), hours)

    assert upcoming(within, utc(2026, 1, 5), 2) == (utc(2026, 1, 5, 14), utc(2026, 1, 6, 14))


@pytest.mark.parametrize("days", [2, 30, FURTHEST.days])
def test_a_pause_ends_as_its_day_begins(days):
    until = date(2026, 1, 5) + days * DAY
    begins = utc(2026, 1, 5) + days * DAY
    hours = open_("0:00-17:00", paused_until=until)

    assert Within(daily("00:00"), hours).next_after(utc(2026, 1, 5)) == begins
    assert Interval(60, hours).next_after(utc(2026, 1, 5)) == begins
    assert Interval(60, hours).next_after(begins) == begins + 60 * MINUTE


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
def test_a_pause_ends_as_its_day_begins_there(zone):
    hours = open_("9:00-17:00", zone, paused_until=date(2026, 12, 24))

    assert walls(Interval(60, hours), hours, utc(2026, 12, 1), 2) == ["24 09:00", "24 10:00"]


def test_a_pause_that_is_over_is_none():
    hours = open_("9:00-17:00", paused_until=date(2026, 1, 5))

    assert Within(daily("09:00"), hours).next_after(utc(2026, 1, 6)) == utc(2026, 1, 6, 9)
    assert still(hours.paused_until, utc(2026, 1, 5), "UTC") is None
    assert still(hours.paused_until, utc(2026, 1, 5), "America/New_York") == date(2026, 1, 5)


@pytest.mark.parametrize(
    "hours",
    [
        open_("9:00-17:00", paused_until=date(2029, 1, 10)),
        open_("9:00-17:00", "Pacific/Kiritimati", paused_until=date(2029, 1, 10)),
        open_("9:00-17:00", days=frozenset()),
        open_("9:00-17:00", off=[date(2026, 1, 1) + n * DAY for n in range(HORIZON.days + 9)]),
    ],
)
def test_nothing_within_three_years_is_nothing(hours):
    assert Within(daily("10:00"), hours).next_after(utc(2026, 1, 2)) is None
    assert Interval(60, hours).next_after(utc(2026, 1, 2)) is None
    assert upcoming(Interval(60, hours), utc(2026, 1, 2), 3) == ()


@pytest.mark.parametrize(("start", "comes"), [("0:00", True), ("0:01", False)])
def test_the_horizon_is_kept_to_the_minute(start, comes):
    off = [date(2026, 1, 1) + n * DAY for n in range(HORIZON.days)]
    hours = open_(f"{start}-1:00", off=off)
    table = daily(start.zfill(5))
    found = utc(2026, 1, 1) + HORIZON if comes else None

    assert Interval(60, hours).next_after(utc(2026, 1, 1)) == found
    assert Within(table, hours).next_after(utc(2026, 1, 1)) == found


@st.composite
def rests(draw, turn):
    """Days off, and a pause or none, near a change of the clocks."""
    today = local_day(turn.at, turn.zone)
    near = st.integers(-3, 6).map(lambda n: today + n * DAY)
    return draw(st.frozensets(near, max_size=6)), draw(st.none() | near)


@given(st.data())
def test_nothing_comes_on_a_day_off_or_before_a_pause_ends_around_every_change(turns, data):
    turn = data.draw(st.sampled_from(turns))
    days_off, until = data.draw(rests(turn))
    minutes = data.draw(st.lists(st.integers(0, 1439), min_size=1, max_size=4))
    table = Timetable(tuple(time(*divmod(m, 60)) for m in minutes), EVERY_DAY, turn.zone)
    hours = same_hours(ALL_DAY, EVERY_DAY, turn.zone, days_off, until)
    after = turn.at - 2 * DAY
    for rhythm in (Within(table, hours), Interval(data.draw(st.integers(45, 400)), hours)):
        came = upcoming(rhythm, after, 20)
        days = {local_day(at, turn.zone) for at in came}

        assert len(came) == 20
        assert all(later > at for at, later in pairwise((after, *came)))
        assert days.isdisjoint(days_off)
        assert until is None or min(days) >= until


@given(st.data())
def test_days_off_take_their_days_and_nothing_else(turns, data):
    turn = data.draw(st.sampled_from(turns))
    days_off, until = data.draw(rests(turn))
    table = Timetable((time(9), time(23, 30)), EVERY_DAY, turn.zone)
    hours = same_hours(ALL_DAY, EVERY_DAY, turn.zone, days_off, until)
    whole = upcoming(table, turn.at - 2 * DAY, 30)
    kept = [at for at in whole if not hours.off(local_day(at, turn.zone))]

    assert list(upcoming(Within(table, hours), turn.at - 2 * DAY, len(kept))) == kept


def test_an_interval_starts_anew_with_each_part_of_the_day():
    hours = open_("9:00-12:00, 13:30-16:00", days=MON_FRI)

    assert walls(Interval(70, hours), hours, utc(2026, 1, 2, 9), 6) == [
        "02 10:10",
        "02 11:20",
        "02 13:30",
        "02 14:40",
        "02 15:50",
        "05 09:00",
    ]


def test_an_interval_keeps_its_wall_clock_hours_over_the_change():
    hours = open_("9:00-11:00", "Europe/Berlin")

    assert walls(Interval(60, hours), hours, utc(2026, 3, 28, 12), 4) == [
        "29 09:00",
        "29 10:00",
        "30 09:00",
        "30 10:00",
    ]


def test_an_interval_never_comes_sooner_than_45_minutes_when_clocks_leave_out_an_hour():
    hours = open_("0:00-6:00", "Europe/Berlin")

    # 01:30 is followed by 03:00, which is 30 minutes later that night.
    assert walls(Interval(90, hours), hours, utc(2026, 3, 28, 22, 30), 4) == [
        "29 00:00",
        "29 01:30",
        "29 04:30",
        "30 00:00",
    ]


def test_an_interval_comes_once_in_an_hour_read_twice():
    hours = open_("1:00-4:00", "Europe/Berlin")
    came = upcoming(Interval(60, hours), utc(2026, 10, 24, 22), 3)

    assert came == (utc(2026, 10, 24, 23), utc(2026, 10, 25, 0), utc(2026, 10, 25, 2))


def test_hours_that_clocks_left_out_have_no_interval_that_day():
    hours = open_("2:00-2:30", "Europe/Berlin")

    assert walls(Interval(60, hours), hours, utc(2026, 3, 28, 12), 1) == ["30 02:00"]


def test_an_interval_over_midnight_keeps_its_distance():
    hours = open_("22:00-24:00, 0:00-2:00")

    assert walls(Interval(45, hours), hours, utc(2026, 1, 5, 21), 5) == [
        "05 22:00",
        "05 22:45",
        "05 23:30",
        "06 00:45",
        "06 01:30",
    ]


@given(st.data())
def test_an_interval_is_inside_hours_spaced_and_steady_around_every_change(turns, data):
    turn = data.draw(st.sampled_from(turns))
    hours = data.draw(any_hours(turn.zone))
    interval = Interval(data.draw(st.integers(45, 400)), hours)
    came = upcoming(interval, turn.at - DAY, 20)

    assert all(hours.cover(at) for at in came)
    assert all(later - at >= LEAST_GAP for at, later in pairwise(came))
    assert all(at <= turn.at - DAY + HORIZON for at in came[:1])
    assert all(interval.next_after(at - timedelta.resolution) == at for at in came)


@given(st.data())
def test_a_quiet_day_has_every_step_of_an_interval(data):
    starts = data.draw(st.lists(st.integers(0, 11), min_size=1, unique=True).map(sorted))
    lengths = [data.draw(st.integers(1, 75)) for _ in starts]
    day = tuple(Hours(at * 120, at * 120 + n) for at, n in zip(starts, lengths, strict=True))
    minutes = data.draw(st.integers(45, 120))
    hours = same_hours(day, EVERY_DAY, "UTC")
    planned = [m for part in day for m in range(part.start, part.end, minutes)]
    first = utc(2026, 1, 5)

    assert list(upcoming(Interval(minutes, hours), first - MINUTE, len(planned))) == [
        first + m * MINUTE for m in planned
    ]


@given(st.data())
def test_a_timetable_within_hours_is_the_timetable_less_what_they_do_not_cover(turns, data):
    turn = data.draw(st.sampled_from(turns))
    hours = data.draw(any_hours(turn.zone))
    minutes = data.draw(st.lists(st.integers(0, 1439), min_size=1, max_size=12))
    table = Timetable(tuple(time(*divmod(m, 60)) for m in minutes), EVERY_DAY, turn.zone)
    start = turn.at - 2 * DAY
    whole = [at for at in upcoming(table, start, 50) if hours.cover(at)]

    assert list(upcoming(Within(table, hours), start, len(whole))) == whole


@pytest.mark.parametrize("ends", [(-1, 5), (5, 5), (6, 5), (0, 1441)])
def test_impossible_hours_cannot_be_made(ends):
    with pytest.raises(ValueError, match="on one day"):
        Hours(*ends)


def test_impossible_weeks_and_intervals_cannot_be_made():
    with pytest.raises(ValueError, match="seven days"):
        WorkingHours((), "UTC")
    with pytest.raises(ValueError, match="overlap"):
        WorkingHours(((Hours(0, 10), Hours(5, 15)),) * 7, "UTC")
    with pytest.raises(ValueError, match="45 minutes"):
        Interval(44, open_("9:00-17:00"))


def test_hours_of_a_day_are_kept_in_order():
    parts = (Hours(600, 700), Hours(0, 60))

    assert WorkingHours((parts,) * 7, "UTC") == WorkingHours((parts[::-1],) * 7, "UTC")
