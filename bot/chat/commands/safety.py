"""`/safety`"""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.chat.answers import Interaction, show
from bot.chat.cards import safety as safety_cards
from bot.chat.words import safety as words


def add_to(tree: app_commands.CommandTree[Any]) -> None:
    @tree.command(name="safety", description=words.words().description)
    async def safety(interaction: Interaction) -> None:
        await show(interaction, safety_cards.safety())
