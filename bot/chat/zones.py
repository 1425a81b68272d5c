"""Zones as people choose them: offered while they type, with the time it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import discord
from discord import app_commands

from bot.chat.words import teambreak as words
from bot.core.ports import Clock, Members
from bot.core.timetable import local_day
from bot.core.zones import Atlas, ZoneChoice, zones_matching, zones_named

say = words.words()
_LONGEST_NAME = 100
#: So many of the zones that a name could mean are named.
_SOME = 4


class Wrong(Exception):
    """An option cannot be read; its text is the sentence that says so."""


class Zones:
    """Offers zones, and remembers the one a person chose."""

    def __init__(self, atlas: Atlas, members: Members, clock: Clock) -> None:
        self._atlas = atlas
        self._members = members
        self._clock = clock

    def offer(self, typed: str, first: str | None) -> list[app_commands.Choice[str]]:
        """What fits the typed text; `first` was chosen before, by them or in their server."""
        found = zones_matching(self._atlas, typed, self._clock.now(), first)
        return [app_commands.Choice(name=_label(it), value=it.zone) for it in found]

    async def of(self, user_id: int) -> str | None:
        """The zone this person chose last."""
        return (await self._members.get(user_id)).zone

    async def chosen(self, user_id: int, given: str | None) -> str:
        """The zone to use; the first one is remembered. Raises `Wrong`, which asks for one."""
        if given is not None:
            zone = self.read(given)
            await self._members.change(user_id, lambda it: replace(it, zone=it.zone or zone))
            return zone
        known = await self.of(user_id)
        if known is None:
            raise Wrong(say.zone_needed)
        return known

    def read(self, typed: str) -> str:
        """A zone by its id, or by the name of a city in it. Raises `Wrong`."""
        zones = zones_named(self._atlas, typed)
        if len(zones) != 1:
            raise Wrong(unclear(typed, zones))
        return zones[0]

    async def today(self, user_id: int) -> date:
        """The date it is for this person; in UTC where their zone is not known."""
        return local_day(self._clock.now(), await self.of(user_id) or "UTC")


def soon(today: date) -> date:
    """A day to come, as an example."""
    return today + timedelta(days=7)


def unclear(typed: str, zones: Sequence[str]) -> str:
    """Why a zone is not known by that name: there is none, or there are several."""
    words = say.several_zones if zones else say.no_zone
    part = discord.utils.escape_markdown(typed.strip()[:60])
    return words.format(part=part, zones=say.or_.join(zones[:_SOME]))


def _label(it: ZoneChoice) -> str:
    label = say.zone_choice.format(city=it.city, zone=it.zone, time=f"{it.local_time:%H:%M}")
    return label[:_LONGEST_NAME]
