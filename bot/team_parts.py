"""The parts of team breaks and reminders, put together for `bot/app.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.alarm import Alarm
from bot.chat.answers import Interaction
from bot.chat.client import Client
from bot.chat.commands import doctor, reminder, stretch, team, teambreak
from bot.chat.presses.breaks import TeamPresses
from bot.chat.presses.reminders import ReminderPresses, told_at_last
from bot.chat.presses.router import Kind as Pressed
from bot.chat.rooms import Rooms
from bot.chat.sending.messenger import Messenger
from bot.chat.zones import Zones
from bot.core.library import Library
from bot.core.ports import Clock
from bot.core.zones import read_atlas
from bot.flows.announcer import Announcer
from bot.flows.dispatcher import Kind
from bot.flows.occurrences import Occurrences
from bot.flows.reminders import Reminders
from bot.flows.scripts import Scripts
from bot.flows.servers import Servers
from bot.flows.sessions import Sessions
from bot.flows.settings import Settings
from bot.flows.team_settlement import TeamSettlement
from bot.flows.teambreaks import TeamBreaks
from bot.store.database import Database
from bot.store.guilds import Guilds
from bot.store.members import Members
from bot.store.reminders import Reminders as ReminderStore
from bot.store.teambreaks import TeamBreaks as TeamStore

#: What a team does when nothing else is chosen.
TEAM_ROUTINE = "five-minute-reset"


@dataclass(frozen=True, slots=True)
class World:
    """What the parts below share with those of sessions."""

    client: Client
    messenger: Messenger
    members: Members
    scripts: Scripts
    database: Database
    clock: Clock
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class TeamParts:
    """`settlement` looks once at the start; `servers` forgets what is long gone."""

    kinds: tuple[Kind, ...]
    settlement: TeamSettlement
    servers: Servers
    breaks: TeamBreaks
    occurrences: Occurrences
    reminders: Reminders
    zones: Zones
    settings: Settings


def build(world: World) -> TeamParts:
    """The parts, put together; nothing runs yet."""
    scripts, members, messenger = world.scripts, world.members, world.messenger
    clock, alarm = world.clock, world.alarm
    store, kept = TeamStore(world.database), ReminderStore(world.database)
    guilds, rooms = Guilds(world.database), Rooms(world.client)
    announcer = Announcer(scripts, store, members, messenger, rooms, clock)
    occurrences = Occurrences(store, members, announcer, clock, alarm)
    reminders = Reminders(scripts, kept, members, messenger, clock, alarm)
    flows, atlas = (occurrences, reminders), read_atlas()
    return TeamParts(
        flows,
        TeamSettlement(store, kept, members, messenger, announcer, flows, clock),
        Servers(guilds, clock),
        TeamBreaks(scripts, store, guilds, rooms, announcer, clock, alarm),
        occurrences,
        reminders,
        Zones(atlas, members, clock),
        Settings(members, scripts, atlas, clock, alarm),
    )


def presses(parts: TeamParts, sessions: Sessions, scripts: Scripts) -> Mapping[str, Pressed]:
    """Who answers the buttons of which kind."""
    of_team = TeamPresses(parts.occurrences, parts.breaks, scripts)
    of_reminders = ReminderPresses(parts.reminders, sessions)
    return {
        "occurrence": of_team.occurrence,
        "break": of_team.draft,
        "reminder": of_reminders.reminder,
        "tomorrow": of_reminders.tomorrow,
    }


def add_to(client: Client, parts: TeamParts, library: Library, default: str, clock: Clock) -> None:
    """Adds the commands, and listens to what the gateway tells of servers."""
    tree, zones = client.tree, parts.zones
    teambreak.add_to(tree, parts.breaks, zones, library, TEAM_ROUTINE, clock)
    team.add_to(tree, parts.breaks)
    stretch.add_to(tree, parts.occurrences, library, TEAM_ROUTINE)
    reminder.add_to(tree, parts.reminders, zones, library, default)
    doctor.add_to(tree, parts.breaks)
    client.on_server = parts.servers.changed
    client.on_servers = parts.servers.learnt

    async def tell_at_last(interaction: Interaction) -> None:
        """At a person's next command: what they were not told while it happened."""
        untold = await parts.reminders.untold(interaction.user.id)
        if untold:
            note = told_at_last(untold)
            await interaction.followup.send(view=note.view, ephemeral=True)

    client.after_command = tell_at_last
