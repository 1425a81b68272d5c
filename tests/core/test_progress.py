from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.progress import WEEKS, Tone, first_instant, progress

#: A Thursday.
NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)
ZONES = st.sampled_from([None, "Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "UTC"])
INSTANTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def test_the_weeks_begin_on_mondays_and_end_with_the_one_that_goes_on():
    weeks = progress([], NOW, None).weeks

    assert [week.monday for week in weeks] == [
        date(2026, 10, 26),
        date(2026, 11, 2),
        date(2026, 11, 9),
        date(2026, 11, 16),
    ]


def test_a_day_is_done_once_however_often():
    weeks = progress([ago(0), ago(0.1), ago(8)], NOW, None).weeks

    assert weeks[-1].done == {date(2026, 11, 19)}
    assert weeks[-2].done == {date(2026, 11, 11)}


def test_what_is_older_than_the_weeks_is_left_out():
    assert not any(week.done for week in progress([ago(60)], NOW, None).weeks)


def test_a_day_counts_by_the_clocks_of_the_person():
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)

    assert progress([late], NOW, "Europe/Berlin").weeks[-1].done == {date(2026, 11, 19)}
    assert progress([late], NOW, None).weeks[-1].done == {date(2026, 11, 18)}


def test_today_is_the_persons_today():
    evening = datetime(2026, 11, 22, 15, tzinfo=UTC)
    it = progress([evening], evening, "Pacific/Auckland")

    assert it.today == date(2026, 11, 23)
    assert it.weeks[-1].monday == it.today


@pytest.mark.parametrize(
    ("days", "tone"),
    [
        pytest.param([0, 9], Tone.TODAY, id="today"),
        pytest.param([2], Tone.THIS_WEEK, id="this week"),
        pytest.param([5], Tone.EARLIER, id="before this week"),
        pytest.param([40], Tone.NOTHING_YET, id="long ago"),
        pytest.param([], Tone.NOTHING_YET, id="never"),
    ],
)
def test_what_is_worth_a_sentence(days: list[int], tone: Tone):
    assert progress([ago(it) for it in days], NOW, None).tone is tone


def test_a_rest_day_changes_nothing_about_the_sentence():
    every_day = [ago(it) for it in range(4)]

    assert progress(every_day, NOW, None).tone is progress([ago(0)], NOW, None).tone


@given(st.lists(INSTANTS, max_size=20), INSTANTS, ZONES)
def test_every_day_shown_was_finished_on_and_lies_in_its_week(
    finished: list[datetime], now: datetime, zone: str | None
):
    it = progress(finished, now, zone)
    there = ZoneInfo(zone or "UTC")
    begun = {at.astimezone(there).date() for at in finished}

    assert len(it.weeks) == WEEKS
    assert it.today in it.weeks[-1].days
    for week in it.weeks:
        assert week.done <= begun & set(week.days)


@given(INSTANTS, INSTANTS, ZONES)
def test_nothing_before_the_first_instant_counts_and_everything_after_it_does(
    at: datetime, now: datetime, zone: str | None
):
    counted = any(week.done for week in progress([at], now, zone).weeks)
    last = progress([], now, zone).weeks[-1].days[-1]

    inside = at >= first_instant(now, zone)
    assert counted == (inside and at.astimezone(ZoneInfo(zone or "UTC")).date() <= last)
