"""What stands in a button's `custom_id`: version, kind, id, verb, and what the verb needs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.delivery import Send
from bot.core.posting import Owner, Posting
from bot.core.script import Pace
from bot.core.session import Place, Request

#: Grows when the parts change their meaning; buttons of older versions must still be answered.
VERSION = "1"
_LONGEST = 100
#: No database gives an id this large.
_NO_ID = 2**63


@dataclass(frozen=True, slots=True)
class CustomId:
    """A button's meaning. `id` is the row it belongs to."""

    kind: str
    id: int
    verb: str
    rest: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = ":".join((VERSION, self.kind, str(self.id), self.verb, *self.rest))
        assert len(text) <= _LONGEST, text
        return text


def read(text: str) -> CustomId | None:
    """The meaning of a `custom_id`; None where this program never wrote it."""
    version, *parts = text.split(":")
    if version != VERSION or len(parts) < 3:
        return None
    kind, row, verb, *rest = parts
    if not (row.isascii() and row.isdigit() and len(row) < 20 and int(row) < _NO_ID):
        return None
    return CustomId(kind, int(row), verb, tuple(rest))


def of_session(session_id: int, verb: str, n: int, step: int | None = None) -> CustomId:
    """A button on the card of send `n`, which stands at `step`.

    It also tells that send's message from others.
    """
    at = () if step is None else (str(step),)
    return CustomId("session", session_id, verb, (str(n), *at))


def step_of(rest: tuple[str, ...]) -> int | None:
    """The step that the card of a session's button stands at, if the button says so."""
    said = rest[1] if len(rest) > 1 else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else None


def belongs_to(text: str, send: Send) -> bool:
    """Whether a button with this `custom_id` stands on the message of that send."""
    it = read(text)
    return bool(
        it and it.kind == "session" and it.id == send.session_id and it.rest[:1] == (str(send.n),)
    )


_KINDS = {Owner.OCCURRENCE: "occurrence", Owner.REMINDER: "reminder"}


def is_of(text: str, posting: Posting) -> bool:
    """Whether a button with this `custom_id` stands on that message."""
    it = read(text)
    ours = it is not None and (it.kind, it.id) == (_KINDS[posting.owner], posting.owner_id)
    return bool(it and ours and it.rest[:1] == (str(posting.n),))


def packed(asked: Request) -> tuple[str, ...]:
    """A request, as far as a button must carry it; the place of the press gives the rest."""
    return (asked.source, asked.place, asked.pace or "")


def unpacked(rest: tuple[str, ...], guild_id: int | None, channel_id: int | None) -> Request | None:
    """The request a button carries; None where it is not one."""
    try:
        source, place, pace = rest
        return Request(source, Place(place), Pace(pace) if pace else None, guild_id, channel_id)
    except ValueError:
        return None
