"""What a person did with the bot, from their side: did it answer, and with what?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from . import modals, world
from .errors import Payload
from .seen import Message
from .stage import Stage
from .world import ResponseKind


class InteractionFailed(Exception):
    """The application did not respond."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The bot said it is working on it; `update` means without a message of its own."""

    update: bool


@dataclass(frozen=True, slots=True)
class AutocompleteResult:
    choices: list[Payload]


@dataclass(frozen=True, slots=True)
class Modal:
    """The form the bot opened, to be given back to `Person.submit`."""

    record: world.Interaction

    @property
    def title(self) -> str:
        return str(self.record.response_data["title"])

    @property
    def custom_id(self) -> str:
        return str(self.record.response_data["custom_id"])

    @property
    def fields(self) -> list[Payload]:
        return modals.fields(self.record.response_data)


Answer: TypeAlias = Message | Modal | Deferred | AutocompleteResult


@dataclass(frozen=True, slots=True)
class Interaction:
    """One command, press, choice or submission on its way to the bot and back."""

    stage: Stage
    record: world.Interaction

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def failed(self) -> bool:
        return self.record.failed

    async def answered(self, timeout: float = 3.0) -> Answer:  # noqa: ASYNC109
        """The bot's first answer; InteractionFailed if there was none in time."""
        record = self.record
        await self.stage.pulse.wait(lambda: record.acknowledged_at or record.failed, timeout)
        return self.answer()

    def answer(self) -> Answer:
        """The answer that came; InteractionFailed if there is none."""
        if self.record.acknowledged_at is None:
            raise InteractionFailed(
                f"The application did not respond; what happened:\n{self.stage.ledger.tail()}"
            )
        return _answer(self.record)

    async def message(self, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """The message behind the answer, once it says something."""
        record = self.record
        await self.stage.until(lambda: record.failed or _is_filled(record), timeout)
        self.answer()
        assert record.original is not None
        return Message(record.original)

    @property
    def followups(self) -> list[Message]:
        return [Message(record) for record in self.record.followups]


def _answer(record: world.Interaction) -> Answer:
    kind = record.response_kind
    if kind in (ResponseKind.DEFERRED_MESSAGE, ResponseKind.DEFERRED_UPDATE):
        return Deferred(update=kind is ResponseKind.DEFERRED_UPDATE)
    if kind is ResponseKind.CHOICES:
        return AutocompleteResult(list(record.response_data["choices"]))
    if kind is ResponseKind.MODAL:
        return Modal(record)
    assert record.original is not None
    return Message(record.original)


def _is_filled(record: world.Interaction) -> bool:
    if record.original is None or record.acknowledged_at is None:
        return False
    if record.response_kind is ResponseKind.DEFERRED_UPDATE:
        return record.edited_through_token
    return world.MessageFlag.LOADING not in record.original.flags
