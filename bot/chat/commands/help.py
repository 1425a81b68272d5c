"""`/help`"""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.chat.answers import Interaction, show
from bot.chat.cards.help import help_card
from bot.chat.words import help as words


def add_to(tree: app_commands.CommandTree[Any]) -> None:
    @tree.command(name="help", description=words.words().description)
    async def help_(interaction: Interaction) -> None:
        await show(interaction, help_card())
