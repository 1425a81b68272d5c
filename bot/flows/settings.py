"""What a person chose once: read, and changed one at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.core import reminder as rules
from bot.core.member import Member
from bot.core.options import DmSteps, Options, Pictures, Posture, read_breath
from bot.core.ports import Alarm, Clock, Members
from bot.core.script import Pace
from bot.core.timetable import local_day
from bot.core.typed import Unreadable, parse_days_off, parse_hours, spell_hours
from bot.core.zones import Atlas, zones_named
from bot.flows.following import Followed, followed
from bot.flows.scripts import Scripts

#: So much of what cannot be is said back.
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to change, as Discord brings it; None stays as it is.

    `leave_out` names an exercise to leave out, or one that is left out to bring it back.
    """

    zone: str | None = None
    working_hours: str | None = None
    days_off: str | None = None
    pace: str | None = None
    posture: str | None = None
    breath: str | None = None
    leave_out: str | None = None
    pictures: str | None = None
    dm_steps: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed: this setting cannot have that value, or not that part of it.

    `why` is a `Why` where it was read and not understood; `zones` are what a name could mean.
    """

    setting: str
    value: str
    why: str = ""
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A person before and after a change, and what became of their reminders."""

    before: Member
    after: Member
    followed: Followed


@dataclass(frozen=True, slots=True)
class _Read:
    """A wish that was understood."""

    wish: Wish
    zone: str | None
    working_hours: str | None
    days_off: frozenset[date] | None

    def apply(self, it: Member) -> Member:
        return replace(
            it,
            zone=self.zone or it.zone,
            working_hours=self.working_hours or it.working_hours,
            days_off=it.days_off if self.days_off is None else self.days_off,
            pace=Pace(self.wish.pace) if self.wish.pace else it.pace,
            options=_options(it.options, self.wish),
        )


class Settings:
    """A person's own settings."""

    def __init__(
        self, members: Members, scripts: Scripts, atlas: Atlas, clock: Clock, alarm: Alarm
    ) -> None:
        self._members = members
        self._scripts = scripts
        self._atlas = atlas
        self._clock = clock
        self._alarm = alarm

    async def show(self, user_id: int) -> Member:
        """The member, without days off that are past."""
        member = await self._members.get(user_id)
        return replace(member, days_off=member.days_off_from(self._clock.now()))

    async def change(self, user_id: int, wish: Wish) -> Kept | Refused:
        """One decision about all of a wish; where a part is refused nothing is changed.

        Reminders follow the zone, the hours and the days off in the same transaction.
        """
        read = self._read(wish, await self._members.get(user_id))
        if isinstance(read, Refused):
            return read
        now = self._clock.now()
        done = await self._members.change(
            user_id, read.apply, lambda it, member: rules.follow(it, member, now)
        )
        return Kept(done.before, done.after, followed(done.moved, self._clock, self._alarm))

    def _read(self, wish: Wish, own: Member) -> _Read | Refused:
        zone, hours = self._zone(wish.zone), _hours(wish.working_hours)
        if isinstance(zone, Refused):
            return zone
        if isinstance(hours, Refused):
            return hours
        days_off = self._days_off(wish.days_off, zone or own.zone)
        if isinstance(days_off, Refused):
            return days_off
        if wish.leave_out and not self._scripts.knows(wish.leave_out):
            return Refused("leave_out", wish.leave_out[:_SHOWN])
        return _Read(wish, zone, hours, days_off)

    def _zone(self, text: str | None) -> str | Refused | None:
        if text is None:
            return None
        zones = zones_named(self._atlas, text)
        return zones[0] if len(zones) == 1 else Refused("zone", text[:_SHOWN], zones=zones)

    def _days_off(self, text: str | None, zone: str | None) -> frozenset[date] | Refused | None:
        if text is None:
            return None
        if zone is None:
            return Refused("days_off", text[:_SHOWN], "no_zone")
        read = parse_days_off(text, local_day(self._clock.now(), zone))
        return _refused("days_off", read) if isinstance(read, Unreadable) else read


def _hours(text: str | None) -> str | Refused | None:
    if text is None:
        return None
    read = parse_hours(text)
    return _refused("working_hours", read) if isinstance(read, Unreadable) else spell_hours(read)


def _refused(setting: str, it: Unreadable) -> Refused:
    return Refused(setting, it.part[:_SHOWN], it.why)


def _options(before: Options, wish: Wish) -> Options:
    breath = read_breath(wish.breath) if wish.breath else before.breath
    return Options(
        Posture(wish.posture or before.posture),
        breath,
        before.left_out ^ {wish.leave_out} if wish.leave_out else before.left_out,
        Pictures(wish.pictures or before.pictures),
        DmSteps(wish.dm_steps or before.dm_steps),
    )
