"""The bot of `tests/flows` with team breaks and reminders: real flows, real store, no Discord."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from bot.core.break_card import CallCard, CreatorCard, OverCard, SharedCard
from bot.core.card import AnyCard, TickedCard
from bot.core.reminder import Reminder, Verb
from bot.core.reminder_card import ClosedCard, ReminderCard
from bot.core.teambreak import Cues, TeamBreak
from bot.core.timetable import EVERY_DAY, Timetable
from bot.core.zones import read_atlas
from bot.flows.announcer import Announcer
from bot.flows.dispatcher import Dispatcher
from bot.flows.occurrences import Occurrences
from bot.flows.reminders import Added, Reminders
from bot.flows.servers import Servers
from bot.flows.settings import Settings
from bot.flows.team_answers import Host, Preview, Told
from bot.flows.team_settlement import TeamSettlement
from bot.flows.teambreaks import TeamBreaks
from bot.store.database import Database
from bot.store.guilds import Guilds
from bot.store.reminders import Reminders as ReminderStore
from bot.store.team_rows import times_of
from bot.store.teambreaks import TeamBreaks as TeamStore
from tests.flows.fakes import START, FakeClock, FakeMessenger
from tests.flows.stage import ANNA, BEN, CHANNEL, GUILD, Bot, token

CARA = 33
ATLAS = read_atlas()
#: Anna plans; she does not manage the server, Ben does.
CREATOR, MANAGER, MEMBER = Host(ANNA, GUILD), Host(BEN, GUILD, manages=True), Host(CARA, GUILD)


class FakeRooms:
    """Says what the bot lacks, when it is told to."""

    def __init__(self) -> None:
        self.lacking: tuple[str, ...] = ()

    def missing(
        self, guild_id: int, channel_id: int, role_id: int | None = None
    ) -> tuple[str, ...]:
        return self.lacking


class TeamBot(Bot):
    """One life of the process."""

    def __init__(
        self, database: Database, clock: FakeClock, messenger: FakeMessenger, **more: Any
    ) -> None:
        super().__init__(database, clock, messenger, **more)
        self.kept, self.kept_reminders = TeamStore(database), ReminderStore(database)
        self.rooms, self.guilds = FakeRooms(), Guilds(database)
        parts = (self.scripts, self.kept, self.members, messenger, self.rooms, clock)
        self.announcer = Announcer(*parts)
        self.occurrences = Occurrences(self.kept, self.members, self.announcer, clock, self.alarm)
        self.breaks = TeamBreaks(
            *(self.scripts, self.kept, self.guilds, self.rooms, self.announcer, clock, self.alarm)
        )
        self.reminders = Reminders(
            *(self.scripts, self.kept_reminders, self.members, messenger, clock, self.alarm)
        )
        self.settings = Settings(self.members, self.scripts, ATLAS, clock, self.alarm)
        self.servers = Servers(self.guilds, clock)
        kinds = (self.occurrences, self.reminders)
        self.dispatcher = Dispatcher(
            *(self.rang, self.alarm, clock, self.store, self.sessions, self.speaker, kinds)
        )
        self.team_settlement = TeamSettlement(
            *(self.kept, self.kept_reminders, self.members, messenger, self.announcer),
            kinds,
            clock,
        )

    async def planned(self, at: str = "9:30", **more: Any) -> TeamBreak:
        """A saved break of Anna's at this hour, UTC, every day."""
        found = await self.breaks.draft(draft(at, **more))
        assert isinstance(found, Preview), found
        saved = await self.breaks.save(found.team_break.id, CREATOR)
        assert isinstance(saved, Told)
        return saved.team_break

    async def reminded(self, at: str = "9:30", user_id: int = ANNA, **more: Any) -> Reminder:
        """A reminder that its person confirmed."""
        kept = await self.added(reminder(at, user_id, **more))
        await self.work()
        await self.reminders.press(kept.id, user_id, Verb.CONFIRM)
        return await self.reminder(kept.id)

    async def added(self, wanted: Reminder, text: str = "first") -> Reminder:
        """A reminder whose test message is on its way."""
        found = await self.reminders.add(wanted, token(self.clock, text))
        assert isinstance(found, Added)
        return found.reminder

    async def reminder(self, reminder_id: int) -> Reminder:
        found = await self.kept_reminders.get(reminder_id)
        assert found
        return found

    async def own(self, it: TeamBreak) -> TeamBreak:
        """The break as it is stored now."""
        found = await self.kept.get(it.id)
        assert found
        return found

    async def work(self) -> None:
        """Does all that is due now, with everything it brings about."""
        while True:
            await self.dispatcher.tick()
            await self.said()
            if not (self.rang.is_set() or self.dispatcher.owes):
                return

    async def until(self, minutes: float) -> None:
        """Works until so many minutes after nine."""
        passed = (self.clock.now() - START).total_seconds()
        await self.play(minutes * 60 - passed)
        await self.work()

    async def die(self) -> None:
        """What is on its way is never confirmed."""
        await self.occurrences.finish(0)
        await self.reminders.finish(0)
        await super().die()

    async def settle(self) -> None:
        await self.settlement.settle()
        await self.team_settlement.settle()
        await self.said()
        await self.work()

    async def said(self) -> None:
        """Lets what is being said be said."""
        await asyncio.gather(
            self.speaker.finish(5), self.occurrences.finish(5), self.reminders.finish(5)
        )

    def told(self, how: str = "post", where: int = CHANNEL) -> list[str]:
        """What was said in a channel, a word for each."""
        return [word(it.card) for it in self.messenger.of(how) if it.where == where]


def draft(at: str = "9:30", **more: Any) -> TeamBreak:
    times = times_of(at)
    wanted = TeamBreak(
        id=0,
        guild_id=GUILD,
        channel_id=CHANNEL,
        creator_id=ANNA,
        timetable=Timetable(times, EVERY_DAY, "UTC"),
        routine="circles",
        role_id=None,
        cues=Cues.CARD,
    )
    return replace(wanted, **more)


def reminder(at: str = "9:30", user_id: int = ANNA, **more: Any) -> Reminder:
    times = times_of(at)
    return replace(Reminder(0, user_id, times, None, EVERY_DAY, "UTC", "circles"), **more)


def word(card: AnyCard) -> str:
    """A card in a word or two."""
    match card:
        case CallCard(joined=joined):
            return f"call {joined}"
        case SharedCard(script=script, cue=cue):
            return f"{script.cues[cue].kind} {script.cues[cue].step}"
        case OverCard(occurrence=it):
            return str(it.state)
        case CreatorCard(what=what):
            return f"creator {what}"
        case ReminderCard(what=what):
            return str(what)
        case ClosedCard():
            return "closed"
        case TickedCard(step=n):
            return f"ticked {n}"
        case _:
            return type(card).__name__
