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
