"""What the flows of team breaks and reminders need from the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.occurrence import Announcement, Facts, Occurrence, Verdict
from bot.core.ports import Following, ReminderRules, TeamRules
from bot.core.posting import Heard, Posting
from bot.core.reminder import Decided, Nudge, Reminder
from bot.core.session import Session
from bot.core.teambreak import TeamBreak


@dataclass(frozen=True, slots=True)
class BreakEdit:
    """A break after a command, with what becomes of its occurrences ahead.

    `plan` is its next hour, kept if it has none ahead then; `extra` an occurrence beside the plan.
    """

    team_break: TeamBreak
    verdicts: tuple[Verdict, ...] = ()
    plan: datetime | None = None
    extra: Occurrence | None = None


#: A pure change of one break, made from it and its occurrences that are not over.
BreakChange = Callable[[TeamBreak, Sequence[tuple[Occurrence, Facts]]], BreakEdit]
#: A pure change of one occurrence.
OccurrenceChange = Callable[[Occurrence, Facts], Verdict]


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is decided: the timetable's time, and the world's."""

    now: datetime
    real: datetime


@dataclass(frozen=True, slots=True)
class BreakLine:
    """A break and its occurrence ahead, if it has one."""

    team_break: TeamBreak
    ahead: Occurrence | None


class Rooms(Protocol):
    """What the bot may do in the channels of its servers."""

    def missing(
        self, guild_id: int, channel_id: int, role_id: int | None = None
    ) -> tuple[str, ...]:
        """What it lacks to hold a break there, as people read it; nothing: all is well."""
        ...


class TeamBreaks(Protocol):
    """Team breaks and their occurrences, kept. Every method is one transaction."""

    async def add(self, draft: TeamBreak) -> TeamBreak: ...

    async def get(self, break_id: int) -> TeamBreak | None: ...

    async def purge(self, drafted_before: datetime) -> int:
        """Forgets drafts nobody saved since then, and breaks that are over for good; how many."""
        ...

    async def of_guild(self, guild_id: int) -> tuple[BreakLine, ...]:
        """The breaks of a server that were saved and not deleted."""
        ...

    async def change(
        self, break_id: int, to: BreakChange, at: Moment
    ) -> tuple[TeamBreak, BreakEdit, tuple[Announcement, ...]] | None:
        """Changes a break: as it was, what was decided, and what is to be said."""
        ...

    async def occurrence(self, occurrence_id: int) -> Occurrence | None: ...

    async def press(
        self, occurrence_id: int, to: OccurrenceChange, at: Moment
    ) -> tuple[Occurrence, Verdict, tuple[Announcement, ...]] | None: ...

    async def join(self, occurrence_id: int, member_id: int, joins: bool) -> bool:
        """Notes whether somebody joins; whether that is news."""
        ...

    async def joined(self, occurrence_id: int) -> int: ...

    async def stretch(self, occurrence: Occurrence, since: datetime) -> Occurrence | None:
        """Keeps a session that nobody planned, unless its channel had one `since`, or is taken."""
        ...

    async def follow(self, break_id: int, member_id: int, at: datetime) -> bool: ...

    async def unfollow(self, break_id: int, member_id: int) -> bool: ...

    async def follows(self, break_id: int, member_id: int) -> bool: ...

    async def followers(self, break_id: int, most: int) -> tuple[int, ...]: ...

    async def own_session(self, member_id: int) -> Session | None:
        """The session this person has going on by themselves."""
        ...

    async def hear(self, heard: Sequence[Heard], at: Moment, rules: TeamRules) -> None:
        """Writes what came of messages, and what follows from it."""
        ...

    async def unsettled(self, until: datetime) -> tuple[Occurrence, ...]:
        """Those that run, and those over that are still due before `until`."""
        ...

    async def unconfirmed(self) -> tuple[Posting, ...]:
        """Messages of occurrences and reminders claimed and not confirmed, oldest first."""
        ...


class Guilds(Protocol):
    """Servers, kept."""

    async def zone(self, guild_id: int) -> str | None:
        """The zone chosen there last."""
        ...

    async def keep_zone(self, guild_id: int, zone: str) -> None: ...

    async def known(self) -> frozenset[int]:
        """Servers something is kept of, as far as the bot has not been removed from them."""
        ...

    async def removed(self) -> frozenset[int]:
        """Servers the bot was removed from, and has not forgotten yet."""
        ...

    async def remove(self, guild_id: int, at: Moment) -> None:
        """The bot was removed: its breaks stop at once."""
        ...

    async def welcome(self, guild_id: int) -> None:
        """The bot is there (again): nothing is to be forgotten."""
        ...

    async def purge(self, before: datetime) -> int:
        """Forgets servers the bot was removed from before that; how many."""
        ...

    async def forget(self, guild_id: int) -> Mapping[str, int] | None:
        """Forgets a server now: how many rows of each table went; None where the bot is in it."""
        ...


class Reminders(Protocol):
    """Reminders, kept. Every method is one transaction."""

    async def add(
        self, reminder: Reminder, most: int, follow: Following
    ) -> tuple[Reminder, tuple[Reminder, ...]] | None:
        """Keeps a reminder, and its zone as its person's; the others that moved with that.

        None, and nothing kept, where its person has `most` already.
        """
        ...

    async def get(self, reminder_id: int) -> Reminder | None: ...

    async def of_member(self, member_id: int) -> tuple[Reminder, ...]: ...

    async def change(
        self,
        reminder_id: int,
        to: Callable[[Reminder], Decided],
        allowed: Callable[[Reminder], bool],
        real_now: datetime,
    ) -> tuple[Reminder, Reminder, tuple[Nudge, ...]] | None:
        """Before and after, and what is to be said."""
        ...

    async def hear(self, heard: Sequence[Heard], rules: ReminderRules) -> None: ...

    async def untold(self, member_id: int) -> tuple[Reminder, ...]:
        """Reminders that fell silent and whose person was not told; told from now on."""
        ...
