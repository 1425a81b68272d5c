"""`/team`: what members do with the breaks of their server."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.chat.answers import Interaction, show, tell
from bot.chat.cards import break_list
from bot.chat.commands import asked
from bot.chat.commands.teambreak import answer, group, offer_breaks
from bot.chat.words import teambreak as words
from bot.core.teambreak import TeamBreak
from bot.flows.teambreaks import TeamBreaks

say = words.words()


def add_to(tree: app_commands.CommandTree[Any], breaks: TeamBreaks) -> None:
    commands = group("team", say.team_description)
    _add(commands, breaks, "join", say.join_description)
    _add(commands, breaks, "leave", say.leave_description)

    @commands.command(name="next", description=say.next_description)
    async def next_(interaction: Interaction) -> None:
        assert interaction.guild_id
        lines = asked.seen(interaction, await breaks.list_(interaction.guild_id))
        await show(interaction, break_list.following(lines, breaks.runs, breaks.title))

    tree.add_command(commands)


def _add(commands: app_commands.Group, breaks: TeamBreaks, verb: str, description: str) -> None:
    flow = {"join": breaks.follow, "leave": breaks.unfollow}[verb]

    @commands.command(name=verb, description=description)
    @app_commands.rename(which="break")
    @app_commands.describe(which=say.break_option)
    async def act(interaction: Interaction, which: str | None = None) -> None:
        assert interaction.guild_id
        lines = asked.seen(interaction, await breaks.list_(interaction.guild_id))
        found = _meant([it.team_break for it in lines], which, interaction.channel_id)
        if isinstance(found, str):
            await tell(interaction, found)
        else:
            await answer(interaction, await flow(found.id, asked.host(interaction)))

    offer_breaks(act, breaks)


def _meant(breaks: list[TeamBreak], which: str | None, channel_id: int | None) -> TeamBreak | str:
    """The break that was picked, or the only one of this channel; otherwise what to do."""
    if which is not None:
        picked = [it for it in breaks if str(it.id) == which]
        return picked[0] if picked else say.no_such_break
    here = [it for it in breaks if it.channel_id == channel_id]
    if len(here) == 1:
        return here[0]
    return say.which if here else say.no_such_break
