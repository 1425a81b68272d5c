"""A server with a victim and somebody who sends anything at all, on a thread of their own."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Coroutine, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from playground import (
    AutocompleteResult,
    BadOption,
    CannotSee,
    Channel,
    InteractionFailed,
    Message,
    NoSuchCommand,
    Person,
    Playground,
)
from playground.acts import Interaction
from playground.bodies import Parts
from playground.interactions import Request
from playground.messages import Origin, create
from playground.world import InteractionKind
from tests.wire.bot_process import BotProcess

T = TypeVar("T")
#: What only the victim's rows say: found in an answer, it was told to somebody else.
ZONE, HOUR, ROUTINE, LEFT_OUT = "Asia/Kathmandu", "13:37", "three-minute-reset", "neck-rolls"
SECRETS = (ZONE, HOUR, "Kathmandu")
#: Whose a row is, by table: a condition that holds for the victim's alone.
THEIRS = {
    "member": "id = {0}",
    "session": "member_id = {0}",
    "send": "session_id IN (SELECT id FROM session WHERE member_id = {0})",
    "card_token": "session_id IN (SELECT id FROM session WHERE member_id = {0})",
    "reminder": "member_id = {0}",
    "team_break": "creator_id = {0}",
    "team_member": "member_id = {0}",
    "occurrence": "host_id = {0}",
    "joining": "member_id = {0}",
    "posting": "owner = 'r' AND owner_id IN (SELECT id FROM reminder WHERE member_id = {0})",
}


class Target:
    """A running bot, a victim at rest in it, and a presser who may do nothing of theirs."""

    discord: Playground
    bot: BotProcess
    presser: Person
    victim: Person
    here: Channel
    messages: list[Message]

    def __init__(self, folder: Path) -> None:
        self.loop = asyncio.new_event_loop()
        self.database = folder / "unhunch.db"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Done on the loop of the playground, waited for here."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def victims_rows(self) -> dict[str, list[tuple]]:
        """Everything kept about the victim."""
        with closing(sqlite3.connect(self.database)) as connection:
            return {
                table: connection.execute(
                    f"SELECT * FROM {table} WHERE {whose.format(self.victim.id)}"
                ).fetchall()
                for table, whose in THEIRS.items()
            }

    async def begin(self) -> None:
        self.discord = await Playground(port=0, token="playground-token", seed=1).__aenter__()
        self.bot = BotProcess(self.discord, self.database)
        await self.bot.start()
        self.here = self.discord.guild("Studio").channel("general")
        self.presser = self.discord.person("Mallory")
        self.victim = self.discord.person("Grace")
        await self._settle_victim()
        assert all(self.victims_rows()[it] for it in ("session", "reminder", "team_break"))
        self.messages = [
            await self._answer(self.presser, "help"),
            await self._answer(self.presser, "privacy view"),
            self._bots_own(self.here),
            self._bots_own(self.discord.dm(self.presser)),
        ]

    async def end(self) -> None:
        assert await self.bot.stop() == 0
        await self.discord.__aexit__()

    async def _settle_victim(self) -> None:
        """A paused session, a reminder, a break and a draft, none of them due for a while."""
        victim, dm = self.victim, self.discord.dm(self.victim)
        asked = {"where": "dm", "exercise": ROUTINE}
        card = await self._answer(victim, "relax", asked, dm)
        await (await victim.press(card, "I understand")).message()
        await self.discord.until(lambda: any(it.nonce for it in victim.inbox))
        await (await victim.press(next(it for it in victim.inbox if it.nonce), "Pause")).message()
        when = {"time": HOUR, "days": "daily", "zone": ZONE}
        await self._answer(victim, "reminder add", {**when, "routine": ROUTINE}, dm)
        await self.discord.until(lambda: victim.inbox[-1].nonce == "r1.1")
        await (await victim.press(victim.inbox[-1], "Yes, remind me")).message()
        hidden = self.discord.guild("Studio").channel("hidden")
        hidden.deny(self.presser, "view_channel")
        for saved in (True, False):
            plan = await self._answer(victim, "teambreak create", when, hidden)
            if saved:
                await (await victim.press(plan, "Save")).message()
                await self._answer(victim, "team join", None, hidden)

    def _bots_own(self, place: Channel) -> Message:
        stage = self.discord.stage
        origin = Origin(self.discord.bot)
        return Message(create(stage.world, place.record, Parts(content="hello"), origin))

    async def _answer(
        self, who: Person, command: str, options: Any = None, channel: Channel | None = None
    ) -> Message:
        return await (await who.slash(command, options, channel=channel or self.here)).message()

    async def press(self, custom_id: str, message: Message) -> str:
        """What a press is answered with; as on Discord, the message has such a button."""
        button = {"type": 2, "id": 2, "style": 2, "label": "?", "custom_id": custom_id}
        message.record.components = [{"type": 1, "id": 1, "components": [button]}]
        return await self._said(await self.presser.press_raw(custom_id=custom_id, message=message))

    async def submit(self, custom_id: str, values: list[str], message: Message | None) -> str:
        """A form this bot never opened."""
        fields = [
            {"type": 1, "components": [{"type": 4, "custom_id": it[:100] or "x", "value": it}]}
            for it in values
        ]
        data = {"custom_id": custom_id, "components": fields}
        return await self._said(self._sent(InteractionKind.MODAL, data, message))

    async def choose(self, custom_id: str, values: list[str], message: Message) -> str:
        """A menu this bot never showed."""
        data = {"custom_id": custom_id, "component_type": 3, "id": 1, "values": values}
        return await self._said(self._sent(InteractionKind.COMPONENT, data, message))

    async def ask(self, command: str, options: dict[str, Any], typing: str = "") -> str:
        """What a command, or the option being typed, is answered with; "" where Discord refuses."""
        try:
            if not typing:
                return await self._said(
                    await self.presser.slash(command, options, channel=self.here)
                )
            typed = str(options.pop(typing, ""))
            offered = await self.presser.autocomplete(
                command, typing, typed, channel=self.here, options=options
            )
            return str(offered)
        except (BadOption, NoSuchCommand, CannotSee):
            return ""

    def _sent(self, kind: InteractionKind, data: Any, message: Message | None) -> Interaction:
        source = message.record if message else None
        channel = source.channel if source else self.here.record
        owners = self.presser._owners(source) if source else {"0": str(self.here.id)}
        request = Request(kind, self.presser.user, channel, data, owners, source)
        stage = self.discord.stage
        return Interaction(stage, stage.send(request))

    async def _said(self, act: Interaction) -> str:
        answer = await act.answered(5)
        assert not isinstance(answer, AutocompleteResult)
        text = answer.text if isinstance(answer, Message) else ""
        return "\n".join((text, *(it.text for it in act.followups)))


def on_fire(folder: Path) -> Iterator[Target]:
    """A target on a loop of its own thread, until the tests are over."""
    target = Target(folder)
    thread = threading.Thread(target=target.loop.run_forever, daemon=True)
    thread.start()
    target.run(target.begin())
    yield target
    target.run(target.end())
    target.loop.call_soon_threadsafe(target.loop.stop)
    thread.join(5)
    target.loop.close()


__all__ = ["SECRETS", "InteractionFailed", "Target", "on_fire"]
