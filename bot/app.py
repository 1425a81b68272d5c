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
from bot.chat.brake import Brake
from bot.chat.client import Client, point_at
from bot.chat.commands import help as help_command
from bot.chat.commands import relax, safety
from bot.chat.messenger import Messenger
from bot.chat.pace import Pace
from bot.chat.presses import Presses
from bot.chat.words import session as words
from bot.clock import SystemClock, read_steering
from bot.content import DEFAULT_ROUTINE, load_library
from bot.core.delivery import room
from bot.core.errors import TokenRefused
from bot.core.exercise import Library
from bot.core.ports import Clock
from bot.flows.dispatcher import Dispatcher
from bot.flows.scripts import Scripts
from bot.flows.sessions import Sessions
from bot.flows.settlement import Settlement
from bot.flows.showing import Showing
from bot.flows.speaker import Speaker
from bot.settings import Settings
from bot.store.clockwork import Anchors
from bot.store.database import Database
from bot.store.members import Members
from bot.store.migrate import locked, upgrade
from bot.store.sessions import Sessions as SessionStore
from bot.team_parts import TeamParts, World

log = logging.getLogger(__name__)

#: Sends in flight get this long at the stop, in real seconds; Docker kills after ten.
_FINISH_WITHIN = 8.0
_STEER_EVERY = 0.25
_WIPE_EVERY = timedelta(minutes=1)
_LOOK_AT_TOKENS_EVERY = timedelta(seconds=5)
_PURGE_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that runs."""

    client: Client
    alarm: Alarm
    dispatcher: Dispatcher
    settlement: Settlement
    brake: Brake
    teams: TeamParts


def library(settings: Settings) -> Library:
    """The content. Raises `Faults`."""
    return load_library(settings.content_dir, len(words.words().safety_line.split()))


def build(settings: Settings, content: Library, database: Database, clock: Clock) -> Parts:
    """The parts, put together; nothing runs yet. Needs the running event loop."""
    members, store = Members(database), SessionStore(database)
    scripts, alarm = Scripts(content), Alarm(clock)
    showing = Showing(scripts, clock)
    client = Client(Pace(settings.requests_per_second))
    brake = Brake()
    messenger = Messenger(client, clock, brake)
    speaker = Speaker(scripts, showing, members, messenger, clock)
    sessions = Sessions(
        scripts,
        showing,
        members,
        store,
        clock,
        alarm,
        speaker,
        room(settings.requests_per_second),
    )
    teams = team_parts.build(World(client, messenger, members, scripts, database, clock, alarm))
    dispatcher = Dispatcher(alarm.rang, alarm, clock, store, sessions, speaker, teams.kinds)
    settlement = Settlement(store, members, scripts, messenger, speaker, clock)
    client.on_press = Presses(sessions, team_parts.presses(teams, sessions, scripts)).answer
    relax.add_to(client.tree, sessions, content, DEFAULT_ROUTINE)
    safety.add_to(client.tree)
    help_command.add_to(client.tree)
    team_parts.add_to(client, teams, content, DEFAULT_ROUTINE, clock)
    alarm.every(_WIPE_EVERY, lambda: store.wipe_tokens(clock.real_now()))
    alarm.every(_LOOK_AT_TOKENS_EVERY, sessions.close_expiring)
    alarm.every(_PURGE_EVERY, teams.servers.purge)
    return Parts(client, alarm, dispatcher, settlement, brake, teams)


async def run(settings: Settings) -> None:
    """Runs the bot until SIGTERM or SIGINT.

    Raises `Faults`, `TokenRefused` or `DatabaseUnusable` where it cannot.
    """
    content = library(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with locked(settings.database_file):
        copy = upgrade(settings.database_file)
        if copy:
            log.info("the database was upgraded; the old one is kept as %s", copy)
        async with _database(settings) as database:
            await _run(settings, content, database, stop)


async def _run(
    settings: Settings, content: Library, database: Database, stop: asyncio.Event
) -> None:
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    clock = await _clock(settings, database)
    parts = build(settings, content, database, clock)
    async with parts.client:
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
