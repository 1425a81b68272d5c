"""One open page: whom it is, what it is shown, what it asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from . import asking, message_payloads, permissions, world
from .acts import InteractionFailed, Modal
from .errors import Payload
from .ledger import name_of
from .people import CannotSee, NoSuchButton
from .places import Channel
from .seen import Message
from .world import InteractionKind, ResponseKind

if TYPE_CHECKING:
    from .server import Playground

PEOPLE = ("Ada", "Grace", "Linus")
HISTORY = 100
REFUSED = (CannotSee, NoSuchButton, asking.NoSuchCommand, asking.BadOption, ValueError, LookupError)


class Visitor:
    """Speaks with one page: `receive` what it asks, `hear` what happens, `show` the result."""

    def __init__(self, discord: Playground, show: Callable[[Payload], None]) -> None:
        self._discord = discord
        self._show = show
        self._person = discord.person(PEOPLE[0])
        self._doing: dict[str, Callable[[Payload], Awaitable[None]]] = {
            "be": self._be,
            "open": self._open,
            "say": self._say,
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "press": self._press,
            "choose": self._choose,
            "submit": self._submit,
            "dismiss": self._dismiss,
            "clock": self._clock,
        }

    def welcome(self) -> None:
        """Everything a page needs to draw itself for this person."""
        discord = self._discord
        self._show(
            {
                "see": "welcome",
                "people": list(PEOPLE),
                "person": self._person.name,
                "person_id": str(self._person.id),
                "places": [self._place(c) for c in self._places()],
                "names": self._names(),
                "clock": self._clock_state(),
                "bot": {"name": discord.bot.name, "online": discord.bot_online},
            }
        )

    def _places(self) -> list[world.Channel]:
        self._discord.dm(self._person)
        everything = self._discord.world.channels.values()
        mine = [c for c in everything if permissions.may(c, self._person.user, "view_channel")]
        return [c for c in mine if permissions.is_text(c)]

    def _place(self, channel: world.Channel) -> Payload:
        commands = asking.available(self._discord.world, self._person.user, channel)
        name = self._discord.bot.name if self._is_own_dm(channel) else name_of(channel)
        guild = channel.guild.name if channel.guild else "Direct messages"
        return {"id": str(channel.id), "name": name, "guild": guild, "commands": commands}

    def _is_own_dm(self, channel: world.Channel) -> bool:
        return channel.kind is world.ChannelKind.DM and channel.has_recipient(self._discord.bot)

    def _names(self) -> Payload:
        """What stands for ids in a text: people and roles with @, channels with #."""
        state = self._discord.world
        names = {f"@{u.id}": f"@{u.name}" for u in state.users.values()}
        names |= {f"#{c.id}": f"#{c.name}" for c in state.channels.values() if c.guild}
        for guild in state.guilds.values():
            names |= {f"@&{r.id}": f"@{r.name}" for r in guild.roles.values()}
        return names

    def _clock_state(self) -> Payload:
        return {"speed": self._discord.clock.speed, "skip": self._discord.clock.skip}

    async def receive(self, asked: Payload) -> None:
        """Do what the page asks; say why when that cannot be done."""
        try:
            await self._doing[asked["do"]](asked)
        except REFUSED as refusal:
            self._show({"see": "trouble", "text": str(refusal.args[0])})

    def hear(self, event: world.Event) -> None:
        """Show what happened, if this person may see it."""
        if event.message is not None:
            self._hear_message(event)
        elif event.interaction is not None and event.interaction.user is self._person.user:
            self._hear_interaction(event.interaction)
        elif event.name == "PLAYGROUND_DISMISS":
            self._show({"see": "gone", "id": event.data["id"]})
        elif event.name == "PLAYGROUND_CLOCK":
            self._show({"see": "clock", **self._clock_state()})
        elif event.name.startswith(("CHANNEL_", "GUILD_", "THREAD_", "PLAYGROUND_")):
            self.welcome()

    def _hear_message(self, event: world.Event) -> None:
        message = event.message
        assert message is not None
        if event.name.startswith("MESSAGE_DELETE"):
            for gone in event.data.get("ids") or [event.data["id"]]:
                self._show({"see": "gone", "id": gone})
        elif self._person.sees(Message(message)):
            self._show({"see": "message", "message": self._message(message)})

    def _hear_interaction(self, interaction: world.Interaction) -> None:
        if interaction.kind is InteractionKind.AUTOCOMPLETE:
            return
        state = "failed" if interaction.failed else "waiting"
        if interaction.acknowledged_at is not None:
            state = "answered"
        name = f"/{interaction.command_name}" if interaction.command_name else ""
        shown = {
            "see": "interaction",
            "id": str(interaction.id),
            "channel": str(interaction.channel.id),
            "state": state,
            "name": name,
        }
        self._show(shown)
        if interaction.response_kind is ResponseKind.MODAL:
            self._show({"see": "modal", "id": str(interaction.id), **interaction.response_data})

    def _message(self, message: world.Message) -> Payload:
        made_by = message.interaction
        return {
            **message_payloads.message(message),
            "ephemeral": message.ephemeral,
            "loading": world.MessageFlag.LOADING in message.flags,
            "pings_me": self._person.user in message.pinged,
            "by_command": _told(made_by) if made_by and made_by.command_name else None,
        }

    async def _be(self, asked: Payload) -> None:
        self._person = self._discord.person(asked["person"])
        self.welcome()

    async def _open(self, asked: Payload) -> None:
        channel = self._channel(asked)
        seen = [m for m in channel.record.messages.values() if self._person.sees(Message(m))]
        shown = [self._message(m) for m in seen[-HISTORY:]]
        self._show({"see": "history", "channel": str(channel.id), "messages": shown})

    async def _say(self, asked: Payload) -> None:
        await self._person.say(self._channel(asked), asked["text"])

    async def _slash(self, asked: Payload) -> None:
        await self._person.slash(asked["command"], asked["options"], channel=self._channel(asked))

    async def _autocomplete(self, asked: Payload) -> None:
        try:
            choices = await self._person.autocomplete(
                asked["command"],
                asked["option"],
                asked["typed"],
                channel=self._channel(asked),
                options=asked["options"],
            )
        except InteractionFailed:
            choices = []
        self._show({"see": "choices", "ticket": asked["ticket"], "choices": choices})

    async def _press(self, asked: Payload) -> None:
        await self._person.press(self._record(asked), custom_id=asked["custom_id"])

    async def _choose(self, asked: Payload) -> None:
        await self._person.choose(self._record(asked), asked["custom_id"], asked["values"])

    async def _submit(self, asked: Payload) -> None:
        origin = self._discord.world.interactions[int(asked["interaction"])]
        if origin.user is not self._person.user:
            raise CannotSee("that form was opened for someone else")
        await self._person.submit(Modal(origin), asked["values"])

    async def _dismiss(self, asked: Payload) -> None:
        self._person.dismiss(self._record(asked))

    async def _clock(self, asked: Payload) -> None:
        self._discord.set_clock(speed=asked.get("speed"), skip=float(asked.get("skip", 0)))

    def _channel(self, asked: Payload) -> Channel:
        found = self._discord.world.channels.get(int(asked["channel"]))
        if found is None or not permissions.may(found, self._person.user, "view_channel"):
            raise CannotSee("that channel is gone")
        return Channel(self._discord.stage, found)

    def _record(self, asked: Payload) -> Message:
        found = self._discord.message(int(asked["message"]))
        if found is None:
            raise NoSuchButton("that message is gone")
        return found


def _told(made_by: world.Interaction) -> str:
    return f"{made_by.user.name} used /{made_by.command_name}"
