"""`/relax`"""

from __future__ import annotations

import re
from typing import Any

from discord import app_commands

from bot.chat import places
from bot.chat.answers import Interaction, show, show_start, token
from bot.chat.cards import starting
from bot.chat.words import minutes
from bot.chat.words import relax as words
from bot.core.exercise import Exercise, Routine, length
from bot.core.library import Library
from bot.core.script import Pace
from bot.core.session import Place, Request
from bot.flows.sessions import Sessions

#: Discord shows at most this many choices.
_MOST_CHOICES = 25

#: The length in a label that was typed back instead of picked.
_LENGTH = re.compile(r"\s*\(\d+:\d\d\)\s*$")
#: No id is longer.
_LONGEST = 40

say = words.words()


def add_to(
    tree: app_commands.CommandTree[Any], sessions: Sessions, library: Library, default: str
) -> None:
    """Adds the command. `default` is the id played when none is chosen."""

    @tree.command(name="relax", description=say.description)
    @_described
    @_chosen
    async def relax(
        interaction: Interaction,
        exercise: str = default,
        where: str | None = None,
        pace: str | None = None,
    ) -> None:
        place = Place(where) if where else places.usual(interaction)
        if place is Place.CHANNEL and places.in_bot_dm(interaction):
            place = Place.DM
        source = library.named(_LENGTH.sub("", exercise)) or exercise[:_LONGEST]
        own_pace = Pace(pace) if pace else None
        asked = Request(source, place, own_pace, interaction.guild_id, interaction.channel_id)
        if why := places.why_not(interaction, asked):
            await show(interaction, starting.not_here(why, interaction.user.id, asked))
            return
        answer = await sessions.start(interaction.user.id, asked, token(interaction))
        await show_start(interaction, answer, sessions)

    @relax.autocomplete("exercise")
    async def offer(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(library, typed)


def offered(library: Library, typed: str) -> list[app_commands.Choice[str]]:
    """What fits the typed text, by title or id, with its length."""
    wanted = typed.casefold().strip()
    return [
        app_commands.Choice(name=_label(it), value=it.id)
        for it in library
        if wanted in _label(it).casefold() or wanted in it.id
    ][:_MOST_CHOICES]


def _label(it: Routine | Exercise) -> str:
    return say.choice.format(title=it.title, length=minutes(length(it.whole)))


def _choice(label: str, value: str) -> app_commands.Choice[str]:
    return app_commands.Choice(name=label, value=str(value))


_described = app_commands.describe(
    exercise=say.exercise_option, where=say.where_option, pace=say.pace_option
)
_chosen = app_commands.choices(
    where=[
        _choice(say.where_private, Place.PRIVATE),
        _choice(say.where_dm, Place.DM),
        _choice(say.where_channel, Place.CHANNEL),
    ],
    pace=[
        _choice(say.pace_slow, Pace.SLOW),
        _choice(say.pace_normal, Pace.NORMAL),
        _choice(say.pace_brisk, Pace.BRISK),
    ],
)
