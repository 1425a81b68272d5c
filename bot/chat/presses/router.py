"""Every press, and who answers it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.chat import custom_id
from bot.chat.answers import Interaction, sorry, tell, tell_if_possible
from bot.chat.custom_id import CustomId
from bot.chat.words import relax as words
from bot.core.deadline import received
from bot.core.errors import NotNow

log = logging.getLogger(__name__)

#: Answers the buttons of one kind.
Kind = Callable[[Interaction, CustomId], Awaitable[None]]


class Presses:
    """Answers every press: also a foreign one, a stale one, and one this version never wrote."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    async def answer(self, interaction: Interaction, pressed: str) -> None:
        """Decides and answers the press of a button with this `custom_id`."""
        received(asyncio.get_running_loop().time())
        try:
            await self._decide(interaction, custom_id.read(pressed))
        except Exception as error:
            if not isinstance(error, NotNow):
                log.exception("a press failed")
            await tell_if_possible(interaction, sorry(error))

    async def _decide(self, interaction: Interaction, means: CustomId | None) -> None:
        kind = self._kinds.get(means.kind) if means else None
        if means and kind:
            await kind(interaction, means)
        else:
            await tell(interaction, words.words().old_button)
