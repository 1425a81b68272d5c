"""What a card says, as values. `bot/chat/cards.py` turns them into Discord's components."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.break_card import BreakCard
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


@dataclass(frozen=True, slots=True)
class PausedCard:
    """A session held at one of its cues."""

    session: Session
    script: Script
    cue: int


@dataclass(frozen=True, slots=True)
class EndCard:
    """A session that is over: finished, stopped or closed."""

    session: Session
    title: str


@dataclass(frozen=True, slots=True)
class TickedCard:
    """A step that is behind us, as one line."""

    script: Script
    step: int


SessionCard = LiveCard | PausedCard | EndCard
Card = SessionCard | TickedCard
#: Whatever the bot can write.
AnyCard = Card | BreakCard | ReminderCard | ClosedCard
