"""The card of a person's last weeks: one gentle sentence and the picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import discord

from bot.chat.cards.face import view_of
from bot.chat.words import progress as words
from bot.core.progress import Progress, Week

_NAME = "last-weeks.png"

say = words.words()


def card(it: Progress, picture: bytes) -> tuple[discord.ui.LayoutView, discord.File]:
    """The card, and the file it shows."""
    file = discord.File(io.BytesIO(picture), _NAME, description=alt(it))
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView]()
    gallery.add_item(media=f"attachment://{_NAME}", description=alt(it))
    days = say.in_zone.format(zone=it.zone) if it.zone else say.in_utc
    above = discord.ui.TextDisplay[discord.ui.LayoutView](
        f"### {say.title}\n{say.sentences[it.tone]}"
    )
    below = discord.ui.TextDisplay[discord.ui.LayoutView](f"-# {days}")
    return view_of([above, gallery, below]), file


def alt(it: Progress) -> str:
    """All that the picture says."""
    *earlier, this = it.weeks
    told = [say.alt_week.format(monday=_date(week.monday), days=_days(week)) for week in earlier]
    told.append(say.alt_this_week.format(days=_days(this)))
    return say.alt.format(weeks=" ".join(told))


def _days(week: Week) -> str:
    names = [say.day_names[day.weekday()] for day in week.days if day in week.done]
    if not names:
        return say.rest
    return say.every_day if len(names) == len(week.days) else _listed(names)


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return say.last_and.join([say.comma.join(first), last]) if first else last


def _date(day: date) -> str:
    return say.monday.format(day=day.day, month=say.months[day.month - 1])
