"""`/progress`"""

from __future__ import annotations

import asyncio
from typing import Any

from discord import app_commands

from bot.chat.answers import Interaction
from bot.chat.cards import progress as progress_card
from bot.chat.cards import progress_picture
from bot.chat.words import progress as words
from bot.flows.progress import Weeks


def add_to(tree: app_commands.CommandTree[Any], weeks: Weeks) -> None:
    @tree.command(name="progress", description=words.words().description)
    async def progress(interaction: Interaction) -> None:
        found = await weeks.of(interaction.user.id)
        picture = await asyncio.to_thread(progress_picture.draw, found)
        view, file = progress_card.card(found, picture)
        await interaction.response.send_message(view=view, file=file, ephemeral=True)
