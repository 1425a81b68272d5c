"""Which pictures show a step, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.exercise import WORK, Breath, Kind, Step
from bot.core.options import Options, Pictures


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, and the words that alone are enough in its place."""

    name: str
    file_name: str
    alt: str
    content: bytes = field(default=b"", repr=False, compare=False)


def picture_names(steps: Sequence[Step], n: int, options: Options) -> Iterator[str]:
    """The names of what would show step number `n`, the most telling first."""
    step = steps[n]
    if options.pictures is Pictures.NONE:
        return
    if step.breath and options.pictures is Pictures.MOVING:
        yield _pacer(step.breath)
    yield from _stills(steps, n, options)


def shown(names: Iterator[str], drawn: dict[str, Picture]) -> tuple[Picture, ...]:
    """Those that are drawn; of stills that show the same thing the first."""
    pictures = [drawn[name] for name in names if name in drawn]
    pacers = [it for it in pictures if it.name.startswith("pacer-")]
    stills = [it for it in pictures if not it.name.startswith("pacer-")]
    return (*pacers, *stills[:1])


def _pacer(breath: Breath) -> str:
    return f"pacer-{breath.seconds_in}-{breath.seconds_out}"


def _stills(steps: Sequence[Step], n: int, options: Options) -> Iterator[str]:
    postures = (options.posture, "seated", "standing")
    for posture in postures:
        yield f"{_still(steps, n)}-{posture}{_side(steps[n])}"


def _still(steps: Sequence[Step], n: int) -> str:
    step = steps[n]
    if step.kind in WORK:
        return step.exercise
    following = steps[n + 1] if n + 1 < len(steps) else None
    if step.kind is Kind.SWITCH and following and following.side:
        return f"window-switch-to-{following.side}"
    return f"window-{'arrive' if n == 0 else step.kind}"


def _side(step: Step) -> str:
    return f"-{step.side}" if step.side and step.kind in WORK else ""
