"""What a plan would send, day by day, as text: to look at before anybody is called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.core.occurrence import HEADS_UP
from bot.core.script import Script
from bot.core.timetable import Timetable, instant
from bot.core.typed import spell_days, spell_times


@dataclass(frozen=True, slots=True)
class Line:
    """One message, at an instant; or an edit of the one before."""

    at: datetime
    what: str


def simulate(plan: Timetable, script: Script, first: date, days: int) -> None:
    """Prints every send of `days` local days from `first` on, and where the clocks change."""
    zone = ZoneInfo(plan.zone)
    out = sys.stdout
    out.write(f"{spell_times(plan.times)}, {spell_days(plan.days)}, {plan.zone}: {script.title}\n")
    offset, runs = None, 0
    for line in sends(plan, script, first, days):
        local = line.at.astimezone(zone)
        if offset is not None and local.utcoffset() != offset:
            out.write(f"{'':10}the clocks changed: UTC{offset_of(local)} from here on\n")
        offset = local.utcoffset()
        runs += line.what == "start"
        out.write(f"{local:%a %Y-%m-%d %H:%M:%S} UTC{offset_of(local)}  {line.at:%H:%M:%S}Z  ")
        out.write(f"{line.what}\n")
    out.write(f"{runs} breaks, {runs * 2} messages, at most one ping each\n")


def sends(plan: Timetable, script: Script, first: date, days: int) -> Iterator[Line]:
    """The heads-up, the start and the end of every occurrence in these local days."""
    zone = ZoneInfo(plan.zone)
    begins = instant(datetime.combine(first, time()), zone)
    until = instant(datetime.combine(first + timedelta(days=days), time()), zone)
    before = begins - timedelta.resolution
    for at in takewhile(lambda it: it < until, plan.occurrences(before)):
        yield Line(at - HEADS_UP, "heads-up")
        yield Line(at, "start")
        yield Line(at + script.length, "end, an edit")


def offset_of(local: datetime) -> str:
    text = f"{local:%z}"
    return f"{text[:3]}:{text[3:5]}"


def today(zone: str) -> date:
    """The date it is in a zone now."""
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
