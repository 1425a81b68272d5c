"""Every card the bot writes by itself, whatever it is about: its components, and whom it calls."""

from __future__ import annotations

import discord

from bot.chat.cards import breaks as break_cards
from bot.chat.cards import reminders as reminder_cards
from bot.chat.cards import session as session_cards
from bot.chat.cards.face import Face
from bot.core.break_card import CallCard, CreatorCard, OverCard, SharedCard
from bot.core.card import AnyCard
from bot.core.occurrence import Stage
from bot.core.reminder_card import ClosedCard, ReminderCard


def face(card: AnyCard) -> Face:
    """A card as Discord takes it."""
    match card:
        case CallCard() | SharedCard() | OverCard() | CreatorCard():
            return break_cards.card(card)
        case ReminderCard():
            return reminder_cards.card(card)
        case ClosedCard():
            return reminder_cards.closed()
        case _:
            return session_cards.card(card)


def mentions(card: AnyCard) -> discord.AllowedMentions:
    """Whom a new message of this card may call: the role or the people it is for, nobody else."""
    if not isinstance(card, CallCard | SharedCard):
        return discord.AllowedMentions.none()
    roles = [discord.Object(card.pings.role_id)] if card.pings.role_id else []
    members = [discord.Object(it) for it in card.pings.members]
    return discord.AllowedMentions(everyone=False, roles=roles, users=members, replied_user=False)


def is_silent(card: AnyCard) -> bool:
    """A missed break is not worth a sound."""
    return isinstance(card, OverCard) and card.occurrence.state is Stage.MISSED
