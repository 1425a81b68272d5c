"""The whole bot on a simulated Discord, put together as in production but for its clock."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
from simcord import Env
from simcord.actors import MemberActor, _dispatch_actor_interaction
from simcord.backend import serializers
from simcord.builders import UserHandle
from simcord.components import walk_components
from simcord.enums import ComponentType, InteractionType
from simcord.http.router import route
from simcord.http.routes.interactions import edit_original_response
from simcord.results import InteractionResult, ResponseMessage

from bot.app import Parts, build
from bot.chat.client import Client
from bot.core.library import Library
from bot.settings import Settings
from bot.store.database import Database

# Through a webhook discord.py writes `@original` as `%40original`. The wire and Discord take the
# two for the same; simcord compares the text.
route("PATCH", "/webhooks/{webhook_id}/{token}/messages/%40original")(edit_original_response)

Person = MemberActor | UserHandle
Shown = ResponseMessage | discord.Message


class QuickEnv(Env):
    """Looks more often whether the bot has settled: 50 ms a step would be most of the suite."""

    async def _settle_internal(self, *, idle: float = 0.002, **options: Any) -> None:
        await super()._settle_internal(idle=min(idle, 0.002), **options)


class SimulatedClock:
    """The clock of the simulated Discord, at the speed of the world."""

    def __init__(self) -> None:
        self.env: Env | None = None

    def now(self) -> datetime:
        return self.env.now() if self.env else datetime.now(UTC)

    def real_now(self) -> datetime:
        return self.now()

    def real(self, at: datetime) -> datetime:
        return at

    @property
    def speed(self) -> float:
        return 1.0


class Stage:
    """A server with two people, and the bot in it. `play` lets time pass."""

    def __init__(self, file: Path, library: Library) -> None:
        self._file = file
        self._clock = SimulatedClock()
        self._database = Database(f"sqlite+aiosqlite:///{file}")
        settings = Settings(
            discord_token="MTIz.secret.token",
            database_url=f"sqlite+aiosqlite:///{file}",
            _env_file=None,
        )
        self.parts: Parts = build(settings, library, self._database, self._clock)

    @property
    def client(self) -> Client:
        return self.parts.client

    async def open(self, env: Env) -> None:
        self.env = self._clock.env = env
        guild = env.create_guild("Office")
        self.channel = guild.create_text_channel("general")
        self.anna = guild.add_member(env.create_user("anna"))
        self.ben = guild.add_member(env.create_user("ben"))
        with env.time_context():
            await self.client.tree.sync()

    async def close(self) -> None:
        await self._database.close()

    async def play(self, seconds: float = 3600) -> None:
        """Lets so much time pass, and the bot work whenever something is due."""
        end = self.env.now() + timedelta(seconds=seconds)
        await self._work()
        due = self._next_due()
        while due and due <= end:
            await self.env.advance_time(max((due - self.env.now()).total_seconds(), 0))
            await self._work()
            due = self._next_due()
        # Settling lets a moment pass where a timer of the dispatcher is due.
        await self.env.advance_time(max((end - self.env.now()).total_seconds(), 0))

    async def _work(self) -> None:
        rang = self.parts.alarm.rang
        rang.set()
        while rang.is_set() or self.parts.dispatcher.owes:
            with self.env._bot_scope():
                tick = asyncio.create_task(self.parts.dispatcher.tick())
            await self.env.settle()
            await tick

    def _next_due(self) -> datetime | None:
        at = self.ask(
            "SELECT min(at) FROM (SELECT min(due_at) at FROM session UNION ALL SELECT min(due_at)"
            " FROM occurrence UNION ALL SELECT min(due_at) FROM reminder)"
        )[0][0]
        return datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        with closing(sqlite3.connect(self._file)) as connection:
            return connection.execute(query, values).fetchall()

    async def relax(self, who: Person, **options: str) -> InteractionResult:
        """`/relax` by somebody who has accepted the safety text, if need be just now."""
        asked = await self.slash(who, "relax", **options)
        assert asked.response
        if "I understand" in labels(asked.response):
            return await who.click(asked.response, label="I understand")
        return asked

    async def slash(self, who: Person, command: str, **options: str) -> InteractionResult:
        """In the server, or for a user without one in the bot's direct messages."""
        if isinstance(who, MemberActor):
            return await who.slash(self.channel, command, **options)
        answer: InteractionResult = await who.slash(command, **options)
        return answer

    def dms(self, who: MemberActor) -> list[discord.Message]:
        """What the bot wrote into this person's direct messages, oldest first."""
        return list(who.user.dm_channel.history(viewer=who.user))

    async def forge(self, who: MemberActor, custom_id: str) -> InteractionResult:
        """Presses a button that stands on a message of the bot's, with any `custom_id`.

        simcord only presses buttons a person could see; an old version's button, or one that
        was tampered with, reaches the bot through the same event, on a message that carries it.
        """
        message = await self._bare_message(custom_id)
        data = {"custom_id": custom_id, "component_type": ComponentType.BUTTON}
        payload = {"message": dict(serializers.message_payload(self.env.backend, message))}
        return await _dispatch_actor_interaction(
            who,
            InteractionType.MESSAGE_COMPONENT,
            self.channel,
            data,
            extra=payload,
            source_message_id=message.id,
        )

    async def _bare_message(self, custom_id: str) -> Any:
        button = {"type": 2, "style": 2, "label": "old", "custom_id": custom_id}
        assert self.client.user
        return self.env.backend.create_message(
            self.channel.id,
            self.client.user.id,
            "",
            components=[{"type": 1, "components": [button]}],
        )


def components(message: Shown) -> list[dict[str, Any]]:
    if isinstance(message, discord.Message):
        return list(walk_components([it.to_dict() for it in message.components]))
    return list(walk_components(message.components))


def text(message: Shown | None) -> str:
    """Everything written on a card."""
    assert message
    return "\n".join(it["content"] for it in components(message) if it.get("type") == 10)


def labels(message: Shown | None) -> list[str]:
    """What its buttons say."""
    assert message
    return [it["label"] for it in components(message) if it.get("type") == 2]


def headline(message: Shown | None) -> str:
    """The first line of a card, without its marks."""
    return text(message).splitlines()[0].lstrip("#- ")
