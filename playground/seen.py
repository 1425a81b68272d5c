"""A message as someone reads it: its words, its buttons, its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import components as tree
from . import world
from .errors import Payload
from .messages import text_of


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    custom_id: str | None
    style: int
    disabled: bool
    emoji: str | None
    url: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """One message, live: what it says changes when the bot edits it."""

    record: world.Message

    def __repr__(self) -> str:
        labels = [button.label for button in self.buttons]
        return f"<Message {self.id} {self.text!r} buttons={labels}>"

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def author(self) -> world.User:
        return self.record.author

    @property
    def channel(self) -> world.Channel:
        return self.record.channel

    @property
    def text(self) -> str:
        """All its text, content and text displays, one after the other."""
        return text_of(self.record)

    @property
    def components(self) -> list[Payload]:
        """Every component at every depth."""
        return tree.flat(self.record.components)

    @property
    def buttons(self) -> list[Button]:
        return [_button(c) for c in self.components if c["type"] == tree.BUTTON]

    @property
    def pictures(self) -> list[tuple[str, str | None]]:
        """The file names of its pictures in order, each with its alt text."""
        names = {str(a.id): a.filename for a in self.record.attachments}
        shown = [slot for c in self.components for slot in tree.media(c)]
        inside = [(_file_name(slot["media"], names), slot.get("description")) for slot in shown]
        return inside or [(a.filename, a.description) for a in self.record.attachments]

    @property
    def ephemeral(self) -> bool:
        return self.record.ephemeral

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return world.MessageFlag.LOADING in self.record.flags

    @property
    def silent(self) -> bool:
        """Whether it came without a push notification."""
        return world.MessageFlag.SUPPRESS_NOTIFICATIONS in self.record.flags

    @property
    def deleted(self) -> bool:
        return self.record.deleted

    @property
    def edits(self) -> list[world.Edit]:
        """When (real, monotonic) it was edited, and what it said from then on."""
        return self.record.edits

    @property
    def created_at(self) -> float:
        return self.record.created_at

    @property
    def nonce(self) -> str | None:
        return self.record.nonce

    @property
    def pinged(self) -> list[world.User]:
        """Whom it pinged when it was written."""
        return self.record.pinged


def _button(component: Payload) -> Button:
    emoji: Any = component.get("emoji") or {}
    return Button(
        label=component.get("label") or "",
        custom_id=component.get("custom_id"),
        style=component["style"],
        disabled=bool(component.get("disabled")),
        emoji=emoji.get("name"),
        url=component.get("url"),
    )


def _file_name(media: Payload, names: dict[str, str]) -> str:
    return names.get(str(media.get("attachment_id")), str(media["url"]))
