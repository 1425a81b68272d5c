"""`/doctor`"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands

from bot.chat.answers import Interaction, show
from bot.chat.cards import break_list
from bot.chat.cards.face import layout
from bot.chat.places import POSTABLE, THREADS
from bot.chat.rooms import permission_name
from bot.chat.words import doctor as words
from bot.flows.teambreaks import TeamBreaks

say = words.words()


def add_to(tree: app_commands.CommandTree[Any], breaks: TeamBreaks) -> None:
    @tree.command(name="doctor", description=say.description)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def doctor(interaction: Interaction) -> None:
        assert interaction.guild_id
        lines = await breaks.list_(interaction.guild_id)
        news = await breaks.news(interaction.guild_id)
        texts = [f"### {say.title}", "\n".join(_here(interaction))]
        if lines:
            states = break_list.spelled(lines, breaks.runs, breaks.missing, breaks.title)
            texts += [f"**{say.breaks}**", "\n".join(states)]
        await show(interaction, layout([*texts, "\n".join(break_list.untold(news))]))


def _here(interaction: Interaction) -> Iterator[str]:
    """What the bot may do in this channel, and what each is for."""
    kind = interaction.channel.type if interaction.channel else None
    if interaction.client.get_guild(interaction.guild_id) is None:
        yield say.not_member
    elif kind not in POSTABLE:
        yield say.wrong_kind
    else:
        yield from _permissions(interaction.app_permissions, kind in THREADS)


def _permissions(may: discord.Permissions, thread: bool) -> Iterator[str]:
    to_send = "send_messages_in_threads" if thread else "send_messages"
    needed = ("view_channel", to_send, "attach_files", "read_message_history")
    for it in needed:
        if getattr(may, it):
            yield say.may.format(name=permission_name(it))
        else:
            yield say.may_not.format(name=permission_name(it), why=getattr(say, f"why_{it}"))
    yield say.all_well if all(getattr(may, it) for it in needed) else say.mend
