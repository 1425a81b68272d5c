"""What the card of a session shows, as a value."""

from __future__ import annotations

from bot.core.card import EndCard, Feel, HurtCard, LiveCard, PausedCard, SessionCard
from bot.core.ports import Clock
from bot.core.session import Session, State
from bot.flows.scripts import Scripts


class Showing:
    """Turns sessions into card values."""

    def __init__(self, scripts: Scripts, clock: Clock) -> None:
        self._scripts = scripts
        self._clock = clock

    def card(self, session: Session, cue: int | None = None) -> SessionCard:
        """The card of a session as it is, or as it is at `cue`."""
        script = self._scripts.of(session)
        if script is None or not session.going_on:
            return EndCard(session, self._scripts.title(session))
        at = session.shown(script) if cue is None else cue
        if session.state is State.PAUSED:
            return PausedCard(session, script, at)
        ends = session.due(script, script.next_step_cue(at))
        pictures = self._scripts.pictures(script, script.cues[at].step, session.options)
        return LiveCard(session, script, at, self._clock.real(ends), pictures)

    def hurt(self, before: Session, after: Session) -> HurtCard:
        """The card of a session that hurt, and ended where it stood."""
        return HurtCard(after, self._scripts.exercise(before))

    def over(self, session: Session, feel: Feel) -> EndCard:
        """The card of a session that is over, after its person said how they feel."""
        return EndCard(session, self._scripts.title(session), feel)
