"""`/stretch`: a team session now or soon."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat import places
from bot.chat.answers import Interaction, show, tell
from bot.chat.cards.breaks import clock
from bot.chat.cards.face import note
from bot.chat.commands import asked
from bot.chat.commands.relax import offered
from bot.chat.words import teambreak as words
from bot.core.library import Library
from bot.core.session import Place, Request
from bot.flows.occurrences import Occurrences
from bot.flows.team_answers import Began

say = words.words()


def add_to(
    tree: app_commands.CommandTree[Any], occurrences: Occurrences, library: Library, default: str
) -> None:
    """Adds the command. `default` is the routine done when none is chosen."""

    @tree.command(name="stretch", description=say.stretch_description)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.describe(routine=say.routine_option, starts_in=say.starts_in_option)
    async def stretch(
        interaction: Interaction,
        routine: str = default,
        starts_in: app_commands.Range[int, 0, 60] = 0,
    ) -> None:
        here = Request(
            routine,
            Place.CHANNEL,
            guild_id=interaction.guild_id,
            channel_id=interaction.channel_id,
        )
        if library.find(routine) is None:
            named = discord.utils.escape_markdown(routine[:60])
            await tell(interaction, say.no_such_routine.format(part=named))
        elif why := places.why_not(interaction, here):
            await tell(interaction, why)
        else:
            await _begin(interaction, occurrences, routine, starts_in)

    @stretch.autocomplete("routine")
    async def offer(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(library, typed)


async def _begin(
    interaction: Interaction, occurrences: Occurrences, routine: str, starts_in: int
) -> None:
    assert interaction.channel_id
    host = asked.host(interaction)
    match await occurrences.stretch(host, interaction.channel_id, routine, starts_in):
        case Began(_, starts_at):
            at = clock(starts_at)
            text = say.begins.format(at=at) if starts_in else say.began
            await show(interaction, note(text))
        case _:
            await tell(interaction, say.too_soon)
