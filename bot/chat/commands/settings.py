"""`/settings`"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from discord import app_commands

from bot.chat.answers import Interaction, show, tell
from bot.chat.cards import settings as settings_cards
from bot.chat.words import settings as words
from bot.chat.zones import Zones
from bot.core.library import Library
from bot.core.options import BREATHS, DmSteps, Pictures, Posture
from bot.core.script import Pace
from bot.flows.settings import Refused, Settings, Wish

#: Discord shows at most this many choices.
_MOST_CHOICES = 25

say = words.words()


def add_to(
    tree: app_commands.CommandTree[Any], settings: Settings, library: Library, zones: Zones
) -> None:
    """Adds the command."""

    @tree.command(name="settings", description=say.description)
    @_described
    @_chosen
    async def settings_(
        interaction: Interaction,
        zone: str | None = None,
        working_hours: app_commands.Range[str, 1, 200] | None = None,
        days_off: app_commands.Range[str, 1, 300] | None = None,
        pace: str | None = None,
        posture: str | None = None,
        breath: str | None = None,
        leave_out: str | None = None,
        pictures: str | None = None,
        dm_steps: str | None = None,
    ) -> None:
        wish = Wish(
            *(zone, working_hours, days_off),
            *(pace, posture, breath, leave_out, pictures, dm_steps),
        )
        today = await zones.today(interaction.user.id)
        await _answer(interaction, settings, wish, library, today)

    @settings_.autocomplete("zone")
    async def offer_zone(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones.offer(typed, await zones.of(interaction.user.id))

    @settings_.autocomplete("leave_out")
    async def offer_move(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        member = await settings.show(interaction.user.id)
        return _moves(library, member.options.left_out, typed)


async def _answer(
    interaction: Interaction, settings: Settings, wish: Wish, library: Library, today: date
) -> None:
    user_id = interaction.user.id
    if wish == Wish():
        member = await settings.show(user_id)
        await show(interaction, settings_cards.settings(member, library))
        return
    match await settings.change(user_id, wish):
        case Refused() as refused:
            await tell(interaction, settings_cards.refused(refused, today))
        case kept:
            await show(interaction, settings_cards.kept(kept, library))


def _moves(
    library: Library, left_out: frozenset[str], typed: str
) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=_move(it.title, it.id in left_out), value=it.id)
        for it in library.exercises.values()
        if typed.casefold() in it.title.casefold()
    ][:_MOST_CHOICES]


def _move(title: str, left_out: bool) -> str:
    return (say.choice_bring_back if left_out else say.choice_leave_out).format(title=title)


def _choices(values: Iterable[str]) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=settings_cards.choice(value), value=str(value)) for value in values
    ]


def _breaths() -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(
            name=settings_cards.breath(it), value=f"{it.seconds_in}-{it.seconds_out}"
        )
        for it in BREATHS
    ]


_described = app_commands.describe(
    zone=say.zone_option,
    working_hours=say.working_hours_option,
    days_off=say.days_off_option,
    pace=say.pace_option,
    posture=say.posture_option,
    breath=say.breath_option,
    leave_out=say.leave_out_option,
    pictures=say.pictures_option,
    dm_steps=say.dm_steps_option,
)
_chosen = app_commands.choices(
    pace=_choices(Pace),
    posture=_choices(Posture),
    breath=_breaths(),
    pictures=_choices(Pictures),
    dm_steps=_choices(DmSteps),
)
