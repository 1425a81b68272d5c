"""Whether a session can speak where it was asked for, read from the interaction alone."""

from __future__ import annotations

import discord

from bot.chat.answers import Interaction
from bot.chat.words import relax as words
from bot.core.session import Place, Request

_Kind = discord.ChannelType
THREADS = frozenset({_Kind.public_thread, _Kind.private_thread, _Kind.news_thread})
POSTABLE = THREADS | {_Kind.text, _Kind.news, _Kind.voice, _Kind.stage_voice}

say = words.words()


def usual(interaction: Interaction) -> Place:
    """Where steps appear when nothing was said."""
    return Place.DM if in_bot_dm(interaction) else Place.PRIVATE


def in_bot_dm(interaction: Interaction) -> bool:
    return interaction.guild_id is None and not interaction.context.private_channel


def why_not(interaction: Interaction, asked: Request) -> str | None:
    """Why the steps cannot be posted here, as a sentence; None where they can."""
    if asked.place is not Place.CHANNEL:
        return None
    if interaction.guild_id is None:
        return say.group
    if interaction.client.get_guild(interaction.guild_id) is None:
        return say.not_in_server
    kind = interaction.channel.type if interaction.channel else None
    if kind not in POSTABLE:
        return say.wrong_kind
    return _missing(interaction, "send_messages_in_threads" if kind in THREADS else "send_messages")


def _missing(interaction: Interaction, to_send: str) -> str | None:
    if not getattr(interaction.permissions, to_send):
        return say.you_may_not
    needed = ("view_channel", to_send, "attach_files", "read_message_history")
    missing = [name for name in needed if not getattr(interaction.app_permissions, name)]
    if not missing:
        return None
    named = ", ".join(name.replace("_", " ").title() for name in missing)
    return say.i_may_not.format(permissions=named)
