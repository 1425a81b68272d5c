"""Points on smooth lines. Angles are in degrees, counter-clockwise from three o'clock."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

Point = tuple[float, float]

_PER_SPAN = 24


def smooth(through: Sequence[Point], closed: bool = False) -> list[Point]:
    """A smooth line through every point given; a closed one ends where it starts."""
    count = len(through)
    if count < 3:
        return list(through)
    spans = range(count if closed else count - 1)
    dense: list[Point] = []
    for at in spans:
        around = [_pick(through, at + step, closed) for step in (-1, 0, 1, 2)]
        dense += [_spline(around, step / _PER_SPAN) for step in range(_PER_SPAN)]
    dense.append(through[0] if closed else through[-1])
    return dense


def oval(
    at: Point, radius: Point, tilt: float = 0, start: float = 0, end: float = 360
) -> list[Point]:
    """Part of an oval from one angle to another, turned by `tilt`; `end < start` runs clockwise."""
    steps = max(8, round(abs(end - start) / 3))
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    flat = ((radius[0] * math.cos(angle), -radius[1] * math.sin(angle)) for angle in angles)
    return [_add(at, turned(point, tilt)) for point in flat]


def turned(point: Point, angle: float) -> Point:
    """The point turned about the origin."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return (point[0] * cosine + point[1] * sine, point[1] * cosine - point[0] * sine)


def evenly(line: Sequence[Point], gap: float) -> Iterator[tuple[float, Point]]:
    """Points about `gap` apart along the line, each with its share of the way (0 to 1)."""
    lengths = [math.dist(first, second) for first, second in pairwise(line)]
    reached = [0.0, *accumulate(lengths)]
    steps = max(1, round(reached[-1] / gap))
    span = 0
    for step in range(steps + 1):
        target = reached[-1] * step / steps
        while span < len(lengths) - 1 and reached[span + 1] < target:
            span += 1
        share = (target - reached[span]) / lengths[span] if lengths[span] else 0.0
        yield step / steps, _between(line[span], line[span + 1], share)


def shortened(line: Sequence[Point], start: float, end: float) -> list[Point]:
    """The line without its first `start` and its last `end` units."""
    whole = sum(math.dist(first, second) for first, second in pairwise(line))
    keep = [point for share, point in evenly(line, 1) if start <= share * whole <= whole - end]
    return keep or list(line)


def _pick(points: Sequence[Point], at: int, closed: bool) -> Point:
    if closed:
        return points[at % len(points)]
    return points[min(max(at, 0), len(points) - 1)]


def _spline(around: Sequence[Point], t: float) -> Point:
    def axis(a: float, b: float, c: float, d: float) -> float:
        bend = (2 * a - 5 * b + 4 * c - d) * t + (3 * b - a - 3 * c + d) * t * t
        return 0.5 * (2 * b + (c - a + bend) * t)

    xs, ys = zip(*around, strict=True)
    return (axis(*xs), axis(*ys))


def _add(first: Point, second: Point) -> Point:
    return (first[0] + second[0], first[1] + second[1])


def _between(first: Point, second: Point, share: float) -> Point:
    return (
        first[0] + (second[0] - first[0]) * share,
        first[1] + (second[1] - first[1]) * share,
    )
