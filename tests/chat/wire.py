"""A Discord of one file, on loopback: answers what it was told to, and keeps what it was asked."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

ME = {"id": "1", "username": "unhunch", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "1",
    "name": "unhunch",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": ME,
    "team": None,
    "flags": 0,
}


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    body: Any


@dataclass(frozen=True)
class Refuse:
    """An answer with this status and Discord's code."""

    status: int
    code: int = 0


class Reset:
    """No answer: the connection breaks."""


class Wire:
    """`next` holds the answers to come; what is not planned is answered as a willing Discord."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.next: deque[Refuse | Reset] = deque()
        self.history: list[dict[str, Any]] = []
        #: Called at every request, for instance to let time pass.
        self.meanwhile: Callable[[], None] = lambda: None
        self._ids = 9000

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/api/v10")
        if path == "/users/@me":
            return _json(ME)
        if path == "/oauth2/applications/@me":
            return _json(APPLICATION)
        body = await request.json() if request.can_read_body else None
        self.asked.append(Asked(request.method, path, body))
        self.meanwhile()
        match self.next.popleft() if self.next else None:
            case Refuse(status, code):
                return _json({"code": code, "message": "no"}, status)
            case Reset():
                assert request.transport
                request.transport.abort()
                return web.Response()
        return self._willing(request.method, path)

    def _willing(self, method: str, path: str) -> web.Response:
        if path == "/users/@me/channels":
            return _json({"id": "77", "type": 1, "recipients": [{**ME, "id": "5"}]})
        if method == "GET":
            return _json(self.history)
        found = re.search(r"/messages/(\d+)$", path)
        self._ids += 1
        return _json(message(int(found[1]) if found else self._ids))


def message(identifier: int, *custom_ids: str) -> dict[str, Any]:
    """A message of the bot's, with these buttons inside a container."""
    buttons = [{"type": 2, "style": 2, "label": "x", "custom_id": it} for it in custom_ids]
    row = {"type": 1, "components": buttons}
    return {
        "id": str(identifier),
        "channel_id": "42",
        "author": ME,
        "content": "",
        "timestamp": "2026-03-02T09:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": 1 << 15,
        "components": [{"type": 17, "components": [row]}] if buttons else [],
    }


def _json(value: Any, status: int = 200) -> web.Response:
    # discord.py reads JSON only where the type says exactly this, and takes a 429 or 5xx
    # for Discord's own only with `Via`.
    return web.Response(
        body=web.json_response(value).body,
        status=status,
        headers={"Content-Type": "application/json", "Via": "1.1 test"},
    )
