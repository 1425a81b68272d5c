"""A team break: a recurring appointment in a channel, and what becomes of it over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from bot.core.timetable import (
    ALL_DAY,
    EVERY_DAY,
    Rhythm,
    Timetable,
    Within,
    conflicts,
    same_hours,
)

#: People mentioned by name where no role is; more would be a crowd.
MOST_MENTIONED = 50
#: Nobody joined so often in a row: the creator is asked once, then the break is paused.
ASK_AFTER, PAUSE_AFTER = 3, 5
#: A draft nobody saves is kept this long. Real time.
DRAFT_KEPT_FOR = timedelta(days=1)
#: So many refusals over at least so long pause a break; one bad minute does not.
STRIKES, STRIKES_OVER = 3, timedelta(minutes=30)


class Standing(StrEnum):
    """A `draft` was previewed and not saved yet."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    DELETED = "deleted"


class Reason(StrEnum):
    """Why a break is paused."""

    ASKED = "asked"
    REFUSED = "refused"
    LONELY = "lonely"
    REMOVED = "removed"


class Cues(StrEnum):
    """How a break's session speaks: one card that changes, or a message for each step."""

    CARD = "card"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class TeamBreak:
    """`drafted_at` is when it was first shown, `consented_at` when its creator said yes to its
    notices, both real time.

    Active, it rests before the local date `paused_until`. `lonely` counts occurrences in a row
    nobody joined, `strikes` refusals in a row since `refused_since`. `untold` is what its creator
    could not be told.
    """

    id: int
    guild_id: int
    channel_id: int
    creator_id: int
    timetable: Timetable
    routine: str
    role_id: int | None
    cues: Cues
    state: Standing = Standing.DRAFT
    why: Reason | None = None
    paused_until: date | None = None
    consented_at: datetime | None = None
    lonely: int = 0
    strikes: int = 0
    refused_since: datetime | None = None
    untold: str | None = None
    revision: int = 0
    drafted_at: datetime | None = None

    @property
    def active(self) -> bool:
        return self.state is Standing.ACTIVE

    @property
    def rhythm(self) -> Rhythm:
        """Its hours, from the day on until which it is paused."""
        zone = self.timetable.zone
        days = same_hours(ALL_DAY, EVERY_DAY, zone, paused_until=self.paused_until)
        return Within(self.timetable, days)

    def next_after(self, after: datetime) -> datetime | None:
        """Its next hour strictly later than `after`; None while it is not active."""
        return self.rhythm.next_after(after) if self.active else None


def changed(it: TeamBreak, **to: object) -> TeamBreak:
    return replace(it, revision=it.revision + 1, **to)  # type: ignore[arg-type]


def save(it: TeamBreak, at: datetime) -> TeamBreak:
    """A draft that was looked at becomes active. Saving is the dated yes to its notices."""
    if it.state is not Standing.DRAFT:
        return it
    return changed(it, state=Standing.ACTIVE, consented_at=at)


def pause(it: TeamBreak, why: Reason) -> TeamBreak:
    return changed(it, state=Standing.PAUSED, why=why, paused_until=None) if it.active else it


def pause_until(it: TeamBreak, day: date) -> TeamBreak:
    """Rests until that day begins in its zone, then goes on by itself, with a clean slate."""
    return changed(resume(it), paused_until=day)


def resume(it: TeamBreak) -> TeamBreak:
    """Goes on, with a clean slate; also where it was only paused until a date."""
    if it.state is not Standing.PAUSED and not (it.active and it.paused_until):
        return it
    return changed(
        it,
        state=Standing.ACTIVE,
        why=None,
        paused_until=None,
        lonely=0,
        strikes=0,
        refused_since=None,
        untold=None,
    )


def delete(it: TeamBreak) -> TeamBreak:
    return it if it.state is Standing.DELETED else changed(it, state=Standing.DELETED)


def refused(it: TeamBreak, now: datetime) -> TeamBreak:
    """One more refusal; enough of them, over long enough, pause it."""
    since = it.refused_since or now
    struck = changed(it, strikes=it.strikes + 1, refused_since=since)
    enough = struck.strikes >= STRIKES and now - since >= STRIKES_OVER
    return pause(struck, Reason.REFUSED) if enough else struck


def welcomed(it: TeamBreak) -> TeamBreak:
    """Discord took a message: earlier refusals no longer count."""
    return changed(it, strikes=0, refused_since=None) if it.strikes else it


def attended(it: TeamBreak, joined: int) -> TeamBreak:
    """After an occurrence that so many people joined."""
    if joined:
        return changed(it, lonely=0) if it.lonely else it
    alone = changed(it, lonely=it.lonely + 1)
    return pause(alone, Reason.LONELY) if alone.lonely >= PAUSE_AFTER else alone


def crowded(times: Timetable, span: timedelta) -> bool:
    """Whether two of its own times come closer than `span`, over midnight too."""
    minutes = [at.hour * 60 + at.minute for at in times.times]
    gaps = [later - earlier for earlier, later in pairwise(minutes)]
    gaps.append(minutes[0] + 24 * 60 - minutes[-1])
    return min(gaps) * 60 < span.total_seconds()


def clash(
    it: TeamBreak, others: dict[int, tuple[TeamBreak, timedelta]], span: timedelta, now: datetime
) -> tuple[TeamBreak, datetime] | None:
    """The first other break of the channel that runs while this one does, and when."""
    for other, length in others.values():
        found = conflicts(it.timetable, other.timetable, (span, length), now)
        if other.id != it.id and found:
            return other, found[0]
    return None
