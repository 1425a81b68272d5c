"""Discord's side: builds the parts, starts and stops the server, hands out the driver."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from . import guilds, routes_app, routes_channels, routes_interactions, world
from .clock import ClockFile
from .faults import Faults
from .gateway import Gateway
from .ledger import Ledger
from .limits import Limits, Meter
from .people import Person
from .places import Channel, Guild
from .rest import PREFIX, Rest
from .seen import Message
from .stage import Stage
from .waiting import Pulse
from .world import Intent, World

T = TypeVar("T")
LOOPBACK = "127.0.0.1"
MAX_BODY = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Timing:
    """Discord's own clocks, in real seconds; a test may shorten them."""

    ack_seconds: float = 3.0
    token_seconds: float = 900.0


class Process(Protocol):
    """A bot's process, if the playground's owner also owns that."""

    @property
    def running(self) -> bool: ...

    async def start(self) -> None: ...

    async def kill(self) -> None: ...


class Server:
    """A Discord without its page. Use it as an async context manager, then drive people."""

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = "playground-token",
        seed: int = 1,
        limits: Limits | None = None,
        timing: Timing | None = None,
        privileged: Intent = Intent.NONE,
    ) -> None:
        self.port = port
        self.token = token
        timing = timing or Timing()
        self.world = World()
        self.world.token_seconds = timing.token_seconds
        self.pulse = Pulse()
        self.ledger = Ledger(self.pulse.beat)
        self.faults = Faults(seed)
        self.world.application.privileged = privileged
        self.gateway = Gateway(self.world, token, self._gateway_changed)
        self._rest = self._build_rest(limits or Limits())
        self.stage = Stage(self.world, self.gateway, self.ledger, self.pulse, timing.ack_seconds)
        self._folder = Path(tempfile.mkdtemp(prefix="playground-"))
        self.clock = ClockFile(self._folder / "clock.json")
        #: Whoever also runs the bot puts it here; then the page can kill it and start it again.
        self.process: Process | None = None
        self._runner: web.AppRunner | None = None
        self._furnish()

    def _build_rest(self, limits: Limits) -> Rest:
        routes = (*routes_app.ROUTES, *routes_channels.ROUTES, *routes_interactions.ROUTES)
        meter = Meter(limits)
        return Rest(self.world, meter, self.faults, self.ledger, routes=routes, token=self.token)

    def _furnish(self) -> None:
        for listener in (self.ledger.hear, self.gateway.hear, self._beat):
            self.world.subscribe(listener)
        studio = self.guild("Studio")
        self.person("Ada")
        grace = self.person("Grace")
        studio.give(grace, studio.role("Organisers", "manage_guild"))

    def _gateway_changed(self) -> None:
        self.world.announce(world.Event("PLAYGROUND_BOT", {}))

    def _beat(self, _: world.Event) -> None:
        self.pulse.beat()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on loopback; OSError when the port is taken."""
        app = web.Application(client_max_size=MAX_BODY, middlewares=[self._only_from_here])
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_route("*", PREFIX + "/{tail:.*}", self._rest.handle)
        app.router.add_get(r"/attachments/{channel}/{attachment:\d+}/{name}", self._attachment)
        app.router.add_get("/playground/ledger", self._ledger)
        app.router.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.world.origin = f"http://{LOOPBACK}:{self.port}"
        self.clock.write()

    def routes(self) -> list[web.RouteDef]:
        """What else is served."""
        return []

    @web.middleware
    async def _only_from_here(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        # A browser lets any site's page call loopback. Its Origin gives it away; and a foreign
        # name that resolves to loopback (DNS rebinding) shows in Host.
        own = {f"{name}:{self.port}" for name in (LOOPBACK, "localhost")}
        origin = request.headers.get("Origin")
        is_ours = request.host in own and (not origin or origin.removeprefix("http://") in own)
        # Pictures and scripts are asked for without an Origin; browsers mark those another way.
        # Only a link to the page itself may stand on another site.
        is_linked = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
        if not is_ours or (is_linked and request.path != "/"):
            raise web.HTTPForbidden(text="The playground answers only to its own address.")
        return await handler(request)

    async def stop(self) -> None:
        """Close the gateway as Discord does when it goes away, and the server with it."""
        await self.gateway.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _attachment(self, request: web.Request) -> web.Response:
        found = self.world.attachments.get(int(request.match_info["attachment"]))
        if found is None:
            raise web.HTTPNotFound
        # These bytes come from a bot and stand on the page's own origin: to be looked at, not run.
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=found.content, content_type=found.content_type, headers=headers)

    async def _ledger(self, _: web.Request) -> web.Response:
        return web.json_response(self.ledger.as_json())

    @property
    def api_url(self) -> str:
        return f"{self.world.origin}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{LOOPBACK}:{self.port}/gateway"

    @property
    def application_id(self) -> int:
        return self.world.application_id

    @property
    def application(self) -> world.Application:
        """What the developer portal says of the bot; change it to see what a bot makes of it."""
        return self.world.application

    @property
    def bot(self) -> world.User:
        return self.world.bot

    @property
    def unknown_routes(self) -> Counter[str]:
        """Requests no route answers, by method and path; a bot that causes any is a surprise."""
        return self._rest.unknown_routes

    @property
    def unidentified(self) -> Counter[str]:
        """Requests whose User-Agent is not `DiscordBot (url, version)`: Discord may block them."""
        return self._rest.unidentified

    @property
    def clock_file(self) -> Path:
        return self.clock.path

    def set_clock(self, *, speed: float | None = None, skip: float = 0.0) -> None:
        """Let timetable time run `speed` times as fast, or move it `skip` seconds on."""
        self.clock.set(speed=speed, skip=skip)
        self.world.announce(world.Event("PLAYGROUND_CLOCK", {}))

    def person(self, name: str) -> Person:
        """The person of this name; made, and a member of every guild, when first asked for."""
        for user in self.world.users.values():
            if user.name == name and not user.bot:
                return Person(self.stage, user)
        user = guilds.add_user(self.world, name)
        for guild in self.world.guilds.values():
            guilds.add_member(self.world, guild, user)
        return Person(self.stage, user)

    def stranger(self, name: str) -> Person:
        """A new person who is a member nowhere."""
        return Person(self.stage, guilds.add_user(self.world, name))

    def guild(self, name: str, *, bot: bool = True) -> Guild:
        """The guild of this name; made, with #general and everyone, when first asked for."""
        for known in self.world.guilds.values():
            if known.name == name:
                return Guild(self.stage, known)
        people = self._everyone()
        made = Guild(self.stage, guilds.add_guild(self.world, name, self._owner()))
        made.channel("general")
        for user in people:
            if user.id not in made.record.members:
                made.join(user)
        if bot:
            made.add_bot()
        return made

    def _everyone(self) -> list[world.User]:
        members = [m.user for guild in self.world.guilds.values() for m in guild.members.values()]
        return [user for user in dict.fromkeys(members) if not user.bot]

    def _owner(self) -> world.User:
        known = next((g.owner for g in self.world.guilds.values()), None)
        return known or guilds.add_user(self.world, "Olive")

    def dm(self, person: Person) -> Channel:
        """The DM of the bot and a person."""
        return Channel(self.stage, guilds.dm_between(self.world, self.bot, person.user))

    def group_dm(self, *people: Person) -> Channel:
        """The group DM of these people, without the bot."""
        return Channel(self.stage, guilds.group_of(self.world, [p.user for p in people]))

    def message(self, message_id: int) -> Message | None:
        """The message of this id, wherever it stands."""
        for channel in self.world.channels.values():
            if message_id in channel.messages:
                return Message(channel.messages[message_id])
        return None

    @property
    def bot_online(self) -> bool:
        return self.gateway.online

    async def bot_ready(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Until a bot is connected and has registered its commands."""
        await self.until(lambda: self.bot_online and self.world.commands_synced, timeout)

    async def bot_gone(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Until no bot is connected."""
        await self.until(lambda: not self.bot_online, timeout)

    async def until(
        self,
        predicate: Callable[[], T],
        timeout: float = 10.0,  # noqa: ASYNC109
    ) -> T:
        """What `predicate` answers, as soon as that is true; looked at after every event."""
        return await self.stage.until(predicate, timeout)

    async def close_gateway(self, code: int = 4000) -> None:
        """Close every gateway connection with this code; sessions can be resumed."""
        await self.gateway.close(code)
