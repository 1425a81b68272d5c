"""Writes cards to Discord. Errors become outcomes here, and nowhere else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

import aiohttp
import discord

from bot.chat import custom_id
from bot.chat.cards import drawing
from bot.chat.sending.brake import Brake, pause_asked
from bot.chat.sending.outcomes import is_passing, refused
from bot.chat.sending.pace import Unwanted, going_as
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
from bot.core.figures import Figures, Uncounted
from bot.core.ports import Clock, Wanted, always
from bot.core.posting import Posting

log = logging.getLogger(__name__)

#: Between our own tries, in real seconds. discord.py already repeats some errors itself.
_PAUSES = (0.5, 1.0, 2.0, 4.0)
#: However long a 429 asks us to wait, also in real seconds.
_LONGEST_WAIT = 60.0
_LOOK_BACK = 50
#: Discord's name for the message an interaction answered with.
_ORIGINAL: Any = "@original"

_UNKNOWN_MESSAGE = 10008

_Answer = TypeVar("_Answer")


class Messenger:
    """Implements `bot.core.ports.Messenger` over a logged-in client."""

    def __init__(
        self,
        client: discord.Client,
        clock: Clock,
        brake: Brake,
        figures: Figures | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._brake = brake
        self._figures = figures or Uncounted()

    async def post(
        self, channel_id: int, card: AnyCard, nonce: str, priority: Priority, until: datetime
    ) -> Outcome:
        channel = self._client.get_partial_messageable(channel_id)

        async def call() -> Outcome:
            try:
                face = drawing.face(card)
                sent = await channel.send(
                    view=face.view,
                    files=face.files(),
                    nonce=nonce,
                    allowed_mentions=drawing.mentions(card),
                    silent=drawing.is_silent(card),
                )
            except discord.NotFound as error:
                if error.code != _UNKNOWN_MESSAGE:
                    raise
                # Discord knows this nonce: it was sent already, and deleted since.
                return Delivered(channel_id)
            return Delivered(channel_id, sent.id)

        return await self._tried(call, priority, until)

    async def edit(
        self,
        message: Message,
        card: AnyCard,
        priority: Priority,
        until: datetime,
        wanted: Wanted = always,
    ) -> Outcome:
        channel = self._client.get_partial_messageable(message.channel_id)
        target = channel.get_partial_message(message.message_id)

        async def call() -> Outcome:
            face = drawing.face(card)
            await target.edit(view=face.view, attachments=face.files())
            return Delivered(message.channel_id, message.message_id)

        return await self._tried(call, priority, until, wanted)

    async def remove(self, message: Message, until: datetime) -> Outcome:
        channel = self._client.get_partial_messageable(message.channel_id)
        target = channel.get_partial_message(message.message_id)

        async def call() -> Outcome:
            await target.delete()
            return Delivered()

        return await self._tried(call, Priority.TIDY, until)

    async def edit_private(self, token: Token, card: AnyCard, wanted: Wanted = always) -> Outcome:
        if self._clock.real_now() >= token.expires_at:
            return Refused(Refusal.TOKEN_OVER)
        assert self._client.application_id is not None
        webhook = discord.Webhook.partial(
            self._client.application_id, token.text, client=self._client
        )

        async def call() -> Outcome:
            face = drawing.face(card)
            await webhook.edit_message(_ORIGINAL, view=face.view, attachments=face.files())
            return Delivered()

        return await self._tried(call, Priority.STEP, token.expires_at, wanted)

    async def open_dm(self, user_id: int) -> Outcome:
        async def call() -> Outcome:
            channel = await self._client.create_dm(discord.Object(user_id))
            return Delivered(channel_id=channel.id)

        return await self._answered(call, Priority.STEP, None)

    async def find(self, channel_id: int, send: Send) -> Outcome | None:
        def ours(it: str) -> bool:
            return custom_id.belongs_to(it, send)

        return await self._found(channel_id, ours, send.claimed_at)

    async def find_posting(self, channel_id: int, posting: Posting) -> Outcome | None:
        def ours(it: str) -> bool:
            return custom_id.is_of(it, posting)

        return await self._found(channel_id, ours, posting.claimed_at)

    async def _found(
        self, channel_id: int, ours: Callable[[str], bool], since: datetime
    ) -> Outcome | None:
        """The newest message with a button that is ours; a refusal where there was more to read."""
        channel = self._client.get_partial_messageable(channel_id)

        async def call() -> Outcome | None:
            read = [message async for message in channel.history(limit=_LOOK_BACK)]
            for message in read:
                if any(map(ours, _custom_ids(message.components))):
                    return Delivered(channel_id, message.id)
            unread = len(read) == _LOOK_BACK and read[-1].created_at > since
            return Refused(Refusal.FAILED) if unread else None

        return await self._answered(call, Priority.ANSWER, None)

    async def _tried(
        self,
        call: Callable[[], Awaitable[Outcome]],
        priority: Priority,
        until: datetime,
        wanted: Wanted = always,
    ) -> Outcome:
        try:
            outcome = await self._answered(call, priority, until, wanted)
        except Unwanted:
            return Delivered()
        self._figures.sent(outcome)
        return outcome

    async def _answered(
        self,
        call: Callable[[], Awaitable[_Answer]],
        priority: Priority,
        until: datetime | None,
        wanted: Wanted = always,
    ) -> _Answer | Refused:
        """Calls, and again after passing troubles, until it is too late or was tried enough."""
        for usual in (*_PAUSES, None):
            pause = usual
            if until and self._clock.real_now() >= until:
                return Refused(Refusal.LATE)
            if self._brake.pulled:
                return Refused(Refusal.FAILED)
            try:
                with going_as(priority, wanted):
                    return await call()
            except discord.HTTPException as error:
                self._brake.feel(error)
                if not is_passing(error) or self._brake.pulled or pause is None:
                    log.info("refused status=%s code=%s", error.status, error.code)
                    return refused(error)
                pause = pause_asked(error, pause, _LONGEST_WAIT)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                if pause is None:
                    log.warning("unreachable error=%s", type(error).__name__)
                    return Refused(Refusal.FAILED)
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns")


def _custom_ids(components: list[Any]) -> Iterator[str]:
    for component in components:
        yield from _custom_ids(getattr(component, "children", []))
        identifier = getattr(component, "custom_id", None)
        if identifier:
            yield identifier
