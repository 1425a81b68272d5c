"""What the flows need from the world. The edges implement these; tests have small fakes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.card import Card
from bot.core.delivery import Confirmation, Message, Outcome, Priority, Send, Token, Turn
from bot.core.member import Member
from bot.core.session import Decision, Session

#: Decides what a due session says now.
Decide = Callable[[Session], Decision]
#: A pure change of one session; returns the same value where there is nothing to change.
Change = Callable[[Session], Session]


@dataclass(frozen=True, slots=True)
class Changed:
    """A session before and after a change.

    `live` is its newest confirmed message, `token` the way to its private card before the change.
    """

    before: Session
    after: Session
    live: Message | None = None
    token: Token | None = None

    @property
    def did(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Anchor:
    """At the real instant `real` the timetable read `shown`. It is kept, so a restart goes on.

    `skipped` is how many of `CLOCK_FILE`'s skipped seconds are already part of it.
    """

    real: datetime
    shown: datetime
    skipped: float = 0.0


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
    """Writes cards to Discord. Every refusal is a value; `until` is real time."""

    async def post(
        self, channel_id: int, card: Card, nonce: str, priority: Priority, until: datetime
    ) -> Outcome: ...

    async def edit(
        self, message: Message, card: Card, priority: Priority, until: datetime
    ) -> Outcome: ...

    async def edit_private(self, token: Token, card: Card) -> Outcome: ...

    async def open_dm(self, user_id: int) -> Outcome:
        """The channel of the direct messages with this person, as `Delivered.channel_id`."""
        ...

    async def find(self, channel_id: int, send: Send) -> Outcome | None:
        """What came of a send, read from the channel's last 50 messages; None if it is not there.

        A refusal means that the channel could not be read.
        """
        ...


class Members(Protocol):
    """People, kept."""

    async def get(self, user_id: int) -> Member:
        """The member, or a fresh one that agreed to nothing yet."""
        ...

    async def accept_safety(self, user_id: int, version: int, at: datetime) -> None: ...

    async def keep_dm_channel(self, user_id: int, channel_id: int) -> None: ...


class Sessions(Protocol):
    """Sessions and their sends, kept. Every method is one transaction; all may raise `Busy`."""

    async def open(self, session: Session, token: Token | None) -> tuple[Session, bool]:
        """Keeps a new session and gives it its id; true.

        Where its person has one going on, that one is returned and nothing is written; false.
        """
        ...

    async def get(self, session_id: int) -> Session | None: ...

    async def change(
        self, session_id: int, to: Change, by: int | None = None, token: Token | None = None
    ) -> Changed | None:
        """Changes one session; None where there is none of that id.

        With `by`, only where that is its member. `token` is then the newest way to its private
        card, and is kept while the session goes on there.
        """
        ...

    async def token(self, session_id: int) -> Token | None: ...

    async def live(self, session_id: int) -> Message | None:
        """The newest message of a session that Discord confirmed."""
        ...

    async def wake(
        self, confirmed: Sequence[Confirmation], now: datetime, real_now: datetime, decide: Decide
    ) -> Turn:
        """Confirms what was sent, claims what is due and moves it on, in one transaction."""
        ...

    async def running(self) -> tuple[Session, ...]: ...

    async def unconfirmed(self) -> tuple[Send, ...]:
        """Sends claimed and not confirmed, oldest first."""
        ...

    async def settle(self, confirmed: Sequence[Confirmation], changed: Sequence[Changed]) -> None:
        """Writes what the start found out about sends and sessions."""
        ...

    async def wipe_tokens(self, real_now: datetime) -> int:
        """Forgets the tokens that are over; how many."""
        ...
