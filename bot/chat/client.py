"""The discord.py client: no privileged intents, no caches it does not need."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bot.chat.answers import Interaction, sorry, tell_if_possible
from bot.chat.application import install_link
from bot.chat.buttons import Control
from bot.chat.entry import until_it_works
from bot.chat.sending.agent import introduce
from bot.chat.sending.pace import Pace
from bot.chat.sending.watch import watch
from bot.core.deadline import received
from bot.core.errors import NotNow, TokenRefused
from bot.core.figures import Figures, Uncounted

log = logging.getLogger(__name__)

_BUTTON = discord.ComponentType.button.value
_AUTHENTICATION_FAILED = 4004


class Client(discord.Client):
    """`on_press` decides what a button does; it is set once, before the client connects."""

    on_press: Callable[[Interaction, str], Awaitable[None]]
    #: Called after each command that did not fail, with its answer given.
    after_command: Callable[[Interaction], Awaitable[None]] | None = None
    #: Called when the bot came into a server or was removed from one, with whether it is there.
    on_server: Callable[[int, bool], Awaitable[None]] | None = None
    #: Called with the servers the bot is in, whenever it has learnt them anew.
    on_servers: Callable[[frozenset[int]], Awaitable[None]] | None = None

    def __init__(self, pace: Pace, figures: Figures | None = None) -> None:
        self._figures = figures or Uncounted()
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=watch(introduce(pace.trace()), self._figures),
        )
        self.tree = Tree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
        )
        self.add_dynamic_items(Control)

    async def enter(self, token: str) -> None:
        """Logs in and registers the commands; keeps trying while the network is down.

        Raises `TokenRefused` or `EntryRefused`.
        """
        await until_it_works(lambda: self._log_in(token))
        await until_it_works(self.tree.sync)
        log.info("install in a server: %s", install_link(self._app, in_server=True))
        log.info("install for yourself: %s", install_link(self._app, in_server=False))

    async def _log_in(self, token: str) -> None:
        try:
            await self.login(token)
        except Exception:
            # discord.py opens a session at each try, and would leave the one that failed open. Its
            # connector is closed with it.
            await self.http.close()
            self.http.connector = discord.utils.MISSING
            raise

    async def listen(self) -> None:
        """Stays connected to the gateway until closed; keeps trying while it is out of reach.

        Raises `TokenRefused`.
        """
        try:
            await until_it_works(self._connect)
        except discord.ConnectionClosed as error:
            if error.code == _AUTHENTICATION_FAILED:
                raise TokenRefused from error
            raise

    async def _connect(self) -> None:
        try:
            await self.connect()
        except AttributeError as error:
            # discord.py resumes after every failure, and trips where there was no connection yet.
            if self.ws:
                raise
            raise ConnectionError(f"the gateway: {error.__context__}") from error

    async def on_interaction(self, interaction: Interaction) -> None:
        """Counts it, and answers what no button of this version can have sent: modals, menus."""
        self._figures.asked(interaction.type.name)
        modal = interaction.type is discord.InteractionType.modal_submit
        told: dict[str, Any] = dict(interaction.data or {})
        menu = told.get("component_type", _BUTTON) != _BUTTON
        if modal or menu:
            await self.on_press(interaction, str(told.get("custom_id", "")))

    @property
    def connected(self) -> bool:
        """Whether the gateway is open and has told everything it tells at the start."""
        # `ws` is None before the first connection, whatever discord.py's types say.
        return self.is_ready() and bool(self.ws) and self.ws.open

    @property
    def heartbeat(self) -> float | None:
        """The gateway's latency in seconds; None before the first heartbeat."""
        return self.latency if math.isfinite(self.latency) else None

    async def on_ready(self) -> None:
        log.info("ready servers=%d", len(self.guilds))
        if self.on_servers:
            # One that is unavailable for a while is among them: an outage is no removal.
            await self.on_servers(frozenset(it.id for it in self.guilds))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        if self.on_server:
            await self.on_server(guild.id, True)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        if self.on_server:
            await self.on_server(guild.id, False)

    async def on_app_command_completion(self, interaction: Interaction, _: object) -> None:
        if self.after_command:
            try:
                await self.after_command(interaction)
            except (NotNow, discord.HTTPException) as error:  # the command itself is answered
                log.info("nothing told after a command: %s", type(error).__name__)

    @property
    def _app(self) -> int:
        assert self.application_id is not None
        return self.application_id


class Tree(app_commands.CommandTree[Client]):
    """Gives each command its deadline, and answers also when one fails."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Called before each command, in the task that runs it."""
        received(asyncio.get_running_loop().time())
        return True

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        cause = getattr(error, "original", error)
        if not isinstance(cause, NotNow):
            log.error("a command failed", exc_info=cause)
        await tell_if_possible(interaction, sorry(cause))
