"""Steps in words: the lines that cards of sessions and of team breaks share."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.chat.words import session as session_words
from bot.core.exercise import WINDOWS, Kind, Side, Step
from bot.core.script import Script

say = session_words.words()


def title_of(script: Script, n: int) -> str:
    """The name of step number `n`, with the side of the person who moves."""
    step = script.steps[n]
    if n == 0:
        return step.title or say.arrive
    if step.kind in WINDOWS or step.kind is Kind.FINISH:
        return step.title or getattr(say, step.kind)
    sides = {Side.LEFT: say.left, Side.RIGHT: say.right}
    return f"{step.title}, {sides[step.side]}" if step.side else step.title


def clock_time(at: datetime) -> str:
    """An instant as each reader's own clock time."""
    return discord.utils.format_dt(at, "T")


def what_comes(script: Script, cue: int, ends_at: datetime) -> str:
    """Until when, and what is next: in full where it is read now."""
    until = say.until.format(at=clock_time(ends_at))
    after = script.cues[cue].step + 1
    if after >= len(script.steps):
        return f"-# {until}, {say.then_done}"
    following = script.steps[after]
    title = title_of(script, after)
    if script.step_of(cue).kind not in WINDOWS:
        return f"-# {until}, {say.then.format(title=title)}"
    coming = f"**{say.coming.format(title=title)}**\n{instructions(following)}".rstrip()
    return f"{coming}\n-# {until}"


def instructions(step: Step) -> str:
    """What to do; where postures differ and the card is for everybody, both lines by their name."""
    own = (getattr(say, name).format(line=line) for name, line in step.by_posture.items())
    return "\n".join((*step.lines, *own))


def dose(step: Step) -> str:
    """How much of it: rounds or breaths, with their seconds."""
    if step.breath:
        words = say.breaths if step.breaths != 1 else say.one_breath
        seconds_in, seconds_out = step.breath.seconds_in, step.breath.seconds_out
        return words.format(count=step.breaths, seconds_in=seconds_in, seconds_out=seconds_out)
    if step.reps:
        each = step.length.total_seconds() / step.reps
        return say.rounds.format(count=step.reps, seconds=f"{each:.1f}".removesuffix(".0"))
    return ""


def halfway(step: Step) -> str:
    """The word at half of it: how much is to go, where that is counted."""
    count = step.breaths or step.reps
    return say.halfway_reps.format(count=count // 2) if count else say.halfway
