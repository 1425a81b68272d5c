"""What a person chose once, and every session of theirs follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.exercise import Breath


class Posture(StrEnum):
    """How words and pictures tell it. Seated is the safer one to begin with."""

    SEATED = "seated"
    STANDING = "standing"


class Pictures(StrEnum):
    """Which pictures a card shows; each step's text alone is always enough."""

    MOVING = "moving"
    STILL = "still"
    NONE = "none"


class DmSteps(StrEnum):
    """Whether steps in direct messages are new messages, which sound, or silent edits of one."""

    MESSAGES = "messages"
    EDITS = "edits"


#: The breaths on offer, seconds in and out; the first is the one exercises are written for.
BREATHS = (Breath(4, 6), Breath(5, 5), Breath(3, 4), Breath(3, 6))


@dataclass(frozen=True, slots=True)
class Options:
    """`breath` None: as the exercise says. `left_out`: ids of exercises routines go without."""

    posture: Posture = Posture.SEATED
    breath: Breath | None = None
    left_out: frozenset[str] = frozenset()
    pictures: Pictures = Pictures.MOVING
    dm_steps: DmSteps = DmSteps.MESSAGES

    def spelled(self) -> str:
        """The options as one short text, to be kept."""
        breath = f"{self.breath.seconds_in}-{self.breath.seconds_out}" if self.breath else ""
        left_out = ",".join(sorted(self.left_out))
        return "|".join((self.posture, breath, left_out, self.pictures, self.dm_steps))


def read_options(text: str) -> Options:
    """What `spelled` wrote. Raises ValueError where it did not."""
    posture, breath, left_out, pictures, dm_steps = text.split("|")
    return Options(
        Posture(posture),
        read_breath(breath) if breath else None,
        frozenset(left_out.split(",")) if left_out else frozenset(),
        Pictures(pictures),
        DmSteps(dm_steps),
    )


def read_breath(text: str) -> Breath:
    """`4-6` as a breath. Raises ValueError for one that is not on offer."""
    for breath in BREATHS:
        if text == f"{breath.seconds_in}-{breath.seconds_out}":
            return breath
    raise ValueError(text)
