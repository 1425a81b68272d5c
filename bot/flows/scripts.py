"""The scripts of the library, each laid out once for each way to do it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.exercise import Exercise, Routine
from bot.core.library import Library
from bot.core.options import Options
from bot.core.picture import Picture, picture_names, shown
from bot.core.script import Pace, Script, lay_out
from bot.core.session import Session


class Scripts:
    """Scripts by source, pace and options. Content is read once at the start and never changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._scripts: dict[tuple[str, Pace, Options | None], Script] = {}

    def get(self, source: str, pace: Pace, options: Options | None = None) -> Script | None:
        """The script of this exercise or routine; None where there is none of that id.

        An exercise asked for by its own name is never left out, nor is all of a routine. Without
        options it is for everybody.
        """
        way = (source, pace, options)
        if way not in self._scripts:
            it = self._library.find(source)
            if it is None:
                return None
            own = replace(options, left_out=_left_out(it, options)) if options else None
            self._scripts[way] = lay_out(it.id, it.title, it.whole, pace, own)
        return self._scripts[way]

    def instead_of(self, source: str, options: Options) -> Routine | Exercise | None:
        """What to offer for a routine whose moves are all left out; None where there are some."""
        wanted = self._library.routines.get(source)
        if wanted is None or _moves(wanted) - options.left_out:
            return None
        return next((it for it in self._library if _moves(it) - options.left_out), None)

    def of(self, session: Session) -> Script | None:
        """The script a session began with; None where the content has changed since."""
        script = self.get(session.source, session.pace, session.options)
        return script if script and script.fingerprint == session.fingerprint else None

    def exercise(self, session: Session) -> Exercise | None:
        """The exercise a session is at, about to do, or has just done."""
        script = self.of(session)
        if script is None:
            return None
        return self.exercise_at(script, script.cues[session.shown(script)].step)

    def exercise_at(self, script: Script, at: int) -> Exercise | None:
        """The exercise that step number `at` is about, or the nearest one after or before it."""
        nearest = (*script.steps[at:], *reversed(script.steps[:at]))
        ids = (step.exercise for step in nearest if step.exercise)
        return self._library.exercises.get(next(ids, ""))

    def knows(self, exercise: str) -> bool:
        """Whether there is an exercise of this id."""
        return exercise in self._library.exercises

    def pictures(self, script: Script, step: int, options: Options) -> tuple[Picture, ...]:
        """What shows a step of a script to somebody with these options."""
        return shown(picture_names(script.steps, step, options), self._library.pictures)

    def title(self, session: Session) -> str:
        """What the session's script is called, as far as it is still known."""
        script = self.get(session.source, session.pace, session.options)
        return script.title if script else session.source


def _left_out(it: Routine | Exercise, wanted: Options) -> frozenset[str]:
    own = isinstance(it, Exercise)  # asked for by its name, it is wanted
    return frozenset() if own or not _moves(it) - wanted.left_out else wanted.left_out


def _moves(it: Routine | Exercise) -> frozenset[str]:
    return frozenset(step.exercise for step in it.whole if step.exercise)
