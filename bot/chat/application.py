"""The bot's application at Discord: what its owner would click for in the developer portal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
import discord

from bot.chat.entry import EntryRefused, OutOfReach, attempt
from bot.chat.rooms import permission_name
from bot.chat.sending.agent import introduce

_NEEDED = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "attach_files",
    "read_message_history",
)
#: What the bot needs in a server, and why: see and write in channels and threads, show pictures,
#: and read its own last messages to find out after a crash what was already said.
PERMISSIONS = discord.Permissions(**dict.fromkeys(_NEEDED, True))
PERMISSION_NAMES = tuple(map(permission_name, _NEEDED))
SERVER_SCOPES, PERSON_SCOPES = ("bot", "applications.commands"), ("applications.commands",)

#: The flags that say that a privileged intent is switched on; below 100 servers `..._limited` does.
PRIVILEGED = ("gateway_presence", "gateway_guild_members", "gateway_message_content")
_DEADLINE = 10.0
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Installing:
    """How Discord lets it be installed in servers, or by people; scopes and permissions by name."""

    allowed: bool
    #: Whether Discord's own link does it, with what is below.
    linked: bool = False
    lacking: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    @property
    def as_needed(self) -> bool:
        return self.linked and not (self.lacking or self.surplus)


@dataclass(frozen=True, slots=True)
class Application:
    """What Discord says of it."""

    id: int
    name: str
    in_servers: Installing
    by_people: Installing
    #: Whether a link alone does not install it.
    needs_code_grant: bool
    #: Whether commands and presses go elsewhere, not to the bot.
    has_endpoint: bool
    #: Those of `PRIVILEGED` that are switched on.
    privileged: tuple[str, ...]


async def look_up(token: str) -> Application:
    """Tries the token once. Raises `TokenRefused`, `EntryRefused` or `OutOfReach`."""
    async with _logged_in(token) as info:
        return _read(info)


async def set_installs(token: str) -> Application:
    """Lets it be installed in servers and by people, with exactly what the bot needs.

    Raises what `look_up` does.
    """
    async with _logged_in(token) as info:
        try:
            return _read(await _in_time(lambda: _edit(info)))
        except EntryRefused as error:
            raise EntryRefused(
                "Discord does not take these install settings", error.answer
            ) from error


async def _edit(info: discord.AppInfo) -> discord.AppInfo:
    return await info.edit(
        guild_install_scopes=[*SERVER_SCOPES],
        guild_install_permissions=PERMISSIONS,
        user_install_scopes=[*PERSON_SCOPES],
    )


@asynccontextmanager
async def _logged_in(token: str) -> AsyncIterator[discord.AppInfo]:
    trace = introduce(aiohttp.TraceConfig())
    async with discord.Client(intents=discord.Intents(guilds=True), http_trace=trace) as client:
        await _in_time(lambda: client.login(token))
        assert client.application
        yield client.application


async def _in_time(call: Callable[[], Awaitable[_Answer]]) -> _Answer:
    try:
        async with asyncio.timeout(_DEADLINE):
            return await attempt(call)
    except TimeoutError:
        raise OutOfReach(f"Discord is out of reach (no answer in {_DEADLINE:g} s)") from None


def install_link(application_id: int, in_server: bool) -> str:
    """The link that installs the bot in a server, with what it needs there, or for a person."""
    if in_server:
        link = discord.utils.oauth_url(
            application_id, permissions=PERMISSIONS, scopes=SERVER_SCOPES
        )
        return f"{link}&integration_type=0"
    link = discord.utils.oauth_url(application_id, scopes=PERSON_SCOPES)
    return f"{link}&integration_type=1"


def _read(info: discord.AppInfo) -> Application:
    flags = info.flags
    return Application(
        id=info.id,
        name=info.name,
        in_servers=_installing(info.guild_integration_config, SERVER_SCOPES, PERMISSIONS),
        by_people=_installing(
            info.user_integration_config, PERSON_SCOPES, discord.Permissions.none()
        ),
        needs_code_grant=info.bot_require_code_grant,
        has_endpoint=bool(info.interactions_endpoint_url),
        privileged=tuple(
            name for name in PRIVILEGED if getattr(flags, name) or getattr(flags, f"{name}_limited")
        ),
    )


def _installing(
    config: discord.IntegrationTypeConfig | None,
    scopes: tuple[str, ...],
    permissions: discord.Permissions,
) -> Installing:
    params = config.oauth2_install_params if config else None
    if params is None:
        return Installing(allowed=config is not None)
    lacking = [scope for scope in scopes if scope not in params.scopes]
    surplus = [scope for scope in params.scopes if scope not in scopes]
    return Installing(
        allowed=True,
        linked=True,
        lacking=(*lacking, *_names(permissions & ~params.permissions)),
        surplus=(*surplus, *_names(params.permissions & ~permissions)),
    )


def _names(permissions: discord.Permissions) -> Iterator[str]:
    # This one has an older name in discord.py.
    names = ("view_channel" if name == "read_messages" else name for name, on in permissions if on)
    return map(permission_name, names)
