"""What `simulate` is asked, read from the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from bot.core.errors import Faults
from bot.core.reminder import Reminder
from bot.core.script import Script
from bot.core.teambreak import Cues, Standing, TeamBreak
from bot.core.timetable import Timetable, known_zone
from bot.core.typed import (
    NO_DAYS,
    Unreadable,
    parse_days,
    parse_days_off,
    parse_hours,
    parse_times,
    spell_hours,
)
from bot.simulate import Simulation, today

_Value = TypeVar("_Value")


def add_to(plan: argparse.ArgumentParser) -> None:
    """The options, with their help."""
    plan.add_argument("--days", type=int, default=60, help="how many local days")
    plan.add_argument("--zone", required=True, help="whose clocks count, like Europe/Berlin")
    plan.add_argument("--time", default="10:25", help="like 10:25, or several: 10:25, 15:25")
    plan.add_argument("--on", default="mon-fri", help="mon-fri, daily, or mon,wed,fri")
    plan.add_argument("--routine", help="its file's name in content/, without .toml")
    plan.add_argument("--from", dest="first", type=date.fromisoformat, help="like 2026-03-01")
    plan.add_argument("--paused-until", type=date.fromisoformat, help="like 2026-12-24")
    plan.add_argument("--reminder", action="store_true", help="a reminder, not a team break")
    own = plan.add_argument_group("for a reminder")
    own.add_argument("--every", type=int, help="so many minutes, at least 45, instead of --time")
    own.add_argument("--hours", help="for --every, like 9-12, 13-17:30")
    own.add_argument("--days-off", help="like 2026-12-24, 2026-12-27..2026-12-31")


def read(asked: argparse.Namespace, routine: str, script: Script | None) -> Simulation:
    """What is to be simulated with the script of `routine`. Raises `Faults`."""
    faults = [f"--routine: there is no {routine!r} in content"] if script is None else []
    zone = asked.zone if known_zone(asked.zone) else "UTC"
    if zone != asked.zone:
        faults.append(f"--zone: {asked.zone!r} is no IANA time zone, like Europe/Berlin")
    times = _read(faults, parse_times(asked.time), "--time", "time; write 10:25, or 10:25, 15:25")
    on = _read(faults, parse_days(asked.on), "--on", "day; write mon-fri, daily, or mon,wed,fri")
    if not 1 <= asked.days <= 3660:
        faults.append("--days: from 1 to 3660")
    first = asked.first or today(zone)
    own = _of_person(asked, faults, first)
    if faults or script is None or times is None or on is None:
        raise Faults(faults)
    if asked.reminder:
        every = () if asked.every else times
        it = Reminder(0, 0, every, asked.every, on, zone, routine, **own)
        return Simulation(it, script, first, asked.days)
    table = Timetable(times, on, zone)
    break_ = TeamBreak(0, 0, 0, 0, table, routine, None, Cues.CARD, Standing.ACTIVE)
    return Simulation(replace(break_, paused_until=asked.paused_until), script, first, asked.days)


def _of_person(asked: argparse.Namespace, faults: list[str], first: date) -> dict[str, Any]:
    """What a reminder has of its person, and until when they paused it."""
    given = [asked.every, asked.hours, asked.days_off]
    if not asked.reminder and any(it is not None for it in given):
        faults.append("--every, --hours and --days-off: go with --reminder")
    if asked.every is not None and not 45 <= asked.every <= 24 * 60:
        faults.append("--every: from 45 to 1440 minutes")
    hours = parse_hours(asked.hours or "9-17")
    hours = _read(faults, hours, "--hours", "hours; write 9-17, or 9-12, 13-17:30") or ()
    days_off = parse_days_off(asked.days_off or NO_DAYS, first)
    mend = "day off to come; write 2026-12-24, or 2026-12-27..2026-12-31"
    return {
        "hours": spell_hours(hours),
        "days_off": _read(faults, days_off, "--days-off", mend),
        "paused_until": asked.paused_until,
    }


def _read(faults: list[str], read: _Value | Unreadable, option: str, mend: str) -> _Value | None:
    """What an option says; where it cannot be read, that is one more fault."""
    if isinstance(read, Unreadable):
        faults.append(f"{option}: {read.part!r} is no {mend}")
        return None
    return read
