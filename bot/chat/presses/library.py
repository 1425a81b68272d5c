"""Presses on the cards of `/exercises`."""

from __future__ import annotations

from bot.chat.answers import Interaction, show
from bot.chat.cards import library as library_cards
from bot.chat.custom_id import CustomId
from bot.core.library import Library


class LibraryPresses:
    """Turns the pages."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def browse(self, interaction: Interaction, means: CustomId) -> None:
        face = library_cards.browse(self._library, "".join(means.rest), interaction.user.id)
        await show(interaction, face)
