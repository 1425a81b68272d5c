"""What a flow answers to a person, as values. `bot/chat` shows them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.card import SessionCard
from bot.core.delivery import Token
from bot.core.session import Request, Session


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed, where, and on which message; `token` reaches it where only they see it.

    `manages` is true where they may manage the messages of that channel.
    """

    user_id: int
    token: Token
    message_id: int | None = None
    guild_id: int | None = None
    channel_id: int | None = None
    manages: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """A session began; `card` is its first card where the answer itself must show it."""

    session: Session
    card: SessionCard | None


@dataclass(frozen=True, slots=True)
class SafetyFirst:
    """Nothing began: the safety text was not accepted yet."""

    asked: Request


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Nothing began: the person has a session already."""

    session: Session
    title: str
    asked: Request


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Nothing began: an outage ended the last session without a word; it can be continued."""

    session: Session
    title: str
    asked: Request


@dataclass(frozen=True, slots=True)
class ChannelBusy:
    """Nothing began: somebody has a session in that channel.

    `by_team`: a team has one there, or is called to one.
    """

    asked: Request
    by_team: bool = False


@dataclass(frozen=True, slots=True)
class NoRoom:
    """Nothing began: Discord's limit has no room for one more session that posts its steps."""

    asked: Request


@dataclass(frozen=True, slots=True)
class NoSuchExercise:
    """Nothing began: the library has nothing of that id."""

    source: str


@dataclass(frozen=True, slots=True)
class NothingLeft:
    """Nothing began: its person leaves out all that is in it. `instead` has something left."""

    title: str
    instead: Request
    instead_title: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was decided; `card` is None where a new message shows it.

    `on_live` is true where the card that shows the session was pressed.
    """

    card: SessionCard | None
    on_live: bool


@dataclass(frozen=True, slots=True)
class StopAdvice:
    """Somebody who follows along says it hurts: the session is not theirs to end."""


@dataclass(frozen=True, slots=True)
class NotYours:
    """The session belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class NoSuchSession:
    """There is no session of that id any more."""


StartAnswer = (
    Started
    | SafetyFirst
    | GoingOn
    | Unfinished
    | ChannelBusy
    | NoRoom
    | NoSuchExercise
    | NothingLeft
)
Denied = NotYours | NoSuchSession
