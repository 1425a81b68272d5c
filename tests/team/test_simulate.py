"""`python -m bot simulate`: the sends of a plan, with the night the clocks change."""

from __future__ import annotations

import pytest

from bot.__main__ import main


def simulated(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str], str]:
    code = main(["simulate", *options])
    out, errors = capsys.readouterr()
    return code, out.splitlines(), errors


def test_it_keeps_the_wall_clock_hour_over_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines, _ = simulated(
        capsys, "--days", "60", "--zone", "Europe/Berlin", "--from", "2026-03-01"
    )

    starts = [line for line in lines if line.endswith("start")]
    assert code == 0
    assert len(starts) == 43
    assert {line.split()[2] for line in starts} == {"10:25:00"}
    assert {line.split()[4] for line in starts} == {"09:25:00Z", "08:25:00Z"}
    assert [line.strip() for line in lines if "clocks changed" in line] == [
        "the clocks changed: UTC+02:00 from here on"
    ]


def test_each_has_a_heads_up_a_start_and_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = simulated(
        capsys, *("--days", "1", "--zone", "UTC", "--from", "2026-03-02", "--time", "9:30")
    )

    assert [line.split()[2] for line in lines[1:-1]] == ["09:25:00", "09:30:00", "09:35:00"]
    assert lines[-1].startswith("1 breaks, 2 messages")


def test_every_fault_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--zone", "Mars", "--time", "25:00", "--on", "x", "--days", "0", "--routine", "y")

    code, _, errors = simulated(capsys, *asked)

    assert code == 2
    assert [line.split(":")[0] for line in errors.splitlines()] == [
        "--routine",
        "--zone",
        "--time",
        "--on",
        "--days",
    ]


def test_a_break_rests_until_the_day_it_is_paused_until(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = simulated(
        capsys,
        *("--zone", "Europe/Berlin", "--from", "2026-12-20", "--days", "7"),
        *("--on", "daily", "--paused-until", "2026-12-24"),
    )

    starts = [line.split()[1] for line in lines if line.endswith("start")]
    assert starts == ["2026-12-24", "2026-12-25", "2026-12-26"]
    assert "paused until 2026-12-24" in lines[0]
    assert lines[-1].startswith("3 breaks")


def test_a_reminder_keeps_days_off_hours_and_its_cap(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = simulated(
        capsys,
        *("--zone", "Europe/Berlin", "--from", "2026-12-21", "--days", "10", "--reminder"),
        *("--every", "60", "--hours", "9-12, 1-5", "--days-off", "2026-12-24..2026-12-28"),
        *("--paused-until", "2026-12-22"),
    )

    nudges = [line.split()[:3] for line in lines if line.endswith("nudge")]
    assert "hours 09:00-12:00, 13:00-17:00, days off 2026-12-24..2026-12-28" in lines[0]
    assert sorted({day for _, day, _ in nudges}) == [
        "2026-12-22",
        "2026-12-23",
        "2026-12-29",
        "2026-12-30",
    ]
    assert {at for *_, at in nudges} == {"09:00:00", "10:00:00", "11:00:00"}
    assert lines[-1] == "12 reminders, at most 3 a day"


def test_a_reminder_at_a_time_keeps_its_wall_clock_hour(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = simulated(
        capsys, *("--zone", "Europe/Berlin", "--from", "2026-03-26", "--days", "6", "--reminder")
    )

    nudges = [line for line in lines if line.endswith("nudge")]
    assert {line.split()[2] for line in nudges} == {"10:25:00"}
    assert len(nudges) == 4
    assert any("clocks changed" in line for line in lines)


def test_what_a_reminder_cannot_have_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--zone", "UTC", "--every", "30", "--hours", "late", "--days-off", "x")

    code, _, errors = simulated(capsys, *asked)

    assert code == 2
    assert [line.split(":")[0] for line in errors.splitlines()] == [
        "--every, --hours and --days-off",
        "--every",
        "--hours",
        "--days-off",
    ]
