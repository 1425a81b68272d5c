"""The scripts of the library, laid out once for each pace."""

from __future__ import annotations

from bot.core.exercise import Exercise, Library
from bot.core.script import Pace, Script, lay_out
from bot.core.session import Session


class Scripts:
    """Scripts by source and pace. Content is read once at the start, so they never change."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._scripts = {
            (it.id, pace): lay_out(it.id, it.title, it.whole, pace)
            for it in library
            for pace in Pace
        }

    def get(self, source: str, pace: Pace) -> Script | None:
        """The script of this exercise or routine; None where there is none of that id."""
        return self._scripts.get((source, pace))

    def of(self, session: Session) -> Script | None:
        """The script a session began with; None where the content has changed since."""
        script = self.get(session.source, session.pace)
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

    def title(self, session: Session) -> str:
        """What the session's script is called, as far as it is still known."""
        script = self.get(session.source, session.pace)
        return script.title if script else session.source
