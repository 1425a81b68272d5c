"""One open page: whom it is, what it is shown, what it asks for."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from . import asking, files, permissions, shown, world
from .acts import InteractionFailed, Modal
from .errors import Payload
from .ledger import Line
from .people import CannotSee, NoSuchButton
from .places import Channel
from .reading import Reading
from .seen import Message
from .server import Server
from .skipping import Skipper
from .trouble import Trouble
from .world import InteractionKind, ResponseKind

HISTORY = 100
LEDGER = 150
REFUSED = (CannotSee, NoSuchButton, asking.NoSuchCommand, asking.BadOption, ValueError, LookupError)


@dataclass(frozen=True)
class Shared:
    """What all open pages have in common."""

    reading: Reading
    skipper: Skipper
    trouble: Trouble


class Visitor:
    """Speaks with one page: `receive` what it asks, `hear` what happens, `show` the result."""

    def __init__(self, discord: Server, shared: Shared, show: Callable[[Payload], None]) -> None:
        self._discord = discord
        self._shared = shared
        self._show = show
        self._person = discord.person(shown.PEOPLE[0])
        self._open_place: world.Channel | None = None
        self._doing: dict[str, Callable[[Payload], Awaitable[None]]] = {
            "be": self._be,
            "open": self._open,
            "say": self._say,
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "press": self._press,
            "choose": self._choose,
            "upload": self._upload,
            "submit": self._submit,
            "dismiss": self._dismiss,
            "clock": self._clock,
            "next": self._next,
            "trouble": self._trouble,
        }

    def welcome(self) -> None:
        """Everything a page needs to draw itself for this person."""
        discord, user = self._discord, self._person.user
        places = shown.places(discord, user)
        self._show(
            {
                "see": "welcome",
                "people": shown.people(discord),
                "person": self._person.name,
                "person_id": str(self._person.id),
                "places": [shown.place(discord, user, channel) for channel in places],
                "guilds": shown.guilds(discord, user),
                "names": shown.names(discord),
                "clock": self._clock_state(),
                "bot": {
                    "id": str(discord.bot.id),
                    "name": discord.bot.name,
                    "online": discord.bot_online,
                },
                "file_limit": files.SIZE_LIMIT,
            }
        )
        self._show_marks()

    def read_ledger(self) -> None:
        """What the book holds so far."""
        self._show_lines(self._discord.ledger.lines[-LEDGER:])

    def hear_line(self, entry: Line) -> None:
        """One more line in the book."""
        self._show_lines([entry])

    def _show_lines(self, entries: list[Line]) -> None:
        lines = [one for entry in entries if (one := shown.line(entry))]
        if lines:
            self._show({"see": "ledger", "lines": lines})

    def _show_marks(self) -> None:
        """Who has unread messages where, and what goes wrong just now."""
        discord, user = self._discord, self._person.user
        if self._open_place is not None:
            self._shared.reading.read(user, self._open_place)
        self._show(shown.unread(discord, self._shared.reading, user))
        self._show({"see": "faults", **self._shared.trouble.state(user, self._open_place)})

    def _clock_state(self) -> Payload:
        clock, skipper = self._discord.clock, self._shared.skipper
        return {
            "speed": clock.speed,
            "skip": clock.skip,
            "elapsed": clock.elapsed(),
            "skipping": skipper.running,
            "skipped": skipper.skipped,
            "outcome": skipper.outcome,
        }

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
        elif event.interaction is not None:
            self._hear_interaction(event.interaction)
        elif event.name == "PLAYGROUND_DISMISS":
            self._show({"see": "gone", "id": event.data["id"]})
        elif event.name == "PLAYGROUND_CLOCK":
            self._show({"see": "clock", **self._clock_state()})
        elif event.name == "PLAYGROUND_TROUBLE":
            self._show_marks()
        elif event.name.startswith(("CHANNEL_", "GUILD_", "THREAD_", "PLAYGROUND_")):
            self.welcome()

    def _hear_message(self, event: world.Event) -> None:
        message = event.message
        assert message is not None
        if event.name.startswith("MESSAGE_DELETE"):
            for gone in event.data.get("ids") or [event.data["id"]]:
                self._show({"see": "gone", "id": gone})
        elif self._person.sees(Message(message)):
            told = shown.message(message, self._person.user)
            self._show({"see": "message", "message": told})
        if event.name != "MESSAGE_UPDATE":
            self._show_marks()

    def _hear_interaction(self, interaction: world.Interaction) -> None:
        if interaction.user is not self._person.user:
            return
        if interaction.kind is InteractionKind.AUTOCOMPLETE:
            return
        self._show(shown.interaction(interaction))
        if interaction.response_kind is ResponseKind.MODAL:
            self._show({"see": "modal", "id": str(interaction.id), **interaction.response_data})

    async def _be(self, asked: Payload) -> None:
        self._person = self._discord.person(asked["person"])
        self._open_place = None
        self.welcome()

    async def _open(self, asked: Payload) -> None:
        channel = self._channel(asked)
        self._open_place = channel.record
        seen = [m for m in channel.record.messages.values() if self._person.sees(Message(m))]
        told = [shown.message(m, self._person.user) for m in seen[-HISTORY:]]
        self._show({"see": "history", "channel": str(channel.id), "messages": told})
        self._show_marks()

    async def _say(self, asked: Payload) -> None:
        await self._person.say(self._channel(asked), asked["text"])

    async def _slash(self, asked: Payload) -> None:
        await self._person.slash(asked["command"], asked["options"], channel=self._channel(asked))

    async def _autocomplete(self, asked: Payload) -> None:
        choices: list[Payload] | None = None
        try:
            choices = await self._person.autocomplete(
                asked["command"],
                asked["option"],
                asked["typed"],
                channel=self._channel(asked),
                options=asked["options"],
            )
        except (InteractionFailed, *REFUSED):
            # Discord's client says "Loading options failed" for either.
            choices = None
        self._show({"see": "choices", "ticket": asked["ticket"], "choices": choices})

    async def _press(self, asked: Payload) -> None:
        await self._person.press(self._record(asked), custom_id=asked["custom_id"])

    async def _choose(self, asked: Payload) -> None:
        await self._person.choose(self._record(asked), asked["custom_id"], asked["values"])

    async def _upload(self, asked: Payload) -> None:
        told: Payload = {"see": "uploaded", "ticket": asked["ticket"]}
        try:
            content = base64.b64decode(asked["content"])
            made = self._person.upload(asked["name"], content, channel=self._channel(asked))
        except REFUSED as refusal:
            self._show({**told, "why": str(refusal.args[0])})
        else:
            self._show({**told, "id": str(made.id)})

    async def _submit(self, asked: Payload) -> None:
        origin = self._discord.world.interactions[int(asked["interaction"])]
        if origin.user is not self._person.user:
            raise CannotSee("that form was opened for someone else")
        await self._person.submit(Modal(origin), asked["values"])

    async def _dismiss(self, asked: Payload) -> None:
        self._person.dismiss(self._record(asked))

    async def _clock(self, asked: Payload) -> None:
        self._discord.set_clock(speed=asked.get("speed"), skip=float(asked.get("skip", 0)))

    async def _next(self, asked: Payload) -> None:
        skipper = self._shared.skipper
        if asked.get("stop"):
            skipper.stop()
        else:
            await skipper.run()

    async def _trouble(self, asked: Payload) -> None:
        place = self._channel(asked).record
        trouble = self._shared.trouble
        await trouble.turn(asked["name"], bool(asked["on"]), self._person, place)

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
