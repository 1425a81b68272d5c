"""The page: static files, and one socket per open page over which everything is said.

Whoever can talk to the socket can drive people and bot. So beside our Host and Origin, which the
server checks for every request, it wants the key that stands in this run's address.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import secrets
from pathlib import Path

from aiohttp import WSMsgType, web

from .files import SIZE_LIMIT
from .reading import Reading
from .server import Server
from .skipping import Skipper
from .trouble import Trouble
from .visitor import Shared, Visitor

#: Bytes in one frame: the largest file a person may hand over, as base64 in JSON.
MAX_FRAME = SIZE_LIMIT * 4 // 3 + 64 * 1024
FOLDER = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect")),
        *(f"{kind} 'none'" for kind in ("base-uri", "form-action", "frame-ancestors")),
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    # The key stands in the address: no other site is told where someone came from.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page:
    """Serves the page of one playground; holds what all open pages share."""

    def __init__(self, discord: Server) -> None:
        self._discord = discord
        self._key = secrets.token_urlsafe(16)
        self._shared = Shared(Reading(), Skipper(discord), Trouble(discord))
        self._files = {path.name: path.read_bytes() for path in FOLDER.iterdir()}

    @property
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get("/page/{name}", self._file),
            web.get("/playground/socket", self._socket),
        ]

    @property
    def url(self) -> str:
        """The address to open, with this run's key."""
        return f"{self._discord.world.origin}/?key={self._key}"

    def _check_key(self, request: web.Request) -> None:
        given = request.query.get("key", "")
        if "Origin" not in request.headers or not hmac.compare_digest(given, self._key):
            raise web.HTTPForbidden(text="Open the address the playground printed.")

    async def _index(self, _: web.Request) -> web.Response:
        return self._answer("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        return self._answer(name)

    def _answer(self, name: str) -> web.Response:
        return web.Response(
            body=self._files[name],
            headers=HEADERS,
            content_type=TYPES[Path(name).suffix],
            charset="utf-8",
        )

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        self._check_key(request)
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=MAX_FRAME)
        await socket.prepare(request)
        outbox: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        visitor = Visitor(self._discord, self._shared, outbox.put_nowait)
        writer = asyncio.create_task(_write(socket, outbox))
        stops = (
            self._discord.world.subscribe(visitor.hear),
            self._discord.ledger.read(visitor.hear_line),
        )
        try:
            visitor.welcome()
            visitor.read_ledger()
            # Side by side: who waits for a bot's choices can press a button meanwhile.
            async with asyncio.TaskGroup() as doing:
                async for frame in socket:
                    if frame.type is WSMsgType.TEXT:
                        doing.create_task(visitor.receive(json.loads(frame.data)))
        finally:
            for stop in stops:
                stop()
            writer.cancel()
        return socket


async def _write(socket: web.WebSocketResponse, outbox: asyncio.Queue[dict[str, object]]) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_json(await outbox.get())
