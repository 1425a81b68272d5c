"""What happened, in order: every request, every message, every interaction, with its time.

Tokens never come in here: paths are written down with the token's place-holder.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from .messages import text_of
from .world import Channel, Event, Message


@dataclass(frozen=True, slots=True)
class Moment:
    """A time twice: `real` to measure with (monotonic seconds), `wall` to read (Unix seconds)."""

    real: float = field(default_factory=time.monotonic)
    wall: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One REST request and how it was answered. `status` 0: the connection was reset."""

    at: Moment
    method: str
    route: str
    path: str
    status: int
    code: int | None
    bucket: str
    duration: float
    who: str

    def __str__(self) -> str:
        code = f" code {self.code}" if self.code else ""
        return f"{self.who}: {self.method} {self.path} -> {self.status}{code}"


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message created, edited or deleted, as it was at that moment."""

    at: Moment
    happened: str
    message_id: int
    channel_id: int
    channel: str
    who: str
    ephemeral: bool
    nonce: str | None
    text: str

    def __str__(self) -> str:
        private = " (ephemeral)" if self.ephemeral else ""
        return f"{self.who}: {self.happened} in {self.channel}{private}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class InteractionLine:
    """One interaction: delivered, acknowledged, or failed."""

    at: Moment
    happened: str
    interaction_id: int
    kind: str
    who: str
    subject: str

    def __str__(self) -> str:
        return f"{self.who}: interaction {self.kind} {self.subject} {self.happened}"


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What someone at the page did to the world: trouble made, trouble ended."""

    at: Moment
    text: str

    def __str__(self) -> str:
        return f"playground: {self.text}"


Line = RequestLine | MessageLine | InteractionLine | NoteLine

HAPPENED = {
    "MESSAGE_CREATE": "created",
    "MESSAGE_UPDATE": "edited",
    "MESSAGE_DELETE": "deleted",
    "MESSAGE_DELETE_BULK": "deleted",
}


def name_of(channel: Channel) -> str:
    """A channel as people call it: `#general`, `dm Ada`, `group Lunch`."""
    if channel.guild is not None:
        return f"#{channel.name}"
    people = ", ".join(user.name for user in channel.recipients if not user.bot)
    return f"{channel.kind.name.lower()} {channel.name or people}"


class Ledger:
    """The book. `lines` holds everything in order; the methods pick from it."""

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        self.lines: list[Line] = []
        self._on_change = on_change
        self._readers: list[Callable[[Line], None]] = []

    def record(self, line: Line) -> None:
        self.lines.append(line)
        for reader in tuple(self._readers):
            reader(line)
        self._on_change()

    def read(self, reader: Callable[[Line], None]) -> Callable[[], None]:
        """Be told every line from now on; call what is returned to stop."""
        self._readers.append(reader)
        return lambda: self._readers.remove(reader)

    def note(self, text: str) -> None:
        """Write down something the playground itself did."""
        self.record(NoteLine(Moment(), text))

    def hear(self, event: Event) -> None:
        """Write down what the world announces about messages and interactions."""
        for message in event.messages:
            self.record(message_line(HAPPENED[event.name], message))
        if event.interaction is not None:
            self.record(interaction_line(event))

    def requests(self, method: str | None = None, route: str | None = None) -> list[RequestLine]:
        """The requests, of one method or of one route (its template) if asked."""
        return [
            line
            for line in self.lines
            if isinstance(line, RequestLine)
            and method in (None, line.method)
            and route in (None, line.route)
        ]

    def messages(self, channel: Any = None, happened: str | None = None) -> list[MessageLine]:
        """The message events, in one channel (anything with an `id`) or of one sort if asked."""
        wanted = None if channel is None else channel.id
        return [
            line
            for line in self.lines
            if isinstance(line, MessageLine)
            and wanted in (None, line.channel_id)
            and happened in (None, line.happened)
        ]

    @property
    def interactions(self) -> list[InteractionLine]:
        return [line for line in self.lines if isinstance(line, InteractionLine)]

    @property
    def too_many_requests(self) -> int:
        """How many requests were answered 429."""
        return sum(line.status == 429 for line in self.requests())

    def tail(self, count: int = 12) -> str:
        """The last lines, to read when something was waited for in vain."""
        start = self.lines[0].at.real if self.lines else 0.0
        return "\n".join(f"  {line.at.real - start:8.3f} {line}" for line in self.lines[-count:])

    def as_json(self) -> list[dict[str, Any]]:
        return [{"line": type(line).__name__, **asdict(line)} for line in self.lines]


def message_line(happened: str, message: Message) -> MessageLine:
    return MessageLine(
        at=Moment(),
        happened=happened,
        message_id=message.id,
        channel_id=message.channel.id,
        channel=name_of(message.channel),
        who=message.author.name,
        ephemeral=message.ephemeral,
        nonce=message.nonce,
        text=text_of(message),
    )


def interaction_line(event: Event) -> InteractionLine:
    act = event.interaction
    assert act is not None
    subject = act.command_name or str(act.data.get("custom_id", ""))
    return InteractionLine(
        at=Moment(),
        happened=str(event.data.get("happened", "delivered")),
        interaction_id=act.id,
        kind=act.kind.name.lower(),
        who=act.user.name,
        subject=subject,
    )
