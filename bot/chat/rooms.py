"""What the bot may do in the channels of its servers, read from what the gateway told."""

from __future__ import annotations

import discord

from bot.chat.places import POSTABLE, THREADS
from bot.chat.words import teambreak as words

say = words.words()


class Rooms:
    """Implements `bot.core.team_ports.Rooms`."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def missing(
        self, guild_id: int, channel_id: int, role_id: int | None = None
    ) -> tuple[str, ...]:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return (say.server_gone,)
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:
            return (say.channel_gone,)
        if channel.type not in POSTABLE:
            return (say.wrong_kind,)
        may = channel.permissions_for(guild.me)
        to_send = "send_messages_in_threads" if channel.type in THREADS else "send_messages"
        needed = ("view_channel", to_send, "attach_files", "read_message_history")
        lacking = [permission_name(it) for it in needed if not getattr(may, it)]
        return (*lacking, *_of_role(guild, role_id, may))


def permission_name(attribute: str) -> str:
    """A permission as people find it in Discord's settings."""
    return attribute.replace("_", " ").title()


def _of_role(
    guild: discord.Guild, role_id: int | None, may: discord.Permissions
) -> tuple[str, ...]:
    if role_id is None:
        return ()
    role = guild.get_role(role_id)
    if role is None:
        return (say.role_gone,)
    return () if role.mentionable or may.mention_everyone else (say.role_quiet,)
