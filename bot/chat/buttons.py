"""The one class of buttons. It catches every `custom_id`, so no button is ever left unanswered."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.chat.custom_id import CustomId

Style = discord.ButtonStyle


class Control(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=r"(?s:.+)"
):
    """Its state is in its `custom_id` and the database, so it works after any restart.

    Never put an ordinary item beside it in one view: discord.py 2.7.1 would unregister the class
    when that view stops.
    """

    @classmethod
    def labelled(cls, label: str, means: CustomId, style: Style = Style.secondary) -> Self:
        return cls(discord.ui.Button(label=label, custom_id=str(means), style=style))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.on_press(interaction, self.custom_id)
