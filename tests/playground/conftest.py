"""A bare discord.py bot, unmodified, in the same process as the playground it is connected to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from playground import Limits, Playground, Rule
from playground.waiting import Pulse

#: So that a suite of many small tests never waits for a bucket; limits have their own tests.
GENEROUS = Rule(10_000, 1.0)
UNLIMITED = Limits(
    everything=GENEROUS,
    post_message=GENEROUS,
    edit_message=GENEROUS,
    delete_message=GENEROUS,
    webhook=GENEROUS,
    other=GENEROUS,
)


class BareBot(discord.Client):
    """Syncs its commands at the start, and keeps what it heard over the gateway."""

    def __init__(self, intents: discord.Intents | None = None, **options: Any) -> None:
        options = {"guild_ready_timeout": 0.05, **options}
        wanted = discord.Intents(guilds=True) if intents is None else intents
        super().__init__(intents=wanted, **options)
        self.pulse = Pulse()
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.messages_heard: list[discord.Message] = []

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without discord.py's five seconds between two starts."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self.pulse.beat()

    async def until(self, look: Callable[[], Any]) -> Any:
        """What `look` answers once it is true, looked at after everything the bot hears."""
        found = await self.pulse.wait(look, 5.0)
        assert found, f"the bot never got there; it heard {self.heard}"
        return found

    async def on_socket_event_type(self, name: str) -> None:
        self.heard.append(name)
        self.pulse.beat()

    async def on_message(self, message: discord.Message) -> None:
        self.messages_heard.append(message)
        self.pulse.beat()


Open = Callable[..., Awaitable[Playground]]


@pytest.fixture
async def open_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Open]:
    """Start a playground and point discord.py at it; both are put back after the test."""
    async with contextlib.AsyncExitStack() as stack:

        async def begin(**options: Any) -> Playground:
            made = await stack.enter_async_context(Playground(**{"limits": UNLIMITED, **options}))
            monkeypatch.setattr(Route, "BASE", made.api_url)
            monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(made.gateway_url))
            return made

        yield begin


@pytest.fixture
async def server(open_server: Open) -> Playground:
    return await open_server()


class ShardedBot(BareBot, discord.AutoShardedClient):
    """The same, on more than one gateway connection."""


@pytest.fixture
def bot() -> BareBot:
    return BareBot()


@pytest.fixture
def make_bot() -> Callable[..., BareBot]:
    """A bot with other intents, or one with shards."""

    def make(intents: discord.Intents | None = None, shards: int = 0) -> BareBot:
        return ShardedBot(intents, shard_count=shards) if shards else BareBot(intents)

    return make


Start = Callable[..., Awaitable[None]]


@pytest.fixture
async def start(open_server: Open) -> AsyncIterator[Start]:
    """Start a bot and wait until it is ready; it is closed after the test, before the server."""
    running: list[tuple[discord.Client, asyncio.Task[None]]] = []

    async def begin(bot: discord.Client, server: Playground) -> None:
        before = server.gateway.identified
        running.append((bot, asyncio.create_task(bot.start(server.token))))
        await server.until(lambda: server.gateway.identified > before)
        await server.bot_ready()

    yield begin
    for bot, task in running:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


Api = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
async def api(server: Playground) -> AsyncIterator[Api]:
    """Send one REST request with the bot's token; answers its status and its JSON."""
    async with aiohttp.ClientSession() as session:

        async def send(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
            known = {"Authorization": f"Bot {server.token}"} | headers
            url = server.api_url + path
            async with session.request(method, url, json=body, headers=known) as answer:
                text = await answer.read()
                return answer.status, (await answer.json() if text else None)

        yield send
