"""The composition root: builds the parts, and owns the order of start and stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from bot import team_parts
from bot.alarm import Alarm
from bot.chat.client import Client
from bot.chat.commands import exercises, relax, safety
from bot.chat.commands import help as help_command
from bot.chat.commands import privacy as privacy_commands
from bot.chat.commands import progress as progress_command
from bot.chat.commands import settings as settings_command
from bot.chat.entry import point_at
from bot.chat.presses.library import LibraryPresses
from bot.chat.presses.members import MemberPresses
from bot.chat.presses.router import Presses
from bot.chat.presses.sessions import SessionPresses
from bot.chat.sending.brake import Brake
from bot.chat.sending.messenger import Messenger
from bot.chat.sending.pace import Pace
from bot.chat.words import session as words
from bot.clock import SystemClock, read_steering
from bot.content import DEFAULT_ROUTINE, load_library
from bot.core.delivery import room
from bot.core.errors import Faults, TokenRefused
from bot.core.figures import Vitals
from bot.core.library import Library
from bot.core.ports import Clock
from bot.flows.dispatcher import Dispatcher
from bot.flows.privacy import Privacy
from bot.flows.progress import Weeks
from bot.flows.scripts import Scripts
from bot.flows.sessions import Sessions
from bot.flows.settlement import Settlement
from bot.flows.showing import Showing
from bot.flows.speaker import Speaker
from bot.health import Counted, serving
from bot.settings import Settings
from bot.store.backup import DailyBackup
from bot.store.clockwork import Anchors
from bot.store.database import Database
from bot.store.guilds import Guilds
from bot.store.members import Members
from bot.store.migrate import locked, prove_current, upgrade
from bot.store.privacy import Records
from bot.store.progress import History
from bot.store.pruning import Pruning
from bot.store.sessions import Sessions as SessionStore
from bot.store.vitals import Waiting
from bot.team_parts import TeamParts, World
from bot.zonedata import use_newest

log = logging.getLogger(__name__)

#: Sends in flight get this long at the stop, in real seconds; Docker kills after ten.
_FINISH_WITHIN = 8.0
_STEER_EVERY = 0.25
_WIPE_EVERY = timedelta(minutes=1)
_SCRUB_EVERY = timedelta(minutes=1)
LOOK_AT_TOKENS_EVERY = timedelta(seconds=5)
_PRUNE_EVERY = timedelta(hours=1)
#: How often it is looked whether today's backup is there.
_BACK_UP_EVERY = timedelta(minutes=1)
_PURGE_EVERY = timedelta(hours=1)
_STILL_THERE = (
    "as far as the bot knows, it is still in server {server}; remove it there first, then ask "
    "again (if it was not running when it was removed, it notices at its next start)"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that runs."""

    client: Client
    alarm: Alarm
    dispatcher: Dispatcher
    settlement: Settlement
    brake: Brake
    counted: Counted
    teams: TeamParts


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows went, whether their bytes are overwritten, whether old copies hold them."""

    rows: int
    scrubbed: bool
    copies: bool


def library(settings: Settings, asked: str | None = None) -> Library:
    """The content, or as much of it as goes with the id asked for. Raises `Faults`."""
    return load_library(settings.content_dir, len(words.words().safety_line.split()), asked)


def build(settings: Settings, content: Library, database: Database, clock: Clock) -> Parts:
    """The parts, put together; nothing runs yet. Needs the running event loop."""
    members, store = Members(database), SessionStore(database)
    scripts, alarm = Scripts(content), Alarm(clock)
    showing = Showing(scripts, clock)
    counted = Counted()
    client = Client(Pace(settings.requests_per_second), counted)
    brake = Brake()
    messenger = Messenger(client, clock, brake, counted)
    speaker = Speaker(scripts, showing, members, messenger, clock)
    most = room(settings.requests_per_second)
    sessions = Sessions(scripts, showing, members, store, clock, alarm, speaker, most)
    teams = team_parts.build(World(client, messenger, members, scripts, database, clock, alarm))
    dispatcher = Dispatcher(alarm.rang, alarm, clock, store, sessions, speaker, teams.kinds)
    settlement = Settlement(store, members, scripts, messenger, speaker, clock)
    backups_days = settings.backup_keep if settings.backup_dir else None
    privacy = Privacy(Records(database), clock, speaker, backups_days)
    client.on_press = Presses(
        {
            "session": SessionPresses(sessions).session,
            "member": MemberPresses(sessions, privacy).member,
            "library": LibraryPresses(content).browse,
            **team_parts.presses(teams, sessions, scripts),
        }
    ).answer
    relax.add_to(client.tree, sessions, content, DEFAULT_ROUTINE)
    exercises.add_to(client.tree, content)
    settings_command.add_to(client.tree, teams.settings, content, teams.zones)
    safety.add_to(client.tree)
    help_command.add_to(client.tree)
    privacy_commands.add_to(client.tree, privacy)
    progress_command.add_to(client.tree, Weeks(History(database), members, clock))
    team_parts.add_to(client, teams, content, DEFAULT_ROUTINE, clock)
    alarm.every(_SCRUB_EVERY, privacy.scrub)
    alarm.every(LOOK_AT_TOKENS_EVERY, sessions.close_expiring)
    alarm.every(_PURGE_EVERY, teams.servers.purge)
    alarm.every(_PURGE_EVERY, teams.breaks.purge)
    _keep_house(settings, alarm, database, clock)
    return Parts(client, alarm, dispatcher, settlement, brake, counted, teams)


def _keep_house(settings: Settings, alarm: Alarm, database: Database, clock: Clock) -> None:
    store, pruning = SessionStore(database), Pruning(database)
    alarm.every(_WIPE_EVERY, lambda: store.wipe_tokens(clock.real_now()))
    alarm.every(_PRUNE_EVERY, lambda: pruning.prune(clock.now()))
    alarm.every(_PRUNE_EVERY, lambda: Members(database).forget_past(clock.now()))
    if settings.backup_dir:
        file, keep = settings.database_file, settings.backup_keep
        backup = DailyBackup(file, settings.backup_dir, keep, clock)
        alarm.every(_BACK_UP_EVERY, backup.run, at_once=True)


async def _vitals(client: Client, database: Database, clock: Clock) -> Vitals:
    waiting = Waiting(database)
    earliest, running = await waiting.get()
    late = (clock.real_now() - clock.real(earliest)).total_seconds() if earliest else 0.0
    return Vitals(client.connected, client.heartbeat, max(late, 0.0), running, database.trouble)


async def run(settings: Settings) -> None:
    """Runs the bot until SIGTERM or SIGINT.

    Raises `Faults`, `TokenRefused` or `DatabaseUnusable` where it cannot.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    content = library(settings)
    with locked(settings.database_file):
        copy = upgrade(settings.database_file)
        if copy:
            log.info("the database was upgraded; the old one is kept as %s", copy)
        async with _database(settings) as database:
            await _run(settings, content, database, stop)


