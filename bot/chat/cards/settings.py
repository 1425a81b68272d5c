"""The card of `/settings`."""

from __future__ import annotations

from datetime import date
from textwrap import shorten

import discord

from bot.chat.cards import reminders as reminder_cards
from bot.chat.cards.face import Face, layout
from bot.chat.words import settings as words
from bot.chat.zones import soon, unclear
from bot.core.exercise import Breath
from bot.core.library import Library
from bot.core.member import Member
from bot.core.typed import spell_days_off
from bot.flows.settings import Kept, Refused

#: How many characters of moves that are left out are named.
_LONGEST = 1_000

say = words.words()


def settings(member: Member, library: Library) -> Face:
    """Everything a person chose, a line each."""
    return layout([f"### {say.title}", "\n".join(_lines(member, library)), f"-# {say.how}"])


def kept(it: Kept, library: Library) -> Face:
    """What was changed, and what became of reminders with it."""
    before, after = _lines(it.before, library), _lines(it.after, library)
    changed = [line for line, was in zip(after, before, strict=True) if line != was]
    if not changed:
        return layout([say.same, f"-# {say.rest}"])
    moved = reminder_cards.followed(it.followed)
    return layout([f"### {say.noted}", "\n".join(changed), moved, f"-# {say.rest}"])


def refused(it: Refused, today: date) -> str:
    """Why nothing was changed, with an example of what would do."""
    if it.setting == "zone":
        return unclear(it.value, it.zones)
    precise: str | None = getattr(say, f"refused_{it.setting}_{it.why}", None)
    words: str = precise or getattr(say, f"refused_{it.setting}")
    named = discord.utils.escape_markdown(it.value)
    example = soon(today)
    return words.format(value=named, example=example, later=soon(example))


def _lines(member: Member, library: Library) -> tuple[str, ...]:
    options = member.options
    titles = [it.title for it in library.exercises.values() if it.id in options.left_out]
    return (
        say.pace.format(value=choice(member.pace)),
        say.posture.format(value=choice(options.posture)),
        say.breath.format(value=breath(options.breath)),
        say.leave_out.format(value=_shortened(titles) or say.nothing),
        say.pictures.format(value=choice(options.pictures)),
        say.dm_steps.format(value=choice(options.dm_steps)),
        say.zone.format(value=member.zone or say.unknown),
        say.working_hours.format(value=member.working_hours or say.usual_hours),
        say.days_off.format(value=spell_days_off(member.days_off) or say.nothing_off),
    )


def _shortened(titles: list[str]) -> str:
    return shorten(", ".join(titles), _LONGEST, placeholder=" …")


def choice(value: str) -> str:
    """What a choice is called."""
    return str(getattr(say, f"choice_{value}"))


def breath(value: Breath | None) -> str:
    """What a breath is called."""
    if value is None:
        return say.as_written
    return say.breath_value.format(seconds_in=value.seconds_in, seconds_out=value.seconds_out)
