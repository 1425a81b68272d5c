"""What holds of a timetable around every change of every zone's clocks from 2024 to 2040."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.timetable import EVERY_DAY, Timetable, conflicts
from tests.timetable.walk import DAY, MINUTE, reading, transitions, utc, walked

# Times near the hours at which clocks change count for more than a quiet afternoon.
TIMES = st.one_of(
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.builds(time, st.sampled_from([0, 1, 2, 3, 4, 22, 23]), st.sampled_from([0, 15, 30, 59])),
)
DAYS = st.one_of(st.just(EVERY_DAY), st.frozensets(st.sampled_from(range(1, 8)), min_size=1))
OFFSETS = st.one_of(
    st.integers(-3 * 1440, 2 * 1440), st.integers(-180, 180), st.sampled_from([-60, -1, 0, 1, 60])
)


@st.composite
def near(draw, turns):
    """A timetable in a zone and a minute near one of its changes."""
    turn = draw(st.sampled_from(turns))
    times = draw(st.lists(TIMES, min_size=1, max_size=12))
    table = Timetable(tuple(times), draw(DAYS), turn.zone)
    return table, turn.at + draw(OFFSETS) * MINUTE


def within(table, after, length):
    return list(takewhile(lambda at: at <= after + length, table.occurrences(after)))


def jumped_over(table, at):
    """What clocks left out at `at`: (last reading before, reading at)."""
    return reading(at - timedelta(seconds=1), table.zone), reading(at, table.zone)


def test_the_sample_has_the_changes_we_know_of(turns):
    known = {(turn.zone, turn.at) for turn in turns}

    assert ("Europe/Berlin", utc(2026, 3, 29, 1)) in known
    assert ("Europe/Berlin", utc(2026, 10, 25, 1)) in known
    assert ("Australia/Lord_Howe", utc(2026, 4, 4, 15)) in known
    assert len({turn.zone for turn in turns}) > 150


def test_looking_every_six_days_misses_no_change(turns):
    # Gaza and Casablanca change their clocks more often than anybody else.
    for zone in ("Asia/Gaza", "Africa/Casablanca"):
        found = [turn.at for turn in turns if turn.zone == zone]
        closely = list(looked_at_twice_a_day(zone))

        assert len(found) == len(closely)
        assert all(at <= later <= at + DAY / 2 for at, later in zip(found, closely, strict=True))


def looked_at_twice_a_day(zone):
    info = ZoneInfo(zone)
    looks = [
        utc(2024, 1, 1) + n * DAY / 2 for n in range((utc(2041, 1, 1) - utc(2024, 1, 1)).days * 2)
    ]
    for before, at in pairwise(looks):
        if before.astimezone(info).utcoffset() != at.astimezone(info).utcoffset():
            yield at


@given(st.data())
def test_the_next_is_later(turns, data):
    table, after = data.draw(near(turns))

    assert table.next_after(after) > after


@given(st.data())
def test_the_next_is_at_most_eight_days_away(turns, data):
    table, after = data.draw(near(turns))

    assert table.next_after(after) - after <= 8 * DAY


@given(st.data())
def test_the_next_reads_a_planned_time_on_a_planned_day_unless_clocks_left_it_out(turns, data):
    table, after = data.draw(near(turns))
    at = table.next_after(after)
    before, reads = jumped_over(table, at)
    planned = reads.time() in table.times and reads.isoweekday() in table.days
    left_out = any(
        before < datetime.combine(day, wall) < reads and day.isoweekday() in table.days
        for day in (before.date(), reads.date())
        for wall in table.times
    )

    assert planned or left_out


@given(st.data())
def test_each_planned_time_comes_once_in_a_local_day(turns, data):
    table, after = data.draw(near(turns))
    walls = [reading(at, table.zone) for at in within(table, after, 9 * DAY)]

    assert max(Counter(walls).values()) == 1


@given(st.data())
def test_each_planned_time_that_clocks_read_comes(turns, data):
    table, after = data.draw(near(turns))
    came = {reading(at, table.zone) for at in within(table, after, 9 * DAY)}
    first = reading(after, table.zone).date() + DAY
    days = [day for day in (first + n * DAY for n in range(6)) if day.isoweekday() in table.days]
    planned = {datetime.combine(day, at) for day in days for at in table.times}
    read = {wall for wall in planned if exists(wall, table.zone)}

    assert read <= came


def exists(wall, zone):
    return reading(wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), zone) == wall


@given(st.data())
def test_what_clocks_left_out_comes_once_at_the_first_instant_after(turns, data):
    turn = data.draw(st.sampled_from(turns))
    before, reads = jumped_over(turn, turn.at)
    width = (reads - before) // MINUTE
    assume(width > 0)
    lost = data.draw(st.lists(st.integers(0, width - 1), min_size=1, max_size=5))
    walls = [before + timedelta(seconds=1) + n * MINUTE for n in lost]
    table = Timetable((*(wall.time() for wall in walls), reads.time()), EVERY_DAY, turn.zone)

    assert within(table, turn.at - MINUTE, MINUTE) == [turn.at]


@given(st.data())
def test_what_clocks_read_twice_comes_the_first_time_only(turns, data):
    turn = data.draw(st.sampled_from(turns))
    before, reads = jumped_over(turn, turn.at)
    width = (before + timedelta(seconds=1) - reads) // MINUTE
    assume(width > 0)
    wall = reads + data.draw(st.integers(0, width - 1)) * MINUTE
    table = Timetable((wall.time(),), EVERY_DAY, turn.zone)
    came = within(table, turn.at - width * MINUTE - MINUTE, 2 * width * MINUTE + MINUTE)

    assert came == [turn.at - width * MINUTE + (wall - reads)]


@given(st.data())
def test_the_next_stays_the_next_until_it_has_come(turns, data):
    table, after = data.draw(near(turns))
    at = table.next_after(after)
    between = after + (at - after) * data.draw(st.floats(0, 0.999))

    assert table.next_after(min(between, at - timedelta.resolution)) == at


@given(st.data())
def test_asking_again_and_again_gives_the_occurrences(turns, data):
    table, after = data.draw(near(turns))
    asked = []
    for expected in within(table, after, 3 * DAY):
        asked.append(table.next_after(asked[-1] if asked else after))

        assert asked[-1] == expected


@given(st.data())
def test_the_answer_is_in_utc_whatever_zone_the_question_is_in(turns, data):
    table, after = data.draw(near(turns))
    other = ZoneInfo(data.draw(st.sampled_from(turns)).zone)
    at = table.next_after(after.astimezone(other))

    assert at == table.next_after(after)
    assert at.utcoffset() == timedelta()


@given(st.data())
def test_it_says_what_a_walk_along_the_clock_finds(turns, data):
    table, after = data.draw(near(turns))

    assert within(table, after, DAY) == walked(table, after, after + DAY)


@given(st.data())
def test_conflicts_are_what_comparing_all_pairs_finds(turns, data):
    (one, after), (other, _) = data.draw(near(turns)), data.draw(near(turns))
    spans = tuple(data.draw(st.integers(1, 90)) * MINUTE for _ in range(2))
    start, length = after - DAY, 5 * DAY
    pairs = [
        (a, b)
        for a in within(one, start - timedelta.resolution, length)
        for b in within(other, start - timedelta.resolution, length)
        if a < b + spans[1] and b < a + spans[0]
    ]

    assert conflicts(one, other, spans, start, days=5) == min(pairs, default=None)


def test_it_says_what_a_walk_finds_where_clocks_left_out_or_repeated_a_whole_day():
    for zone, around in (
        ("Pacific/Apia", utc(2011, 12, 30, 10)),
        ("Pacific/Kwajalein", utc(1993, 8, 21, 12)),
        ("America/Juneau", utc(1983, 10, 30, 10)),
        ("Pacific/Enderbury", utc(1995, 1, 1, 11)),
        ("Asia/Tehran", utc(2022, 3, 21, 20, 30)),
        ("Asia/Beirut", utc(2023, 3, 29, 22)),
        ("America/Nuuk", utc(2024, 3, 31, 1)),
    ):
        for days in (EVERY_DAY, frozenset({5}), frozenset({6, 7})):
            table = Timetable((time(0), time(0, 30), time(9), time(23, 30)), days, zone)
            start = around - DAY

            assert within(table, start, 3 * DAY) == walked(table, start, around + 2 * DAY)


def test_the_walk_and_the_search_agree_that_nothing_changes_in_utc():
    assert list(transitions("UTC", utc(2024, 1, 1), utc(2030, 1, 1))) == []
