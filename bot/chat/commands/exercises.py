"""`/exercises`"""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.chat.answers import Interaction, show
from bot.chat.cards import library as library_cards
from bot.chat.words import exercises as words
from bot.core.library import Library


def add_to(tree: app_commands.CommandTree[Any], library: Library) -> None:
    @tree.command(name="exercises", description=words.words().description)
    async def exercises(interaction: Interaction) -> None:
        await show(interaction, library_cards.browse(library, None, interaction.user.id))
