"""What several commands read from their options in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import discord

from bot.chat.answers import Interaction
from bot.chat.words import teambreak as words
from bot.chat.zones import Wrong, soon
from bot.core.team_ports import BreakLine
from bot.core.timetable import Timetable
from bot.core.typed import (
    Unreadable,
    Why,
    parse_day,
    parse_days,
    parse_times,
    spell_days,
    spell_times,
)
from bot.flows.team_answers import Host

say = words.words()


def host(interaction: Interaction) -> Host:
    """Who asks, and whether they manage the server."""
    manages = interaction.permissions.manage_guild
    return Host(interaction.user.id, interaction.guild_id, manages)


def seen(interaction: Interaction, lines: Sequence[BreakLine]) -> tuple[BreakLine, ...]:
    """Breaks in channels that the person may see; who manages the server sees them all."""
    guild, person = interaction.guild, interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return ()
    if interaction.permissions.manage_guild:
        return tuple(lines)
    rooms = [(it, guild.get_channel_or_thread(it.team_break.channel_id)) for it in lines]
    return tuple(it for it, room in rooms if room and room.permissions_for(person).view_channel)


def times(text: str) -> tuple[time, ...]:
    """Raises `Wrong`."""
    read = parse_times(text)
    if isinstance(read, Unreadable):
        words = say.too_many_times if read.why is Why.TOO_MANY else say.no_times
        raise Wrong(words.format(part=_shown(read.part)))
    return read


def days(text: str) -> frozenset[int]:
    """Raises `Wrong`."""
    read = parse_days(text)
    if isinstance(read, Unreadable):
        raise Wrong(say.no_days.format(part=_shown(read.part)))
    return read


def timetable(
    time: str | None, on: str | None, zone: str | None, before: Timetable | None = None
) -> Timetable:
    """A timetable out of options; what is left out stays as it was. Raises `Wrong`."""
    return Timetable(
        times(time if time is not None else spell_times(before.times) if before else ""),
        days(on if on is not None else spell_days(before.days) if before else "mon-fri"),
        zone or (before.zone if before else "UTC"),
    )


def day(text: str, today: date) -> date:
    """A local day to come. Raises `Wrong`."""
    read = parse_day(text, today)
    if isinstance(read, Unreadable):
        words = {Why.PAST: say.past_date, Why.TOO_FAR: say.far_date}.get(read.why, say.no_date)
        raise Wrong(words.format(part=_shown(read.part), example=soon(today)))
    return read


def _shown(part: str) -> str:
    return discord.utils.escape_markdown(part[:60])
