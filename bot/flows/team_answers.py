"""What the flows of team breaks answer to a person, as values. `bot/chat` shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.break_card import CallCard, OverCard, SharedCard
from bot.core.occurrence import Occurrence
from bot.core.session import Session
from bot.core.teambreak import TeamBreak


@dataclass(frozen=True, slots=True)
class Host:
    """Who asks, and whether they manage the server: then they may act as the host."""

    user_id: int
    guild_id: int | None
    manages: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, as its first card will look, and what the bot lacks to hold it there."""

    team_break: TeamBreak
    card: CallCard
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What was done; `runs` are the next real instants. `missing`: what the bot lacks there."""

    verb: str
    team_break: TeamBreak
    runs: tuple[datetime, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """Nothing was saved: another break of that channel runs while this one would."""

    other: TeamBreak
    at: datetime


@dataclass(frozen=True, slots=True)
class Crowded:
    """Nothing was saved: two times of the break itself are too close."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Nothing was saved: the bot may not do there what it needs to."""

    team_break: TeamBreak
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoSuchBreak:
    """There is no such break here (any more)."""


@dataclass(frozen=True, slots=True)
class NotHost:
    """Only its creator or who manages the server may do that."""


@dataclass(frozen=True, slots=True)
class AlreadyOver:
    """The occurrence is over; `card` says how it ended."""

    card: OverCard


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody joins. `now` is the card where the session runs already, `own` their own session.

    `first` where they have not seen the safety text yet.
    """

    occurrence: Occurrence
    starts_at: datetime
    now: SharedCard | None
    own: Session | None
    first: bool
    follows: bool


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody does not join today."""

    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Hosted:
    """A host's press was decided; `card` is the pressed card as it is now."""

    card: CallCard | SharedCard | OverCard


@dataclass(frozen=True, slots=True)
class Began:
    """A session nobody planned begins at that real instant."""

    occurrence: Occurrence
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class TooSoon:
    """That channel had a team session a short while ago, or is about to."""


BreakAnswer = Told | Clash | Crowded | Lacking | NoSuchBreak | NotHost
JoinAnswer = Joined | AlreadyOver | NoSuchBreak
HostAnswer = Hosted | AlreadyOver | NotHost | NoSuchBreak