async def forget(settings: Settings, server_id: int) -> Forgotten:
    """Forgets a server that the bot was removed from, also while the bot runs."""
    prove_current(settings.database_file)
    async with _database(settings) as database:
        gone = await Guilds(database).forget(server_id)
        if gone is None:
            raise Faults([_STILL_THERE.format(server=server_id)])
        records = Records(database)
        return Forgotten(sum(gone.values()), await records.scrub(), records.old_copies())


async def _run(
    settings: Settings, content: Library, database: Database, stop: asyncio.Event
) -> None:
    log.info("zone data: %s", use_newest())
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    clock = await _clock(settings, database)
    parts = build(settings, content, database, clock)
    watched = serving(
        settings.http_port, parts.counted, lambda: _vitals(parts.client, database, clock)
    )
    async with parts.client, watched:
        working = asyncio.create_task(_work(settings, parts, clock, database))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        log.info("stopping")
        await parts.dispatcher.finish(_FINISH_WITHIN)
        parts.alarm.stop()


async def _work(settings: Settings, parts: Parts, clock: SystemClock, database: Database) -> None:
    """Log in, settle what the last run left, then everything side by side."""
    await parts.client.enter(settings.discord_token.get_secret_value())
    parts.alarm.start()
    await parts.settlement.settle()
    await parts.teams.settlement.settle()
    async with asyncio.TaskGroup() as group:
        group.create_task(parts.dispatcher.run())
        group.create_task(parts.client.listen())
        group.create_task(_end_when_revoked(parts.brake))
        if settings.clock_file:
            group.create_task(_steer(settings, parts.alarm, clock, Anchors(database)))


async def _end_when_revoked(brake: Brake) -> None:
    await brake.revoked.wait()
    raise TokenRefused


async def _clock(settings: Settings, database: Database) -> SystemClock:
    """A rehearsal goes on where its clock was; the real bot has the system's time."""
    if not settings.rehearsing:
        return SystemClock()
    anchors = Anchors(database)
    clock = SystemClock(settings.clock_speed, await anchors.get())
    steering = read_steering(settings.clock_file) if settings.clock_file else None
    if steering:
        clock.steer(steering)
    await anchors.keep(clock.anchor)
    return clock


async def _steer(settings: Settings, alarm: Alarm, clock: SystemClock, anchors: Anchors) -> None:
    assert settings.clock_file
    while True:
        steering = await asyncio.to_thread(read_steering, settings.clock_file)
        if steering and clock.steer(steering):
            await anchors.keep(clock.anchor)
            alarm.set_anew()
        await asyncio.sleep(_STEER_EVERY)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()
