"""`/privacy`"""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.chat.answers import Interaction, show
from bot.chat.cards import privacy as privacy_cards
from bot.chat.words import privacy as words
from bot.flows.privacy import Privacy

say = words.words()


def add_to(tree: app_commands.CommandTree[Any], privacy: Privacy) -> None:
    """Adds the commands."""
    group = app_commands.Group(name="privacy", description=say.group)

    @group.command(name="view", description=say.view_description)
    async def view(interaction: Interaction) -> None:
        await show(interaction, privacy_cards.kept(await privacy.view(interaction.user.id)))

    @group.command(name="export", description=say.export_description)
    async def export(interaction: Interaction) -> None:
        user_id = interaction.user.id
        everything = await privacy.export(user_id)
        file = privacy_cards.export_file(user_id, everything, interaction.created_at)
        card = privacy_cards.exported(file)
        await interaction.response.send_message(view=card, file=file, ephemeral=True)

    @group.command(name="erase", description=say.erase_description)
    async def erase(interaction: Interaction) -> None:
        await show(interaction, privacy_cards.erase_first(interaction.user.id))

    tree.add_command(group)
