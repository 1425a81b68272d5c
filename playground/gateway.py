"""The gateway: sessions that receive what the world announces, over sockets that come and go.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from . import application, payloads
from .errors import Payload
from .messages import without_content
from .sessions import Close, Connection, GatewayClosed, Op, Session
from .world import PRIVILEGED, Event, Guild, Intent, World

HEARTBEAT_SECONDS = 41.25
ACK_SECONDS = 0.05
# How long a bot may take to answer a close frame; a stopped process never does.
CLOSE_SECONDS = 1.0


class Gateway:
    """All sessions of the bot, and the rules about who is let in."""

    def __init__(self, world: World, token: str, on_change: Callable[[], None]) -> None:
        self._world = world
        self._token = token
        self._on_change = on_change
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0

    @property
    def online(self) -> bool:
        """Whether a session that was told READY has its connection now."""
        return any(session.connection for session in self.sessions.values())

    def reaches(self, guild: Guild | None) -> bool:
        """Whether a connected session hears what happens in that guild (None: in a DM)."""
        return any(s.connection and s.covers(guild) for s in self.sessions.values())

    def hear(self, event: Event) -> None:
        """Pass an event on to the sessions that asked for it."""
        if event.intent is None:
            return
        for session in self.sessions.values():
            if self._concerns(session, event):
                session.dispatch(event.name, self._worded(session, event))

    def _concerns(self, session: Session, event: Event) -> bool:
        if event.intent and not event.intent & session.intents:
            return False
        if not session.covers(event.guild):
            return False
        if event.message is not None and event.guild is None:
            return event.message.channel.has_recipient(self._world.bot) or event.message.ephemeral
        is_member = event.guild is None or self._world.bot.id in event.guild.members
        return is_member or event.name == "INTERACTION_CREATE"

    def _worded(self, session: Session, event: Event) -> Payload:
        message, bot = event.message, self._world.bot
        if message is None or "content" not in event.data:
            return event.data
        may_read = (
            Intent.MESSAGE_CONTENT in session.intents
            or event.guild is None
            or message.author is bot
            or bot in message.mentions
        )
        return event.data if may_read else without_content(event.data)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its close."""
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS, compress=False)
        await socket.prepare(request)
        # Whatever else is asked for (zstd), plain text is what every client reads.
        compressed = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, compressed=compressed)
        writer = asyncio.create_task(connection.write())
        connection.post(
            {"op": Op.HELLO, "d": {"heartbeat_interval": int(HEARTBEAT_SECONDS * 1000)}, "s": None}
        )
        try:
            await self._read(connection)
        except GatewayClosed as closed:
            await socket.close(code=closed.code, message=closed.reason.encode())
        finally:
            writer.cancel()
            self._disconnect(connection)
        return socket

    async def close(self, code: int = 4000) -> None:
        """Close every connection with this code; the sessions stay and can be resumed."""
        open_ones = [s.connection for s in self.sessions.values() if s.connection]
        for connection in open_ones:
            self._disconnect(connection)
        await asyncio.gather(*(c.socket.close(code=code) for c in open_ones))

    def ask_to_reconnect(self) -> None:
        """Tell every bot to reconnect and resume, as Discord does now and then."""
        for session in self.sessions.values():
            if session.connection is not None:
                session.connection.post({"op": Op.RECONNECT, "d": None})

    def forget_sessions(self) -> None:
        """Make every later RESUME fail, as after a long outage of Discord's."""
        for session in self.sessions.values():
            session.resumable = False

    def _disconnect(self, connection: Connection) -> None:
        for session in self.sessions.values():
            if session.connection is connection:
                session.connection = None
        self._on_change()

    async def _read(self, connection: Connection) -> None:
        async for frame in connection.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                message = json.loads(frame.data)
            except ValueError:
                raise GatewayClosed(Close.DECODE_ERROR, "Decode error.") from None
            self._receive(connection, message)

    def _receive(self, connection: Connection, frame: Payload) -> None:
        answers: dict[int, Callable[[Connection, Any], None]] = {
            Op.HEARTBEAT: self._heartbeat,
            Op.IDENTIFY: self._identify,
            Op.RESUME: self._resume,
            Op.PRESENCE: self._ignore,
            Op.VOICE_STATE: self._ignore,
            Op.REQUEST_MEMBERS: self._send_members,
        }
        answer = answers.get(frame.get("op", -1))
        if answer is None:
            raise GatewayClosed(Close.UNKNOWN_OPCODE, "Unknown opcode.")
        answer(connection, frame.get("d"))

    def _heartbeat(self, connection: Connection, _: Any) -> None:
        # discord.py notes when it sent one only afterwards. An answer before that, which no network
        # is quick enough for, it takes for that to the heartbeat before, and warns.
        ack = {"op": Op.HEARTBEAT_ACK, "d": None}
        asyncio.get_running_loop().call_later(ACK_SECONDS, connection.post, ack)

    def _ignore(self, connection: Connection, data: Any) -> None:
        """Presence and voice state change nothing here."""

    def _authenticate(self, data: Payload) -> None:
        if data.get("token", "").removeprefix("Bot ") != self._token:
            raise GatewayClosed(Close.AUTHENTICATION_FAILED, "Authentication failed.")

    def _identify(self, connection: Connection, data: Payload) -> None:
        self._authenticate(data)
        intents = Intent(int(data.get("intents", 0)))
        if intents & PRIVILEGED & ~self._world.application.privileged:
            raise GatewayClosed(Close.DISALLOWED_INTENTS, "Disallowed intent(s).")
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            raise GatewayClosed(Close.INVALID_SHARD, "Invalid shard.")
        self._forget_dead(shard)
        session = Session(secrets.token_hex(16), intents, shard, shards, connection)
        self.sessions[session.id] = session
        self._greet(session)
        self.identified += 1
        self._on_change()

    def _forget_dead(self, shard: int) -> None:
        # Whoever identifies anew will not resume: without this, every restart of a bot would
        # leave one more session behind that collects events for nobody.
        self.sessions = {i: s for i, s in self.sessions.items() if s.connection or s.shard != shard}

    def _greet(self, session: Session) -> None:
        world = self._world
        mine = [g for g in world.guilds_of(world.bot) if session.covers(g)]
        session.dispatch("READY", self._ready(session, mine))
        if Intent.GUILDS in session.intents:
            for guild in mine:
                if guild.available:
                    session.dispatch("GUILD_CREATE", payloads.gateway_guild(world, guild))

    def _ready(self, session: Session, guilds: list[Guild]) -> Payload:
        world = self._world
        return {
            "v": 10,
            "user": payloads.current_user(world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": f"{world.origin.replace('http', 'ws', 1)}/gateway",
            "shard": [session.shard, session.shards],
            "application": {"id": str(world.application_id), "flags": application.flags(world)},
        }

    def _resume(self, connection: Connection, data: Payload) -> None:
        self._authenticate(data)
        session = self.sessions.get(data.get("session_id", ""))
        sequence = int(data.get("seq") or 0)
        if session is None or not session.can_replay(sequence):
            connection.post({"op": Op.INVALID_SESSION, "d": False})
            return
        for frame in session.missed(sequence):
            connection.post(frame)
        session.connection = connection
        session.dispatch("RESUMED", {})
        self.resumed += 1
        self._on_change()

    def _send_members(self, connection: Connection, data: Payload) -> None:
        guild = self._world.guilds[int(data["guild_id"])]
        wanted = {int(i) for i in data.get("user_ids") or guild.members}
        chosen = [m for m in guild.members.values() if m.user.id in wanted]
        chunk = {
            "guild_id": str(guild.id),
            "members": [payloads.member(m) for m in chosen],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": data.get("nonce"),
        }
        for session in self.sessions.values():
            if session.connection is connection:
                session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
