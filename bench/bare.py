"""A bare discord.py bot that does the bot's work without its design: the floor.

`python -m bench.bare` answers `/relax` and its buttons with cards of the same size. With
`DATABASE_URL` it makes the same statements through SQLAlchemy; with `OFFSETS` (seconds, JSON) it
edits each card at these times, in a loop that sleeps, with `PICTURE` uploading that file each time;
with `SENDS` (a JSON file: Unix seconds and a channel each) it posts cards at these times, each in a
task of its own.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from sqlalchemy import BindParameter, bindparam, delete, event, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store import tables as t
from bot.store.rows import SAVE_SESSION
from bot.store.statements import upsert

Interaction = discord.Interaction[Any]

_FILE = "picture.png"
_VERBS = ("Pause", "Back", "Skip", "How?", "Stop")
_TEXTS = (
    "### Arrive",
    "-# Five-minute reset, 5:00\n**Stop if anything hurts; this is no medical advice.**",
    "Sit or stand at ease, feet flat on the floor.\nLet your shoulders drop as you breathe out.",
    "**Next: Let it hang**\nLet your arms hang at your sides.\nFeel it.\n-# until <t:1:T>",
)


_AT: BindParameter[int] = bindparam("at")
_SAFETY = select(t.member.c.safety_version).where(t.member.c.id == _AT)
_NEWEST = (
    select(t.session).where(t.session.c.member_id == _AT).order_by(t.session.c.id.desc()).limit(1)
)
_INSERT = insert(t.session).returning(t.session.c.id)
_ONE = select(t.session).where(t.session.c.id == _AT)
_LIVE = (
    select(t.send)
    .where(t.send.c.session_id == _AT, t.send.c.message_id.is_not(None))
    .order_by(t.send.c.n)
)
_TOKEN = select(t.card_token).where(t.card_token.c.session_id == _AT)
_FORGET = delete(t.card_token).where(t.card_token.c.session_id == _AT)


class Store:
    """The bot's statements, one transaction for a command and one for a press."""

    def __init__(self, url: str) -> None:
        # Its one connection is never reset, which saves a rollback each time: the lowest floor.
        self._engine: AsyncEngine = create_async_engine(
            url, pool_size=1, max_overflow=0, pool_reset_on_return=None
        )
        self._turn = asyncio.Lock()
        event.listen(self._engine.sync_engine, "connect", _prepare)
        event.listen(
            self._engine.sync_engine, "begin", lambda it: it.exec_driver_sql("BEGIN IMMEDIATE")
        )

    async def open(self, member: int, token: str) -> int:
        async with self._turn, self._engine.begin() as it:
            await it.scalar(_SAFETY, {"at": member})
            (await it.execute(_NEWEST, {"at": member})).first()
            made = await it.execute(_INSERT, _row(member))
            number = int(made.scalar_one())
            await it.run_sync(upsert, t.card_token, {"session_id": number}, _token(token))
            return number

    async def press(self, number: int, token: str, ends: bool) -> None:
        async with self._turn, self._engine.begin() as it:
            row = (await it.execute(_ONE, {"at": number})).one()
            at = {"at_id": number, "at_revision": row.revision}
            after = {"revision": row.revision + 1, "state": "stopped" if ends else "running"}
            values = {k: v for k, v in row._mapping.items() if k != "id"} | after | at
            await it.execute(SAVE_SESSION, values)
            (await it.execute(_LIVE, {"at": number})).all()
            (await it.execute(_TOKEN, {"at": number})).all()
            if ends:
                await it.execute(_FORGET, {"at": number})
            else:
                await it.run_sync(upsert, t.card_token, {"session_id": number}, _token(token))


