"""What people type for times, days and hours, and what is said of what cannot be read."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.timetable import EVERY_DAY, FURTHEST, Hours, Timetable, known_zone
from bot.core.typed import (
    Unreadable,
    Why,
    day_runs,
    parse_day,
    parse_days,
    parse_days_off,
    parse_hours,
    parse_times,
    read_days_off,
    spell_days,
    spell_days_off,
    spell_hours,
    spell_times,
)

MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DAYS = st.frozensets(st.sampled_from(range(1, 8)), min_size=1)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("9:05", [time(9, 5)]),
        ("09:05", [time(9, 5)]),
        ("14:30, 9:05", [time(9, 5), time(14, 30)]),
        (" 0:00 ,23:59 ", [time(0), time(23, 59)]),
        ("9:05,09:05", [time(9, 5)]),
    ],
)
def test_times_are_read(text, times):
    assert parse_times(text) == tuple(times)


@pytest.mark.parametrize(
    ("text", "why", "part"),
    [
        ("", Why.EMPTY, ""),
        ("  ", Why.EMPTY, "  "),
        ("9", Why.NOT_A_TIME, "9"),
        ("9:5", Why.NOT_A_TIME, "9:5"),
        ("10:00, 24:00", Why.NOT_A_TIME, "24:00"),
        ("10:60", Why.NOT_A_TIME, "10:60"),
        ("10:00,", Why.NOT_A_TIME, ""),
        ("10:00 pm", Why.NOT_A_TIME, "10:00 pm"),
        ("\u0660\u0669:\u0660\u0660", Why.NOT_A_TIME, "\u0660\u0669:\u0660\u0660"),
    ],
)
def test_what_is_no_time_is_named(text, why, part):
    assert parse_times(text) == Unreadable(why, part)


def test_twelve_times_are_the_most():
    twelve = ",".join(f"{hour}:00" for hour in range(12))

    assert len(parse_times(twelve)) == 12
    assert parse_times(twelve + ",9:00") == parse_times(twelve)
    assert parse_times(twelve + ",12:00") == Unreadable(Why.TOO_MANY, twelve + ",12:00")


@given(st.lists(MINUTES, min_size=1, max_size=12))
def test_times_are_spelled_as_they_are_read(times):
    kept = Timetable(tuple(times), EVERY_DAY, "UTC").times

    assert parse_times(spell_times(kept)) == kept


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {1, 2, 3, 4, 5}),
        ("daily", {1, 2, 3, 4, 5, 6, 7}),
        ("weekdays", {1, 2, 3, 4, 5}),
        ("weekend", {6, 7}),
        ("mon,wed,fri", {1, 3, 5}),
        ("sat-mon", {6, 7, 1}),
        ("tue-mon", {1, 2, 3, 4, 5, 6, 7}),
        ("fri-fri", {5}),
        ("Mon \u2013 Wed, SUNDAY", {1, 2, 3, 7}),
        ("thurs", {4}),
        ("weekend, wed", {3, 6, 7}),
    ],
)
def test_days_are_read(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("text", "why", "part"),
    [
        ("", Why.EMPTY, ""),
        ("mo", Why.NOT_A_DAY, "mo"),
        ("Mon-Funday", Why.NOT_A_DAY, "Mon-Funday"),
        ("mon-", Why.NOT_A_DAY, "mon-"),
        ("weekend-mon", Why.NOT_A_DAY, "weekend-mon"),
        ("mon-wed-fri", Why.NOT_A_DAY, "mon-wed-fri"),
        ("mon,,tue", Why.NOT_A_DAY, ""),
        ("1-5", Why.NOT_A_DAY, "1-5"),
    ],
)
def test_what_is_no_day_is_named(text, why, part):
    assert parse_days(text) == Unreadable(why, part)


@given(DAYS)
def test_days_are_spelled_as_they_are_read(days):
    assert parse_days(spell_days(days)) == days


def test_days_are_told_as_runs():
    assert day_runs(frozenset({1, 2, 3, 4, 5})) == ((1, 5),)
    assert day_runs(frozenset({1, 6, 7})) == ((1, 1), (6, 7))
    assert spell_days(frozenset({1, 2, 3, 5})) == "mon-wed,fri"
    assert spell_days(EVERY_DAY) == "daily"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9:00-17:30", [(540, 1050)]),
        ("13:30 \u2013 18:00, 9:00-12:30", [(540, 750), (810, 1080)]),
        ("9:00-12:00,12:00-13:00", [(540, 720), (720, 780)]),
        ("0:00-24:00", [(0, 1440)]),
        ("9-17", [(540, 1020)]),
        ("9-17:30", [(540, 1050)]),
        ("9-5", [(540, 1020)]),
        ("9:00-5:00", [(540, 1020)]),
        ("9-12, 1-5", [(540, 720), (780, 1020)]),
        ("9-12:30, 12:30-6", [(540, 750), (750, 1080)]),
        ("6-12, 1-12", [(360, 720), (780, 1440)]),
        ("13-18, 9-12", [(540, 720), (780, 1080)]),
        ("1-5", [(60, 300)]),
    ],
)
def test_hours_are_read(text, hours):
    assert parse_hours(text) == tuple(Hours(*ends) for ends in hours)


@pytest.mark.parametrize(
    ("text", "why", "part"),
    [
        ("", Why.EMPTY, ""),
        ("9:00", Why.NOT_HOURS, "9:00"),
        ("9:00-", Why.NOT_HOURS, "9:00-"),
        ("9am-5pm", Why.NOT_HOURS, "9am-5pm"),
        ("9.00-17.00", Why.NOT_HOURS, "9.00-17.00"),
        ("25-26", Why.NOT_HOURS, "25-26"),
        ("9-12, 1-", Why.NOT_HOURS, "1-"),
        ("9-9", Why.NO_LENGTH, "9-9"),
        ("22-6", Why.CROSSES_MIDNIGHT, "22-6"),
        ("09-5", Why.CROSSES_MIDNIGHT, "09-5"),
        ("12:50-12:30", Why.CROSSES_MIDNIGHT, "12:50-12:30"),
        ("9-5, 4-8", Why.OVERLAP, "9-5, 4-8"),
        ("9:00-24:01", Why.NOT_HOURS, "9:00-24:01"),
        ("24:00-24:00", Why.NOT_HOURS, "24:00-24:00"),
        ("8:00-9:00, 9:00-9:00", Why.NO_LENGTH, "9:00-9:00"),
        ("22:00-6:00", Why.CROSSES_MIDNIGHT, "22:00-6:00"),
        ("22:00-0:00", Why.CROSSES_MIDNIGHT, "22:00-0:00"),
        ("9:00-12:00, 11:59-13:00", Why.OVERLAP, "9:00-12:00, 11:59-13:00"),
    ],
)
def test_what_is_no_hours_is_named(text, why, part):
    assert parse_hours(text) == Unreadable(why, part)


@given(st.lists(st.integers(0, 1440), unique=True, min_size=2, max_size=12).map(sorted))
def test_hours_are_spelled_as_they_are_read(ends):
    hours = tuple(Hours(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False))

    assert parse_hours(spell_hours(hours)) == hours


TODAY = date(2026, 11, 22)


def test_a_day_to_come_is_read():
    assert parse_day(" 2026-12-24 ", TODAY) == date(2026, 12, 24)
    assert parse_day("2026-12-4", TODAY) == date(2026, 12, 4)
    assert parse_day("2026-11-23", TODAY) == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.NOT_A_DATE),
        ("tomorrow", Why.NOT_A_DATE),
        ("24.12.2026", Why.NOT_A_DATE),
        ("2026-02-30", Why.NOT_A_DATE),
        ("2026-12-24..2026-12-31", Why.NOT_A_DATE),
        ("2026-11-22", Why.PAST),
        ("0001-01-01", Why.PAST),
        ("2028-11-24", Why.TOO_FAR),
        ("9999-12-31", Why.TOO_FAR),
    ],
)
def test_what_is_no_day_to_come_is_named(text, why):
    assert parse_day(text, TODAY) == Unreadable(why, text)


def christmas(*days):
    return {date(2026, 12, day) for day in days}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-12-24", christmas(24)),
        ("2026-12-24, 2026-12-27..2026-12-29", christmas(24, 27, 28, 29)),
        ("2026-12-24 .. 2026-12-26", christmas(24, 25, 26)),
        ("2026-12-24...2026-12-26", christmas(24, 25, 26)),
        ("2026-12-24\u20262026-12-26", christmas(24, 25, 26)),
        ("2026-12-24\u20132026-12-26", christmas(24, 25, 26)),
        ("2026-12-24-2026-12-26", christmas(24, 25, 26)),
        ("2026-12-24 to 2026-12-26", christmas(24, 25, 26)),
        ("2026-12-24..2026-12-24", christmas(24)),
        ("2026-12-24,2026-12-24..2026-12-25", christmas(24, 25)),
        ("2026-11-22", {TODAY}),
        ("2026-11-01, 2026-12-24", christmas(24)),
        ("0001-01-01..2026-11-22", {TODAY}),
        ("none", set()),
        (" None ", set()),
    ],
)
def test_days_off_are_read_and_past_ones_forgotten(text, days):
    assert parse_days_off(text, TODAY) == days


@pytest.mark.parametrize(
    ("text", "why", "part"),
    [
        ("", Why.EMPTY, ""),
        ("christmas", Why.NOT_A_DATE, "christmas"),
        ("2026-12-24,", Why.NOT_A_DATE, ""),
        ("2026-12-24..", Why.NOT_A_DATE, "2026-12-24.."),
        ("2026-12-24..31", Why.NOT_A_DATE, "2026-12-24..31"),
        ("2026-12-24..2026-12-32", Why.NOT_A_DATE, "2026-12-24..2026-12-32"),
        ("2026-12-24, none", Why.NOT_A_DATE, "none"),
        ("2026-12-31..2026-12-24", Why.BACKWARDS, "2026-12-31..2026-12-24"),
        ("2026-12-24..9999-12-31", Why.TOO_FAR, "2026-12-24..9999-12-31"),
        ("2026-11-21", Why.PAST, "2026-11-21"),
        ("2026-11-01..2026-11-21", Why.PAST, "2026-11-01..2026-11-21"),
    ],
)
def test_what_is_no_days_off_is_named(text, why, part):
    assert parse_days_off(text, TODAY) == Unreadable(why, part)


@given(st.frozensets(st.integers(0, FURTHEST.days).map(lambda n: TODAY + timedelta(days=n))))
def test_days_off_are_spelled_as_they_are_read(days):
    spelled = spell_days_off(days)

    assert read_days_off(spelled) == days
    assert parse_days_off(spelled or "none", TODAY) == days


def test_days_off_are_told_as_runs():
    assert spell_days_off(frozenset(christmas(24, 27, 28, 29))) == (
        "2026-12-24, 2026-12-27..2026-12-29"
    )


def anything_off(text):
    return parse_days_off(text, TODAY)


@given(
    st.text(max_size=30) | st.text("0123456789:-., to", max_size=30),
    st.sampled_from([parse_times, parse_days, parse_hours, anything_off]),
)
def test_anything_typed_gives_a_value(text, parse):
    assert parse(text) is not None


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Calcutta", "Etc/GMT+5"])
def test_zones_are_known(name):
    assert known_zone(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "\0", "\ud800", "x" * 5000),
        *("Mars/Olympus", "Europe", "europe/berlin ", "../Europe/Berlin", "/etc/passwd"),
        *("zone.tab", "Factory", "localtime", "posixrules", "right/Europe/Berlin", "posix/UTC"),
    ],
)
def test_what_is_no_zone_is_not_known(name):
    assert not known_zone(name)
