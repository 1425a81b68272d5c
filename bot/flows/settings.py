"""What a person chose once: read, and changed one at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.member import Member
from bot.core.options import DmSteps, Options, Pictures, Posture, read_breath
from bot.core.ports import Members
from bot.core.script import Pace
from bot.core.timetable import known_zone
from bot.core.typed import Unreadable, parse_hours
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
    pace: str | None = None
    posture: str | None = None
    breath: str | None = None
    leave_out: str | None = None
    pictures: str | None = None
    dm_steps: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed: this setting cannot have that value."""

    setting: str
    value: str


class Settings:
    """A person's own settings."""

    def __init__(self, members: Members, scripts: Scripts) -> None:
        self._members = members
        self._scripts = scripts

    async def show(self, user_id: int) -> Member:
        return await self._members.get(user_id)

    async def change(self, user_id: int, wish: Wish) -> Member | Refused:
        """The member as they are then; where one wish is refused nothing is changed."""
        refused = self._refused(wish)
        if refused:
            return refused
        before = await self._members.get(user_id)
        after = replace(
            before,
            zone=wish.zone or before.zone,
            working_hours=_text(wish.working_hours, before.working_hours),
            pace=Pace(wish.pace) if wish.pace else before.pace,
            options=_options(before.options, wish),
        )
        if after != before:
            await self._members.keep_settings(
                user_id,
                zone=after.zone,
                working_hours=after.working_hours,
                pace=after.pace,
                options=after.options,
            )
        return after

    def _refused(self, wish: Wish) -> Refused | None:
        if wish.zone and not known_zone(wish.zone):
            return Refused("zone", wish.zone[:_SHOWN])
        if wish.working_hours and isinstance(parse_hours(wish.working_hours), Unreadable):
            return Refused("working_hours", wish.working_hours)
        if wish.leave_out and not self._scripts.knows(wish.leave_out):
            return Refused("leave_out", wish.leave_out[:_SHOWN])
        return None


def _text(wish: str | None, before: str | None) -> str | None:
    return before if wish is None else wish.strip() or None


def _options(before: Options, wish: Wish) -> Options:
    breath = read_breath(wish.breath) if wish.breath else before.breath
    return Options(
        Posture(wish.posture or before.posture),
        breath,
        before.left_out ^ {wish.leave_out} if wish.leave_out else before.left_out,
        Pictures(wish.pictures or before.pictures),
        DmSteps(wish.dm_steps or before.dm_steps),
    )
