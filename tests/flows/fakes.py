"""A world small enough to read: a clock moved by hand, an alarm that only notes, a Discord."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.card import AnyCard
from bot.core.delivery import (
    Delivered,
    Message,
    Outcome,
    Priority,
    Refusal,
    Refused,
    Send,
    Token,
)
from bot.core.ports import Wanted, always
from bot.core.posting import Posting

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved. The timetable runs `speed` times as fast as the world."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._passed = timedelta()

    def now(self) -> datetime:
        return START + self._passed

    def real_now(self) -> datetime:
        return self.real(self.now())

    def real(self, at: datetime) -> datetime:
        return START + (at - START) / self._speed

    @property
    def speed(self) -> float:
        return self._speed

    def forward(self, seconds: float) -> None:
        self._passed += timedelta(seconds=seconds)

    def forward_to(self, at: datetime) -> None:
        self._passed = max(self._passed, at - START)


class FakeAlarm:
    """Notes what it was set to; whoever plays the world rings it."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def set(self, at: datetime | None) -> None:
        self.at = at

    def no_later_than(self, at: datetime) -> None:
        self.at = at if self.at is None else min(self.at, at)


@dataclass(frozen=True)
class Said:
    """One call that reached Discord."""

    how: str
    card: AnyCard
    at: timedelta
    where: int | str
    nonce: str | None = None
    message_id: int | None = None
    priority: Priority | None = None
    until: datetime | None = None


class FakeMessenger:
    """Discord as the flows see it: keeps messages, drops a repeated nonce, knows who closed DMs.

    `plan` what the next calls of one kind answer (an outcome, or an error to raise), and `hold`
    the next call of one kind until its event is set.
    """

    def __init__(self, clock: FakeClock) -> None:
        self.said: list[Said] = []
        self.asked: list[str] = []
        self.messages: dict[Message, AnyCard] = {}
        self.unreadable = False
        self._clock = clock
        self._by_nonce: dict[str, Message] = {}
        self._plans: dict[str, deque[Outcome | Exception]] = defaultdict(deque)
        self._holds: dict[str, deque[asyncio.Event]] = defaultdict(deque)
        self._reached = asyncio.Condition()

    def plan(self, how: str, *answers: Outcome | Exception) -> None:
        self._plans[how].extend(answers)

    def refuse(self, how: str, why: Refusal) -> None:
        self.plan(how, Refused(why))

    def hold(self, how: str) -> asyncio.Event:
        event = asyncio.Event()
        self._holds[how].append(event)
        return event

    async def reached(self, how: str, times: int = 1) -> None:
        """Returns once so many calls of this kind came in, be they held or not."""
        async with asyncio.timeout(5), self._reached:
            await self._reached.wait_for(lambda: self.asked.count(how) >= times)

    def of(self, how: str) -> list[Said]:
        return [it for it in self.said if it.how == how]

    async def post(
        self, channel_id: int, card: AnyCard, nonce: str, priority: Priority, until: datetime
    ) -> Outcome:
        planned = await self._come("post")
        if planned:
            return planned
        known = self._by_nonce.get(nonce)
        message = known or Message(channel_id, 9000 + len(self._by_nonce))
        if known is None:
            self._by_nonce[nonce] = message
            self.messages[message] = card
        self._say("post", card, channel_id, nonce, message.message_id, priority, until)
        return Delivered(channel_id, message.message_id)

    async def edit(
        self,
        message: Message,
        card: AnyCard,
        priority: Priority,
        until: datetime,
        wanted: Wanted = always,
    ) -> Outcome:
        if not wanted():
            return Delivered()
        planned = await self._come("edit")
        if planned:
            return planned
        self.messages[message] = card
        where, identifier = message.channel_id, message.message_id
        self._say("edit", card, where, None, identifier, priority, until)
        return Delivered(where, identifier)

    async def remove(self, message: Message, until: datetime) -> Outcome:
        planned = await self._come("remove")
        if planned:
            return planned
        self.messages.pop(message, None)
        return Delivered()

    async def edit_private(self, token: Token, card: AnyCard, wanted: Wanted = always) -> Outcome:
        if not wanted():
            return Delivered()
        planned = await self._come("private")
        if planned:
            return planned
        self._say("private", card, token.text)
        return Delivered()

    async def open_dm(self, user_id: int) -> Outcome:
        return await self._come("open_dm") or Delivered(dm_of(user_id))

    async def find(self, channel_id: int, send: Send) -> Outcome | None:
        planned = await self._come("find")
        if planned or self.unreadable:
            return planned or Refused(Refusal.FORBIDDEN)
        message = self._by_nonce.get(send.nonce)
        here = message is not None and message.channel_id == channel_id
        return Delivered(channel_id, message.message_id) if message and here else None

    async def find_posting(self, channel_id: int, posting: Posting) -> Outcome | None:
        planned = await self._come("find")
        if planned or self.unreadable:
            return planned or Refused(Refusal.FORBIDDEN)
        message = self._by_nonce.get(posting.nonce)
        here = message is not None and message.channel_id == channel_id
        return Delivered(channel_id, message.message_id) if message and here else None

    async def _come(self, how: str) -> Outcome | None:
        async with self._reached:
            self.asked.append(how)
            self._reached.notify_all()
        if self._holds[how]:
            await self._holds[how].popleft().wait()
        if not self._plans[how]:
            return None
        planned = self._plans[how].popleft()
        if isinstance(planned, Exception):
            raise planned
        return planned

    def _say(
        self,
        how: str,
        card: AnyCard,
        where: int | str,
        nonce: str | None = None,
        message_id: int | None = None,
        priority: Priority | None = None,
        until: datetime | None = None,
    ) -> None:
        at = self._clock.now() - START
        self.said.append(Said(how, card, at, where, nonce, message_id, priority, until))


def dm_of(user_id: int) -> int:
    """The channel of the direct messages with this person."""
    return 700_000 + user_id
