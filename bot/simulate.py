"""What a plan would send, day by day, as text: to look at before anybody is called."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import reminder as reminders
from bot.core.occurrence import HEADS_UP
from bot.core.reminder import Reminder, Verb
from bot.core.script import Script
from bot.core.teambreak import TeamBreak
from bot.core.timetable import eve, local_day
from bot.core.typed import spell_days, spell_days_off, spell_times


@dataclass(frozen=True, slots=True)
class Line:
    """One message, at an instant; or an edit of the one before."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """A plan, and which local days of it: `days` of them from `first` on."""

    plan: TeamBreak | Reminder
    script: Script
    first: date
    days: int


def simulate(it: Simulation) -> None:
    """Prints every send of these days, and where the clocks change."""
    if isinstance(it.plan, Reminder):
        _reminder(it.plan, it.script, it.first, it.days)
    else:
        _break(it.plan, it.script, it.first, it.days)


def _break(own: TeamBreak, script: Script, first: date, days: int) -> None:
    plan = own.timetable
    pause = f", paused until {own.paused_until}" if own.paused_until else ""
    head = f"{spell_times(plan.times)}, {spell_days(plan.days)}, {plan.zone}{pause}"
    runs = _print(f"{head}: {script.title}", break_sends(own, script, first, days), plan.zone)
    sys.stdout.write(f"{runs} breaks, {runs * 2} messages, at most one ping each\n")


def _reminder(it: Reminder, script: Script, first: date, days: int) -> None:
    # As if each was answered at once.
    when = f"every {it.every} minutes" if it.every else spell_times(it.times)
    parts = [when, spell_days(it.days), it.zone]
    parts += [f"hours {it.hours}"] if it.every and it.hours else []
    parts += [f"days off {spell_days_off(it.days_off)}"] if it.days_off else []
    parts += [f"paused until {it.paused_until}"] if it.paused_until else []
    head = f"{', '.join(parts)}: {script.title}"
    nudges = _print(head, reminder_sends(it, first, days), it.zone)
    sys.stdout.write(f"{nudges} reminders, at most {reminders.DAILY_CAP} a day\n")


def break_sends(own: TeamBreak, script: Script, first: date, days: int) -> Iterator[Line]:
    """The heads-up, the start and the end of every occurrence in these local days."""
    zone = own.timetable.zone
    at = own.rhythm.next_after(eve(first, zone))
    while at and local_day(at, zone) < first + timedelta(days=days):
        yield Line(at - HEADS_UP, "heads-up")
        yield Line(at, "start")
        yield Line(at + script.length, "end, an edit")
        at = own.rhythm.next_after(at)


def reminder_sends(it: Reminder, first: date, days: int) -> Iterator[Line]:
    """Every nudge of these local days, by the rules that decide it."""
    begins = eve(first, it.zone)
    it = reminders.confirm(it, begins, begins)
    while it.due_at and local_day(it.due_at, it.zone) < first + timedelta(days=days):
        at = it.due_at
        decided = reminders.decide(it, (), at)
        if decided.what:
            yield Line(at, "nudge")
        it = reminders.press(decided.reminder, Verb.START, at, at)


def _print(head: str, lines: Iterable[Line], zone: str) -> int:
    """Each line with its local time; how many of them begin something."""
    out = sys.stdout
    out.write(f"{head}\n")
    offset, begun = None, 0
    for line in lines:
        local = line.at.astimezone(ZoneInfo(zone))
        if offset is not None and local.utcoffset() != offset:
            out.write(f"{'':10}the clocks changed: UTC{offset_of(local)} from here on\n")
        offset = local.utcoffset()
        begun += line.what in ("start", "nudge")
        out.write(f"{local:%a %Y-%m-%d %H:%M:%S} UTC{offset_of(local)}  {line.at:%H:%M:%S}Z  ")
        out.write(f"{line.what}\n")
    return begun


def offset_of(local: datetime) -> str:
    text = f"{local:%z}"
    return f"{text[:3]}:{text[3:5]}"


def today(zone: str) -> date:
    """The date it is in a zone now."""
    return local_day(datetime.now(UTC), zone)
