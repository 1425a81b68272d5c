"""`/reminder`: a person's own nudges by direct message."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat.answers import Interaction, show, tell, token
from bot.chat.cards import reminders as reminder_cards
from bot.chat.commands import asked
from bot.chat.commands.relax import offered
from bot.chat.words import reminder as words
from bot.chat.words import teambreak as break_words
from bot.chat.zones import Wrong, Zones
from bot.core.library import Library
from bot.core.reminder import Reminder
from bot.core.timetable import LEAST_GAP
from bot.flows.reminders import (
    Added,
    Answered,
    NeverDue,
    NoSuchReminder,
    Reminders,
    TooManyReminders,
)

say = words.words()
_LEAST = int(LEAST_GAP.total_seconds()) // 60
_MOST = 24 * 60


def add_to(
    tree: app_commands.CommandTree[Any],
    reminders: Reminders,
    zones: Zones,
    library: Library,
    default: str,
) -> None:
    """Adds the commands. `default` is the routine offered when none is chosen."""
    commands = app_commands.Group(name="reminder", description=say.description)
    _add_add(commands, reminders, zones, library, default)

    @commands.command(name="list", description=say.list_description)
    async def list_(interaction: Interaction) -> None:
        own = await reminders.of_member(interaction.user.id)
        await show(interaction, reminder_cards.listed(own))

    _add_pause(commands, reminders, zones)
    _add(commands, reminders, "resume", say.resume_description)
    _add(commands, reminders, "remove", say.remove_description)
    tree.add_command(commands)


_described = app_commands.describe(
    time=say.time_option,
    every=say.every_option,
    days=say.days_option,
    routine=say.routine_option,
    zone=say.zone_option,
)


def _add_add(
    commands: app_commands.Group,
    reminders: Reminders,
    zones: Zones,
    library: Library,
    default: str,
) -> None:
    @commands.command(name="add", description=say.add_description)
    @_described
    async def add(
        interaction: Interaction,
        time: str | None = None,
        every: app_commands.Range[int, 1, _MOST] | None = None,
        days: str = "mon-fri",
        routine: str = default,
        zone: str | None = None,
    ) -> None:
        try:
            _check(time, every, routine, library)
            times, on = asked.times(time) if time is not None else (), asked.days(days)
            chosen = await zones.chosen(interaction.user.id, zone)
        except Wrong as wrong:
            await tell(interaction, str(wrong))
            return
        wanted = Reminder(0, interaction.user.id, times, every, on, chosen, routine)
        await show_added(interaction, await reminders.add(wanted, token(interaction)))

    @add.autocomplete("routine")
    async def routines(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(library, typed)

    @add.autocomplete("zone")
    async def cities(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones.offer(typed, await zones.of(interaction.user.id))


def _add_pause(commands: app_commands.Group, reminders: Reminders, zones: Zones) -> None:
    @commands.command(name="pause", description=say.pause_description)
    @app_commands.rename(which="reminder")
    @app_commands.describe(which=say.reminder_option, until=say.until_option)
    async def pause(interaction: Interaction, which: str, until: str | None = None) -> None:
        user_id = interaction.user.id
        try:
            day = asked.day(until, await zones.today(user_id)) if until else None
        except Wrong as wrong:
            await tell(interaction, str(wrong))
            return
        await _show(interaction, "pause", await reminders.pause(_id(which), user_id, day))

    _offer(pause, reminders)


def _add(commands: app_commands.Group, reminders: Reminders, verb: str, description: str) -> None:
    flow = {"resume": reminders.resume, "remove": reminders.remove}[verb]

    @commands.command(name=verb, description=description)
    @app_commands.rename(which="reminder")
    @app_commands.describe(which=say.reminder_option)
    async def act(interaction: Interaction, which: str) -> None:
        await _show(interaction, verb, await flow(_id(which), interaction.user.id))

    _offer(act, reminders)


def _offer(command: app_commands.Command[Any, ..., Any], reminders: Reminders) -> None:
    @command.autocomplete("which")
    async def own(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await reminders.of_member(interaction.user.id)
        named = [(reminder_cards.label(it), str(it.id)) for it, _ in found]
        wanted = typed.casefold().strip()
        return [
            app_commands.Choice(name=name, value=value)
            for name, value in named
            if wanted in name.casefold()
        ]


async def _show(interaction: Interaction, verb: str, found: Answered | NoSuchReminder) -> None:
    if isinstance(found, Answered):
        await show(interaction, reminder_cards.told(verb, found))
    else:
        await tell(interaction, say.no_such)


def _id(which: str) -> int:
    """The id that was picked; 0, which no reminder has, for what was typed instead."""
    return int(which) if which.isascii() and which.isdigit() and len(which) < 19 else 0


async def show_added(interaction: Interaction, found: Added | TooManyReminders | NeverDue) -> None:
    """What came of asking for a reminder."""
    match found:
        case Added():
            await show(interaction, reminder_cards.added(found))
        case TooManyReminders():
            await tell(interaction, say.too_many)
        case NeverDue():
            await tell(interaction, say.no_hour)


def _check(time: str | None, every: int | None, routine: str, library: Library) -> None:
    if (time is None) == (every is None):
        raise Wrong(say.time_or_every)
    if every is not None and every < _LEAST:
        raise Wrong(say.too_often)
    if library.find(routine) is None:
        named = discord.utils.escape_markdown(routine[:60])
        raise Wrong(break_words.words().no_such_routine.format(part=named))
