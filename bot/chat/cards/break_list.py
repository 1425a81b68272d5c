"""Team breaks as lines: listed, offered, and where something is the matter with one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import discord
from discord import app_commands

from bot.chat.cards.breaks import channel, moment, why_paused
from bot.chat.cards.face import Face, layout
from bot.chat.words import full_date
from bot.chat.words import teambreak as words
from bot.core.occurrence import What
from bot.core.team_ports import BreakLine
from bot.core.teambreak import TeamBreak
from bot.core.typed import spell_days, spell_times

say = words.words()
#: Discord's limits: choices, a choice's name, and lines that surely fit one card.
_MOST, _LONGEST = 25, 100


def listed(
    lines: Sequence[BreakLine],
    news: Sequence[TeamBreak],
    runs: Callable[[TeamBreak], Sequence[datetime]],
    missing: Callable[[TeamBreak], tuple[str, ...]],
    title: Callable[[str], str],
) -> Face:
    """Every break of a server, when it is next, or why it is not."""
    body = "\n".join(spelled(lines, runs, missing, title)) or say.list_none
    return layout([f"### {say.list_title}", body, "\n".join(untold(news))])


def spelled(
    them: Sequence[BreakLine],
    runs: Callable[[TeamBreak], Sequence[datetime]],
    missing: Callable[[TeamBreak], tuple[str, ...]],
    title: Callable[[str], str],
) -> list[str]:
    """Each break, and when it is next, or why it is not."""
    return [f"{_line(it.team_break, title)}\n-# {_state(it, runs, missing)}" for it in them[:_MOST]]


def following(
    lines: Iterable[BreakLine],
    runs: Callable[[TeamBreak], Sequence[datetime]],
    title: Callable[[str], str],
) -> Face:
    """When the next breaks of a server are, the nearest first."""
    coming = sorted(
        ((at, it.team_break) for it in lines for at in runs(it.team_break)[:1]),
        key=lambda pair: pair[0],
    )
    texts = [
        say.next_line.format(
            at=moment(at), title=title(own.routine), channel=channel(own.channel_id)
        )
        for at, own in coming[:_MOST]
    ]
    return layout(["\n".join(texts) or say.list_none])


def choices(
    lines: Iterable[BreakLine], typed: str, guild: discord.Guild | None
) -> list[app_commands.Choice[str]]:
    """The breaks to pick from, by what is typed."""
    wanted = typed.casefold().strip()
    named = ((_label(it.team_break, guild), str(it.team_break.id)) for it in lines)
    fitting = [(name, value) for name, value in named if wanted in name.casefold()]
    return [app_commands.Choice(name=name, value=value) for name, value in fitting[:_MOST]]


def clash(other: TeamBreak, at: datetime) -> str:
    """Which other break is in the way, and when."""
    timetable = other.timetable
    return say.clash.format(
        times=spell_times(timetable.times),
        days=spell_days(timetable.days),
        zone=timetable.zone,
        at=moment(at),
    )


def untold(news: Sequence[TeamBreak]) -> Iterator[str]:
    """What the creators of these breaks could not be told."""
    if news:
        yield say.untold
    for it in news:
        words = say.untold_lonely if it.untold == What.LONELY else say.untold_paused
        yield words.format(times=spell_times(it.timetable.times), channel=channel(it.channel_id))


def _line(it: TeamBreak, title: Callable[[str], str]) -> str:
    timetable = it.timetable
    return say.line.format(
        times=spell_times(timetable.times),
        days=spell_days(timetable.days),
        zone=timetable.zone,
        channel=channel(it.channel_id),
        title=title(it.routine),
        role=say.line_role.format(role=f"<@&{it.role_id}>") if it.role_id else "",
    )


def _state(
    it: BreakLine,
    runs: Callable[[TeamBreak], Sequence[datetime]],
    missing: Callable[[TeamBreak], tuple[str, ...]],
) -> str:
    own = it.team_break
    if not own.active:
        return why_paused(own, missing(own))
    nearest = runs(own)
    until = own.paused_until
    text = say.line_next.format(at=moment(nearest[0])) if nearest else ""
    if until and nearest:
        text = say.line_until.format(day=full_date(until), at=moment(nearest[0]))
    lacking = missing(own)
    return f"{text}. {say.missing_now.format(missing=', '.join(lacking))}" if lacking else text


def _label(it: TeamBreak, guild: discord.Guild | None) -> str:
    place = guild.get_channel_or_thread(it.channel_id) if guild else None
    timetable = it.timetable
    label = say.choice.format(
        times=spell_times(timetable.times),
        days=spell_days(timetable.days),
        zone=timetable.zone,
        channel=place.name if place else it.channel_id,
    )
    return label[:_LONGEST]
