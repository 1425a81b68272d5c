"""What a card says, as values. `bot/chat/cards/` turns them into Discord's components."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.break_card import BreakCard
from bot.core.exercise import Exercise
from bot.core.picture import Picture
from bot.core.reminder_card import ClosedCard, ReminderCard
from bot.core.script import Script
from bot.core.session import Session


@dataclass(frozen=True, slots=True)
class LiveCard:
    """A session at one of its cues. `ends_at` is the real instant its step ends."""

    session: Session
    script: Script
    cue: int
    ends_at: datetime
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class PausedCard:
    """A session held at one of its cues."""

    session: Session
    script: Script
    cue: int


class Feel(StrEnum):
    """How somebody says they feel after a session. It is answered and forgotten."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class EndCard:
    """A session that is over: finished, stopped or closed; `feel` once its person said so."""

    session: Session
    title: str
    feel: Feel | None = None


@dataclass(frozen=True, slots=True)
class HurtCard:
    """A session that ended because it hurt, at `exercise` (None where it is not known any more).

    `left_out` is true once that exercise is left out from now on.
    """

    session: Session
    exercise: Exercise | None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class TickedCard:
    """A step that is behind us, as one line."""

    script: Script
    step: int


SessionCard = LiveCard | PausedCard | EndCard | HurtCard
Card = SessionCard | TickedCard
#: Whatever the bot can write.
AnyCard = Card | BreakCard | ReminderCard | ClosedCard
