"""The press that erases."""

from __future__ import annotations

from bot.chat import privacy_cards
from bot.chat.answers import Interaction, show, tell
from bot.chat.words import privacy as words
from bot.flows.privacy import Privacy


async def erase(interaction: Interaction, user_id: int, privacy: Privacy) -> None:
    """Erases the person who pressed, if the button is theirs."""
    if interaction.user.id != user_id:
        await tell(interaction, words.words().not_yours)
    else:
        await show(interaction, privacy_cards.erased(await privacy.erase(user_id)))