class Button(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=r"(?s:.+)"):
    """Catches every press, as the bot's does."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: discord.ui.Item[Any], _match: re.Match[str]
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        number, verb = self.custom_id.split(":")
        store = interaction.client.store
        if store:
            await store.press(int(number), interaction.token, verb == "Stop")
        await interaction.response.edit_message(view=card(int(number)))


class Bare(discord.Client):
    def __init__(
        self,
        store: Store | None,
        offsets: list[float],
        picture: Path | None = None,
        sends: list[tuple[float, int]] | None = None,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.store = store
        self._offsets = offsets
        self._picture = picture.read_bytes() if picture else b""
        self._sends = sends or []
        self._loops: set[asyncio.Task[Any]] = set()
        self.add_dynamic_items(Button)
        self.tree = app_commands.CommandTree(self)
        relax: Any = app_commands.Command(name="relax", description="Begin", callback=self._relax)
        self.tree.add_command(relax)

    async def setup_hook(self) -> None:
        await self.tree.sync()
        if self._sends:
            self._keep(self._send_all())

    async def _relax(self, interaction: Interaction) -> None:
        began = asyncio.get_running_loop().time()
        user, token = interaction.user.id, interaction.token
        number = await self.store.open(user, token) if self.store else 1
        shown = card(number, bool(self._picture))
        await interaction.response.send_message(view=shown, files=self._files(), ephemeral=True)
        if self._offsets:
            self._keep(self._loop(interaction, began))

    async def _loop(self, interaction: Interaction, began: float) -> None:
        loop = asyncio.get_running_loop()
        for offset in self._offsets:
            await asyncio.sleep(began + offset - loop.time())
            shown = card(1, bool(self._picture))
            await interaction.edit_original_response(view=shown, attachments=self._files())

    async def _send_all(self) -> None:
        await self.wait_until_ready()
        for at, channel in self._sends:
            await asyncio.sleep(at - time.time())
            self._keep(self.get_partial_messageable(channel).send(view=nudge()))

    def _files(self) -> list[discord.File]:
        return [discord.File(io.BytesIO(self._picture), _FILE)] if self._picture else []

    def _keep(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._loops.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._loops.discard(task)
        if not task.cancelled():
            task.exception()  # what is lost is lost


def card(number: int, picture: bool = False) -> discord.ui.LayoutView:
    """As large as a card of the bot's."""
    texts: list[Any] = [discord.ui.TextDisplay(text) for text in _TEXTS]
    if picture:
        item = discord.MediaGalleryItem(f"attachment://{_FILE}", description="A picture")
        texts.append(discord.ui.MediaGallery(item))
    return _layout(texts, number)


def nudge() -> discord.ui.LayoutView:
    """As large as a reminder of the bot's."""
    return _layout([discord.ui.TextDisplay(text) for text in _TEXTS[:2]], 1)


def _layout(parts: list[Any], number: int) -> discord.ui.LayoutView:
    buttons = [
        Button(discord.ui.Button(label=verb, custom_id=f"{number}:{verb}")) for verb in _VERBS
    ]
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(*buttons)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*parts, row, accent_colour=0x5B8A72))
    return view


def _token(token: str) -> dict[str, Any]:
    return {"token": token, "expires_at": datetime.now(UTC) + timedelta(minutes=14)}


def _row(member: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        **{"member_id": member, "asked": "private", "place": "private", "guild_id": 1},
        **{"channel_id": 1, "source": "five-minute-reset", "pace": "normal"},
        **{"fingerprint": "abcdefabcdef", "state": "running", "started_at": now},
        **{"held": timedelta(0), "jumped": timedelta(0), "cue": 1, "sends": 0, "revision": 0},
        "due_at": now + timedelta(seconds=10),
    }


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sends() -> list[tuple[float, int]]:
    file = os.environ.get("SENDS")
    return json.loads(Path(file).read_text()) if file else []


async def main() -> None:
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    url = os.environ.get("DATABASE_URL")
    offsets = json.loads(os.environ.get("OFFSETS", "[]"))
    picture = os.environ.get("PICTURE")
    store = Store(url) if url else None
    async with Bare(store, offsets, Path(picture) if picture else None, _sends()) as client:
        await client.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    asyncio.run(main())
