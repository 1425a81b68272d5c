"""`/teambreak`: planned, looked after and ended by who manages the server."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat.answers import Interaction, show, tell
from bot.chat.cards import break_list
from bot.chat.cards import breaks as break_cards
from bot.chat.cards.face import note
from bot.chat.commands import asked
from bot.chat.commands.relax import offered
from bot.chat.words import teambreak as words
from bot.chat.zones import Wrong, Zones
from bot.core.library import Library
from bot.core.ports import Clock
from bot.core.teambreak import Cues, TeamBreak
from bot.core.timetable import Timetable, local_day
from bot.flows.team_answers import (
    BreakAnswer,
    Clash,
    Crowded,
    Lacking,
    NoSuchBreak,
    NotHost,
    Preview,
    Told,
)
from bot.flows.teambreaks import TeamBreaks, Wishes

say = words.words()
Place = app_commands.AppCommandChannel | app_commands.AppCommandThread
_CUES = [
    app_commands.Choice(name=say.cues_card, value=Cues.CARD.value),
    app_commands.Choice(name=say.cues_messages, value=Cues.MESSAGES.value),
]
_OPTIONS = {
    "time": say.time_option,
    "days": say.days_option,
    "zone": say.zone_option,
    "channel": say.channel_option,
    "routine": say.routine_option,
    "role": say.role_option,
    "cues": say.cues_option,
}


def group(name: str, description: str, **more: Any) -> app_commands.Group:
    """A group of commands that only servers have."""
    return app_commands.Group(
        name=name,
        description=description,
        # What is left out here, discord.py takes from the tree.
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=False, private_channel=False
        ),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        **more,
    )


def add_to(
    tree: app_commands.CommandTree[Any],
    breaks: TeamBreaks,
    zones: Zones,
    library: Library,
    default: str,
    clock: Clock,
) -> None:
    """Adds the commands. `default` is the routine done when none is chosen."""
    managers = discord.Permissions(manage_guild=True)
    commands = group("teambreak", say.description, default_permissions=managers)
    _add_create(commands, breaks, zones, library, default)
    _add_edit(commands, breaks, zones, library)
    _add_pause(commands, breaks, clock)
    _add_list(commands, breaks)
    for verb, description in (
        ("skip", say.skip_description),
        ("resume", say.resume_description),
        ("run", say.run_description),
        ("delete", say.delete_description),
    ):
        _add_simple(commands, breaks, verb, description)
    tree.add_command(commands)


def _add_create(
    commands: app_commands.Group, breaks: TeamBreaks, zones: Zones, library: Library, default: str
) -> None:
    @commands.command(name="create", description=say.create_description)
    @app_commands.describe(**_OPTIONS)
    @app_commands.choices(cues=_CUES)
    async def create(
        interaction: Interaction,
        time: str,
        days: str = "mon-fri",
        zone: str | None = None,
        channel: Place | None = None,
        routine: str = default,
        role: discord.Role | None = None,
        cues: str = Cues.CARD,
    ) -> None:
        try:
            _check(routine, role, library)
            chosen = await zones.chosen(interaction.user.id, zone)
            timetable = asked.timetable(time, days, chosen)
        except Wrong as wrong:
            await tell(interaction, str(wrong))
            return
        assert interaction.guild_id
        assert interaction.channel_id
        draft = TeamBreak(
            id=0,
            guild_id=interaction.guild_id,
            channel_id=channel.id if channel else interaction.channel_id,
            creator_id=interaction.user.id,
            timetable=timetable,
            routine=routine,
            role_id=role.id if role else None,
            cues=Cues(cues),
        )
        await answer(interaction, await breaks.draft(draft))
        await tell_news(interaction, breaks)

    _offer(create, breaks, zones, library)


def _add_edit(
    commands: app_commands.Group, breaks: TeamBreaks, zones: Zones, library: Library
) -> None:
    @commands.command(name="edit", description=say.edit_description)
    @app_commands.rename(which="break")
    @app_commands.describe(which=say.break_option, **_OPTIONS)
    @app_commands.choices(cues=_CUES)
    async def edit(
        interaction: Interaction,
        which: str,
        time: str | None = None,
        days: str | None = None,
        zone: str | None = None,
        channel: Place | None = None,
        routine: str | None = None,
        role: discord.Role | None = None,
        cues: str | None = None,
    ) -> None:
        try:
            _check(routine, role, library)
            before = await _timetable_of(breaks, interaction, which)
            chosen = zones.read(zone) if zone else None
            timetable = asked.timetable(time, days, chosen, before) if before else None
        except Wrong as wrong:
            await tell(interaction, str(wrong))
            return
        wishes = Wishes(
            timetable,
            channel.id if channel else None,
            routine,
            role.id if role else None,
            Cues(cues) if cues else None,
        )
        found = await breaks.edit(_id(which), asked.host(interaction), wishes)
        await answer(interaction, found)
        await tell_news(interaction, breaks)

    _offer(edit, breaks, zones, library)


def _add_pause(commands: app_commands.Group, breaks: TeamBreaks, clock: Clock) -> None:
    @commands.command(name="pause", description=say.pause_description)
    @app_commands.rename(which="break")
    @app_commands.describe(which=say.break_option, until=say.until_option)
    async def pause(interaction: Interaction, which: str, until: str | None = None) -> None:
        try:
            before = await _timetable_of(breaks, interaction, which)
            today = local_day(clock.now(), before.zone) if before else None
            begins = asked.day(until, today) if until and today else None
        except Wrong as wrong:
            await tell(interaction, str(wrong))
            return
        await answer(interaction, await breaks.pause(_id(which), asked.host(interaction), begins))
        await tell_news(interaction, breaks)

    offer_breaks(pause, breaks)


def _add_list(commands: app_commands.Group, breaks: TeamBreaks) -> None:
    @commands.command(name="list", description=say.list_description)
    async def list_(interaction: Interaction) -> None:
        assert interaction.guild_id
        lines = await breaks.list_(interaction.guild_id)
        news = await breaks.news(interaction.guild_id)
        await show(
            interaction, break_list.listed(lines, news, breaks.runs, breaks.missing, breaks.title)
        )


def _add_simple(
    commands: app_commands.Group, breaks: TeamBreaks, verb: str, description: str
) -> None:
    flow = {
        "skip": breaks.skip,
        "resume": breaks.resume,
        "run": breaks.run,
        "delete": breaks.delete,
    }[verb]

    @commands.command(name=verb, description=description)
    @app_commands.rename(which="break")
    @app_commands.describe(which=say.break_option)
    async def act(interaction: Interaction, which: str) -> None:
        await answer(interaction, await flow(_id(which), asked.host(interaction)))
        await tell_news(interaction, breaks)

    offer_breaks(act, breaks)


async def answer(interaction: Interaction, found: Preview | BreakAnswer) -> None:
    """Shows what came of a command or a button about a break."""
    match found:
        case Preview():
            await show(interaction, break_cards.preview(found))
        case Told():
            await show(interaction, break_cards.told(found))
        case Lacking(_, missing):
            await tell(interaction, say.preview_missing.format(missing=", ".join(missing)))
        case Clash(other, at):
            await tell(interaction, break_list.clash(other, at))
        case Crowded():
            await tell(interaction, say.crowded)
        case NotHost():
            await tell(interaction, say.not_host)
        case NoSuchBreak():
            await tell(interaction, say.no_such_break)


async def tell_news(interaction: Interaction, breaks: TeamBreaks) -> None:
    """What a break's creator could not be told, any manager is."""
    assert interaction.guild_id
    news = await breaks.news(interaction.guild_id)
    if news:
        told = note("\n".join(break_list.untold(news)))
        await interaction.followup.send(view=told.view, ephemeral=True)


