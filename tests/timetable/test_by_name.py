"""Timetables in zones with a story."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.timetable import EVERY_DAY, Timetable, conflicts, upcoming
from tests.timetable.walk import reading, utc

MON_FRI = frozenset(range(1, 6))
FIVE = timedelta(minutes=5)


def daily(zone, *times):
    return Timetable(tuple(map(time.fromisoformat, times)), EVERY_DAY, zone)


def test_half_past_ten_in_berlin_is_half_past_ten_all_year():
    table = Timetable((time(10, 30),), MON_FRI, "Europe/Berlin")
    walls = [reading(at, table.zone) for at in upcoming(table, utc(2026, 1, 1), 261)]

    assert {wall.time() for wall in walls} == {time(10, 30)}
    assert walls[-1].year == 2026
    assert walls[0].date().isoformat() == "2026-01-01"


@pytest.mark.parametrize(
    ("zone", "planned", "after", "expected"),
    [
        # Spring: the hour is left out.
        ("Europe/Berlin", "02:30", utc(2026, 3, 28, 12), utc(2026, 3, 29, 1)),
        ("America/New_York", "02:30", utc(2026, 3, 7, 12), utc(2026, 3, 8, 7)),
        ("Australia/Lord_Howe", "02:15", utc(2026, 10, 3), utc(2026, 10, 3, 15, 30)),
        ("Antarctica/Troll", "01:30", utc(2024, 3, 30, 12), utc(2024, 3, 31, 1)),
        ("Africa/Cairo", "00:15", utc(2024, 4, 25, 12), utc(2024, 4, 25, 22)),
        ("America/Santiago", "00:30", utc(2024, 9, 7, 12), utc(2024, 9, 8, 4)),
        ("Asia/Beirut", "00:30", utc(2024, 3, 30, 12), utc(2024, 3, 30, 22)),
        ("Asia/Tehran", "00:30", utc(2022, 3, 21, 12), utc(2022, 3, 21, 20, 30)),
        ("Africa/Casablanca", "02:30", utc(2024, 4, 13, 12), utc(2024, 4, 14, 2)),
        # The gap ends at midnight, so Saturday's time comes as Sunday begins.
        ("America/Nuuk", "23:30", utc(2024, 3, 30, 12), utc(2024, 3, 31, 1)),
        # Autumn: the hour is read twice.
        ("Europe/Berlin", "02:30", utc(2026, 10, 24, 12), utc(2026, 10, 25, 0, 30)),
        ("America/New_York", "01:30", utc(2026, 10, 31, 12), utc(2026, 11, 1, 5, 30)),
        ("Australia/Lord_Howe", "01:45", utc(2026, 4, 4), utc(2026, 4, 4, 14, 45)),
        ("Antarctica/Troll", "01:30", utc(2024, 10, 26, 12), utc(2024, 10, 26, 23, 30)),
        ("Africa/Cairo", "23:30", utc(2024, 10, 31, 12), utc(2024, 10, 31, 20, 30)),
        ("America/Santiago", "23:30", utc(2024, 4, 6, 12), utc(2024, 4, 7, 2, 30)),
        ("Africa/Casablanca", "02:30", utc(2024, 3, 9, 12), utc(2024, 3, 10, 1, 30)),
        # Whole days left out: made up for once, as the next day begins.
        ("Pacific/Apia", "10:30", utc(2011, 12, 30), utc(2011, 12, 30, 10)),
        ("Pacific/Kwajalein", "10:30", utc(1993, 8, 21), utc(1993, 8, 21, 12)),
        # Nothing ever changes.
        ("UTC", "02:30", utc(2026, 3, 29), utc(2026, 3, 29, 2, 30)),
        ("Asia/Kolkata", "09:00", utc(2026, 3, 29), utc(2026, 3, 29, 3, 30)),
    ],
)
def test_a_time_falls_on_the_first_instant_that_reads_or_has_passed_it(
    zone, planned, after, expected
):
    assert daily(zone, planned).next_after(after) == expected


def test_an_hour_read_twice_does_not_come_the_second_time():
    table = daily("Europe/Berlin", "02:30")

    assert table.next_after(utc(2026, 10, 25, 0, 30)) == utc(2026, 10, 26, 1, 30)


def test_a_time_moved_onto_another_planned_time_comes_once():
    table = daily("Europe/Berlin", "02:30", "03:00", "04:00")

    assert upcoming(table, utc(2026, 3, 29), 3) == (
        utc(2026, 3, 29, 1),
        utc(2026, 3, 29, 2),
        utc(2026, 3, 30, 0, 30),
    )


def test_the_friday_samoa_left_out_comes_as_its_saturday_begins():
    table = Timetable((time(9), time(15)), frozenset({5}), "Pacific/Apia")
    came = upcoming(table, utc(2011, 12, 29), 3)

    assert [reading(at, table.zone).isoformat(" ", "minutes") for at in came] == [
        "2011-12-31 00:00",
        "2012-01-06 09:00",
        "2012-01-06 15:00",
    ]


def test_the_next_is_strictly_later():
    table = daily("UTC", "09:00")

    assert table.next_after(utc(2026, 1, 1, 9)) == utc(2026, 1, 2, 9)
    assert table.next_after(utc(2026, 1, 1, 9) - timedelta.resolution) == utc(2026, 1, 1, 9)


def test_a_week_is_the_longest_wait_of_a_weekly_time_on_a_quiet_clock():
    table = Timetable((time(9),), frozenset({4}), "UTC")

    assert table.next_after(utc(2026, 1, 1, 9)) == utc(2026, 1, 8, 9)


def test_times_are_kept_in_order_and_once():
    assert daily("UTC", "14:30", "09:05", "14:30") == daily("UTC", "09:05", "14:30")


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ((), EVERY_DAY),
        ((time(9, 0, 1),), EVERY_DAY),
        ((time(9, 0, 0, 1),), EVERY_DAY),
        ((time(9, tzinfo=UTC),), EVERY_DAY),
        ((time(9),), frozenset()),
        ((time(9),), frozenset({0})),
        ((time(9),), frozenset({7, 8})),
    ],
)
def test_an_impossible_timetable_cannot_be_made(times, days):
    with pytest.raises(ValueError, match="a timetable needs"):
        Timetable(times, days, "UTC")


def test_a_time_without_a_zone_cannot_be_asked_after():
    with pytest.raises(TypeError):
        daily("UTC", "09:00").next_after(datetime(2026, 1, 1))  # noqa: DTZ001


def test_breaks_that_run_at_the_same_time_conflict():
    berlin, london = daily("Europe/Berlin", "10:30"), daily("Europe/London", "09:33")
    found = conflicts(berlin, london, (FIVE, FIVE), utc(2026, 1, 1))

    assert found == (utc(2026, 1, 1, 9, 30), utc(2026, 1, 1, 9, 33))


def test_breaks_back_to_back_do_not_conflict():
    one, other = daily("UTC", "10:30"), daily("UTC", "10:35", "10:25")

    assert conflicts(one, other, (FIVE, FIVE), utc(2026, 1, 1)) is None


def test_a_longer_break_conflicts_whichever_is_named_first():
    one, other = daily("UTC", "10:30"), daily("UTC", "10:35")
    spans = (FIVE + FIVE, FIVE)
    at = (utc(2026, 1, 1, 10, 30), utc(2026, 1, 1, 10, 35))

    assert conflicts(one, other, spans, utc(2026, 1, 1)) == at
    assert conflicts(other, one, spans[::-1], utc(2026, 1, 1)) == at[::-1]


def test_breaks_on_other_days_do_not_conflict():
    one = Timetable((time(10),), MON_FRI, "UTC")
    other = Timetable((time(10),), frozenset({6, 7}), "UTC")

    assert conflicts(one, other, (FIVE, FIVE), utc(2026, 1, 1)) is None


def test_breaks_that_meet_only_while_one_zone_is_in_summer_are_found():
    # New York is five hours behind Berlin, not six, from 8 to 29 March 2026.
    berlin, york = daily("Europe/Berlin", "15:00"), daily("America/New_York", "10:00")

    assert conflicts(berlin, york, (FIVE, FIVE), utc(2026, 1, 1)) == (utc(2026, 3, 8, 14),) * 2
    assert conflicts(berlin, york, (FIVE, FIVE), utc(2026, 1, 1), days=60) is None


def test_an_occurrence_at_the_very_start_counts():
    one = daily("UTC", "10:00")

    assert conflicts(one, one, (FIVE, FIVE), utc(2026, 1, 1, 10), days=1) == (
        utc(2026, 1, 1, 10),
        utc(2026, 1, 1, 10),
    )
