"""A script as text, at once or in its own time."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from bot.chat.cards import steps
from bot.chat.words import minutes
from bot.chat.words import session as words
from bot.core.script import CueKind, Script

say = words.words()


def preview(script: Script, play: bool = False) -> None:
    """Prints every cue with the moment it comes; with `play`, at that moment."""
    out = sys.stdout
    out.write(f"{script.title}, {minutes(script.length)}\n")
    begun = time.monotonic()
    for cue in script.cues:
        if play:
            time.sleep(max(0.0, begun + cue.at.total_seconds() - time.monotonic()))
        out.write(f"{minutes(cue.at):>5}  {_told(script, cue.kind, cue.step, cue.at)}\n")
        out.flush()


def _told(script: Script, kind: CueKind, n: int, at: timedelta) -> str:
    if kind is CueKind.END:
        return say.done.format(title=script.title)
    step = script.steps[n]
    if kind is CueKind.HALFWAY:
        return f"  {steps.halfway(step)}"
    title = steps.title_of(script, n)
    told = f"{steps.instructions(step)}\n{steps.dose(step)}".replace("**", "").splitlines()
    lines = "".join(f"\n       {line}" for line in told if line)
    return f"{title} ({step.length.total_seconds():g} s){lines}"
