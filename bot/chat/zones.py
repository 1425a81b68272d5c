"""Zones as people choose them: offered while they type, with the time it is there."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.chat.words import teambreak as words
from bot.core.ports import Clock, Members
from bot.core.timetable import known_zone
from bot.core.zones import Atlas, ZoneChoice, zones_matching

say = words.words()
_LONGEST_NAME = 100


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
        """The zone to use; a new one is remembered. Raises `Wrong`, which asks for one."""
        if given is None:
            known = await self.of(user_id)
            if known is None:
                raise Wrong(say.zone_needed)
            return known
        zone = given.strip()
        if not known_zone(zone):
            raise Wrong(say.no_zone.format(part=discord.utils.escape_markdown(zone[:60])))
        await self._members.keep_settings(user_id, zone=zone)
        return zone


def _label(it: ZoneChoice) -> str:
    label = say.zone_choice.format(city=it.city, zone=it.zone, time=f"{it.local_time:%H:%M}")
    return label[:_LONGEST_NAME]
