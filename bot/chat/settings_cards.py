"""The card of `/settings`."""

from __future__ import annotations

from textwrap import shorten

from bot.chat import cards
from bot.chat.cards import Face
from bot.chat.words import settings as words
from bot.core.exercise import Breath
from bot.core.library import Library
from bot.core.member import Member

#: How many characters of moves that are left out are named.
_LONGEST = 1_000

say = words.words()


def settings(member: Member, library: Library) -> Face:
    """Everything a person chose, a line each."""
    options = member.options
    titles = [it.title for it in library.exercises.values() if it.id in options.left_out]
    lines = (
        say.pace.format(value=choice(member.pace)),
        say.posture.format(value=choice(options.posture)),
        say.breath.format(value=breath(options.breath)),
        say.leave_out.format(value=_shortened(titles) or say.nothing),
        say.pictures.format(value=choice(options.pictures)),
        say.dm_steps.format(value=choice(options.dm_steps)),
        say.zone.format(value=member.zone or say.unknown),
        say.working_hours.format(value=member.working_hours or say.unknown),
    )
    return cards.layout([f"### {say.title}", "\n".join(lines), f"-# {say.how}"])


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
