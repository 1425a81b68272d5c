"""What a gateway is made of: opcodes, one socket, and a session that outlives its sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum

from aiohttp import web

from .errors import Payload
from .world import Guild, Intent

REPLAY_LIMIT = 2000


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    AUTHENTICATION_FAILED = 4004
    INVALID_SHARD = 4010
    DISALLOWED_INTENTS = 4014


class GatewayClosed(Exception):
    """Ends a connection with one of Discord's close codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One socket: frames leave it in order, compressed as a stream when that was asked for."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj() if compressed else None
        self._outbox: asyncio.Queue[Payload] = asyncio.Queue()

    def post(self, frame: Payload) -> None:
        self._outbox.put_nowait(frame)

    async def write(self) -> None:
        """Send what is posted until the other side is gone; the reader notices that too."""
        with contextlib.suppress(ConnectionError):
            while True:
                await self._send(json.dumps(await self._outbox.get()))

    async def _send(self, text: str) -> None:
        if self._deflate is None:
            await self.socket.send_str(text)
            return
        packed = self._deflate.compress(text.encode())
        packed += self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(packed)


@dataclass(slots=True, eq=False)
class Session:
    """What one shard has been told. It outlives its connections, so that they can resume it."""

    id: str
    intents: Intent
    shard: int
    shards: int
    connection: Connection | None = None
    sequence: int = 0
    resumable: bool = True
    sent: deque[Payload] = field(default_factory=lambda: deque(maxlen=REPLAY_LIMIT))

    def dispatch(self, name: str, data: Payload) -> None:
        self.sequence += 1
        frame = {"op": Op.DISPATCH, "t": name, "s": self.sequence, "d": data}
        self.sent.append(frame)
        if self.connection is not None:
            self.connection.post(frame)

    def covers(self, guild: Guild | None) -> bool:
        """Whether this shard hears of that guild; what belongs to none is told to shard 0."""
        number = (guild.id >> 22) % self.shards if guild else 0
        return number == self.shard

    def can_replay(self, sequence: int) -> bool:
        """Whether everything after `sequence` is still at hand."""
        oldest = self.sent[0]["s"] if self.sent else self.sequence + 1
        return self.resumable and oldest - 1 <= sequence <= self.sequence

    def missed(self, sequence: int) -> list[Payload]:
        return [frame for frame in self.sent if frame["s"] > sequence]