def offer_breaks(command: app_commands.Command[Any, ..., Any], breaks: TeamBreaks) -> None:
    """Lets `break` be picked from the breaks of the server."""

    @command.autocomplete("which")
    async def offered(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        lines = asked.seen(interaction, await breaks.list_(interaction.guild_id))
        return break_list.choices(lines, typed, interaction.guild)


def _offer(
    command: app_commands.Command[Any, ..., Any], breaks: TeamBreaks, zones: Zones, library: Library
) -> None:
    if any(it.name == "which" for it in command._params.values()):
        offer_breaks(command, breaks)

    @command.autocomplete("routine")
    async def routines(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(library, typed)

    @command.autocomplete("zone")
    async def cities(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        own = await zones.of(interaction.user.id)
        last = await breaks.guild_zone(interaction.guild_id) if interaction.guild_id else None
        return zones.offer(typed, own or last)


def _check(routine: str | None, role: discord.Role | None, library: Library) -> None:
    if routine and library.find(routine) is None:
        raise Wrong(say.no_such_routine.format(part=discord.utils.escape_markdown(routine[:60])))
    if role and (role.is_default() or role.managed):
        raise Wrong(say.wrong_role)


async def _timetable_of(
    breaks: TeamBreaks, interaction: Interaction, which: str
) -> Timetable | None:
    assert interaction.guild_id
    lines = await breaks.list_(interaction.guild_id)
    found = (it.team_break.timetable for it in lines if str(it.team_break.id) == which)
    return next(found, None)


def _id(which: str) -> int:
    """The id that was picked; 0, which no break has, for what was typed instead."""
    return int(which) if which.isascii() and which.isdigit() and len(which) < 19 else 0
