"""Decide, speak, confirm: what is to be said, under which nonce, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.core.session import Session

#: Younger unconfirmed sends are sent again with their nonce; Discord drops the repeat
#: ("the past few minutes" by its documentation, so a minute is safe). Real seconds.
NONCE_SAFE = timedelta(seconds=60)
#: What a session that posts its steps costs: calls, and in how many seconds.
_CALLS, _IN_SECONDS = 28, 300


def room(per_second: float) -> int:
    """For how many sessions that post their steps so many calls a second are enough."""
    return int(per_second * _IN_SECONDS / _CALLS)


class Priority(IntEnum):
    """Who goes first when the pace holds calls back."""

    STEP = 0
    ANSWER = 1
    BREAK = 2
    REMINDER = 3
    TIDY = 4


class Refusal(StrEnum):
    """Why a message could not be delivered, as far as it changes what happens next."""

    DMS_CLOSED = "dms_closed"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    TOKEN_OVER = "token_over"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Discord took it."""

    channel_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Discord did not take it, or was not asked any more."""

    why: Refusal


Outcome = Delivered | Refused


@dataclass(frozen=True, slots=True)
class Token:
    """An interaction's token: the only way to edit a private card. `expires_at` is real time."""

    text: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at:%H:%M:%S})"


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the bot's that stands in a channel."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Send:
    """One message owed to a session; `n` counts that session's sends. `claimed_at` is real time."""

    session_id: int
    n: int
    cue: int
    revision: int
    claimed_at: datetime

    @property
    def nonce(self) -> str:
        """Names this send for ever; at most 25 characters."""
        return f"s{self.session_id}.{self.n}"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What came of a send."""

    send: Send
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Speech:
    """Something a session has to say: a send of its own where `send` is set, otherwise an edit.

    `live` is the message to edit, `token` the way to a private card.
    """

    session: Session
    cue: int
    send: Send | None = None
    live: Message | None = None
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """An earlier message of a session, to be made one ticked line, or to be removed."""

    session: Session
    cue: int
    message: Message
    remove: bool = False
