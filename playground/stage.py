"""What the driver's objects stand on: the world, the gateway, the book, and waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from . import interactions
from .gateway import Gateway
from .ledger import Ledger
from .waiting import Pulse
from .world import Channel, Interaction, World

T = TypeVar("T")


class HasId(Protocol):
    """Anything that names one thing of the world."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """Shared by every person, place and message of one playground."""

    world: World
    gateway: Gateway
    ledger: Ledger
    pulse: Pulse
    ack_seconds: float

    def channel(self, place: HasId) -> Channel:
        """The channel behind anything that stands for it; LookupError when it is gone."""
        found = self.world.channels.get(place.id)
        if found is None:
            raise LookupError(f"there is no channel {place.id} (deleted?)")
        return found

    async def until(self, look: Callable[[], T], seconds: float) -> T:
        """What `look` answers as soon as it is true; TimeoutError with the last lines otherwise."""
        found = await self.pulse.wait(look, seconds)
        if not found:
            raise TimeoutError(f"not within {seconds} s; what happened:\n{self.ledger.tail()}")
        return found

    def send(self, request: interactions.Request) -> Interaction:
        """Give an interaction to the bot; it fails if no bot is there, or none answers in time."""
        interaction = interactions.create(self.world, request)
        if not self.gateway.reaches(request.channel.guild):
            interactions.fail(self.world, interaction)
            return interaction
        interactions.deliver(self.world, interaction)
        loop = asyncio.get_running_loop()
        loop.call_later(self.ack_seconds, self._expire, interaction)
        return interaction

    def _expire(self, interaction: Interaction) -> None:
        if interaction.acknowledged_at is None:
            interactions.fail(self.world, interaction)


def id_of(value: Any) -> int:
    """The id of a person, role or channel given as itself or as its number."""
    return int(getattr(value, "id", value))
