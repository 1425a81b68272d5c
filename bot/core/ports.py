"""What the flows need from the world. The edges implement these; tests have small fakes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.core.card import AnyCard
from bot.core.delivery import Confirmation, Leftover, Message, Outcome, Priority, Send, Token
from bot.core.member import Member
from bot.core.occurrence import Facts, Occurrence, Verdict
from bot.core.posting import Heard, Posting
from bot.core.reminder import Decided, Reminder
from bot.core.session import Decision, Session
from bot.core.turn import Turn

#: A pure change of one session; returns the same value where there is nothing to change.
Change = Callable[[Session], Session]
#: Whether somebody may change a session.
Allowed = Callable[[Session], bool]
#: Whether something is still to be written; asked again before each try.
Wanted = Callable[[], bool]


def as_it_is(session: Session) -> Session:
    """Changes nothing."""
    return session


def anyone(_: Session) -> bool:
    """The bot itself may change every session."""
    return True


def always() -> bool:
    """What is wanted however much time passes."""
    return True


class Obstacle(StrEnum):
    """What stands in the way of a new session."""

    SAFETY = "safety"  # its person has not accepted the safety text
    OWN = "own"  # its person has one going on
    LOST = "lost"  # its person's last one was lost and can be continued
    CHANNEL = "channel"  # its channel has one going on
    TEAM = "team"  # a team has its channel, or is called there
    BUDGET = "budget"  # as many as the calls a second allow are going on


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what terms a session is opened.

    `room` is for how many sessions that post steps; a lost one that began after `offer_since` is
    an obstacle (None: it is not).
    """

    room: int
    offer_since: datetime | None


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What a wake asks about a due occurrence, and about one whose message was heard of."""

    decide: Callable[[Occurrence, Facts], Verdict]
    heard: Callable[[Occurrence, Facts, Posting, Outcome], Verdict]


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """What a wake asks about a due reminder and its person's others, and about one heard of."""

    decide: Callable[[Reminder, tuple[Reminder, ...]], Decided]
    heard: Callable[[Reminder, Posting, Outcome], Decided]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a wake asks: what a due session says now, and what it is once its first send landed.

    Kinds without rules are left alone.
    """

    decide: Callable[[Session], Decision]
    landed: Change
    team: TeamRules | None = None
    reminders: ReminderRules | None = None


def as_of(due_at: datetime | None, now: datetime) -> datetime:
    """When a due row is decided: what a wake takes along a moment early, at its own instant."""
    return max(due_at, now) if due_at else now


@dataclass(frozen=True, slots=True)
class Changed:
    """A session before and after a change.

    `live` is its newest confirmed message, `token` the way to its private card before the change,
    `leftovers` the messages above `live` that are to be tidied now.
    """

    before: Session
    after: Session
    live: Message | None = None
    token: Token | None = None
    leftovers: tuple[Leftover, ...] = ()

    @property
    def did(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Anchor:
    """At the real instant `real` the timetable read `shown`, and ran `speed` times as fast.

    It is kept, so a restart goes on with it. `skipped` is how many of `CLOCK_FILE`'s skipped
    seconds are already part of it.
    """

    real: datetime
    shown: datetime
    skipped: float = 0.0
    speed: float = 1.0


class Clock(Protocol):
    """Two times: the timetable's (`now`) and the world's (`real_now`). Both aware, in UTC."""

    def now(self) -> datetime: ...

    def real_now(self) -> datetime: ...

    def real(self, at: datetime) -> datetime:
        """The real instant at which the timetable reads `at`."""
        ...

    @property
    def speed(self) -> float:
        """Seconds of the timetable in a real second."""
        ...


class Alarm(Protocol):
    """Wakes the dispatcher."""

    def set(self, at: datetime | None) -> None:
        """Rings at `at` (timetable time) and no longer at what was set before; None: not at all."""
        ...

    def no_later_than(self, at: datetime) -> None:
        """Rings at `at` unless it rings earlier already."""
        ...


class Messenger(Protocol):
    """Writes cards to Discord. Every refusal is a value; `until` is real time.

    An edit that is not wanted any more does not leave, and counts as delivered: what made it
    unwanted stands in its place.
    """

    async def post(
        self, channel_id: int, card: AnyCard, nonce: str, priority: Priority, until: datetime
    ) -> Outcome: ...

    async def edit(
        self,
        message: Message,
        card: AnyCard,
        priority: Priority,
        until: datetime,
        wanted: Wanted = always,
    ) -> Outcome: ...

    async def remove(self, message: Message, until: datetime) -> Outcome: ...

    async def edit_private(
        self, token: Token, card: AnyCard, wanted: Wanted = always
    ) -> Outcome: ...

    async def open_dm(self, user_id: int) -> Outcome:
        """The channel of the direct messages with this person, as `Delivered.channel_id`."""
        ...

    async def find(self, channel_id: int, send: Send) -> Outcome | None:
        """What came of a send, read from the channel's last 50 messages; None if it is not there.

        A refusal means that the channel could not be read.
        """
        ...

    async def find_posting(self, channel_id: int, posting: Posting) -> Outcome | None:
        """The same, for a message of an occurrence or a reminder."""
        ...


#: A pure change of one member.
MemberChange = Callable[[Member], Member]
#: What becomes of a reminder once its person is this.
Following = Callable[[Reminder, Member], Reminder]


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """A member before and after a change; `moved` are active reminders with another rhythm now."""

    before: Member
    after: Member
    moved: tuple[Reminder, ...] = ()


class Members(Protocol):
    """People, kept."""

    async def get(self, user_id: int) -> Member:
        """The member, or a fresh one that agreed to nothing yet."""
        ...

    async def accept_safety(self, user_id: int, version: int, at: datetime) -> None: ...

    async def change(
        self, user_id: int, to: MemberChange, follow: Following | None = None
    ) -> MemberChanged:
        """Changes a member and lets their reminders `follow`, in one transaction."""
        ...

    async def forget_past(self, now: datetime) -> int:
        """Forgets days off that are past at `now`, timetable time; for how many people."""
        ...

    async def keep_dm_channel(self, user_id: int, channel_id: int) -> None:
        """Keeps it with a member that is stored; of others nothing is kept."""
        ...


class Sessions(Protocol):
    """Sessions and their sends, kept. Every method is one transaction.

    Raises `NotNow` where the database cannot be written: `open`, and `change` in time, by the
    deadline; `wake`, `expire` and `wipe_tokens` at once. The others wait until it can be.
    """

    async def open(
        self, session: Session, token: Token, terms: Terms
    ) -> tuple[Session, Obstacle | None]:
        """Keeps a new session and gives it its id.

        Where something stands in the way it says what, and returns the session that does, if one
        does; the new one is not kept then.
        """
        ...

    async def expire(self, before: datetime, to: Change) -> tuple[Changed, ...]:
        """Changes the private sessions going on whose token is over at `before` (real time)."""
        ...

    async def get(self, session_id: int) -> Session | None: ...

    async def change(
        self,
        session_id: int,
        to: Change,
        allowed: Allowed = anyone,
        token: Token | None = None,
        in_time: bool = False,
    ) -> Changed | None:
        """Changes one session where that is allowed; None where there is none of that id.

        `token` is then the newest way to its private card, kept while it goes on there. Messages
        to be tidied are claimed with the change. With `in_time` somebody waits for the answer.
        """
        ...

    async def token(self, session_id: int) -> Token | None: ...

    async def live(self, session_id: int) -> Message | None:
        """The newest message of a session that Discord confirmed."""
        ...

    async def wake(
        self,
        confirmed: Sequence[Confirmation | Heard],
        until: datetime,
        real_now: datetime,
        rules: Rules,
    ) -> Turn:
        """Confirms what was sent, claims what is due by `until` and moves it on, as one."""
        ...

    async def running(self) -> tuple[Session, ...]: ...

    async def unconfirmed(self) -> tuple[Send, ...]:
        """Sends claimed and not confirmed; those of one session in their order."""
        ...

    async def settle(
        self,
        confirmed: Sequence[Confirmation],
        changed: Sequence[Changed],
        landed: Change = as_it_is,
    ) -> None:
        """Writes what the start found out about sends and sessions."""
        ...

    async def wipe_tokens(self, real_now: datetime) -> int:
        """Forgets the tokens that are over; how many."""
        ...
