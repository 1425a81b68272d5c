"""Reads the sources: figures made of parts, and pictures made of figures and parts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image

from drawing.canvas import LINE, Canvas
from drawing.curves import Point, oval, smooth, turned

Figures = Mapping[str, "list[Part]"]


@dataclass(frozen=True)
class Part:
    """One table of a source file; `sources/README.md` says what each field means."""

    draw: str
    through: Sequence[Point] = ()
    at: Point = (0, 0)
    radius: Point = (0, 0)
    tilt: float = 0
    start: float = 0
    end: float = 360
    width: Sequence[float] = ()
    fill: str = "card"
    line: str = "ink"
    join: str = ""
    twin: bool = False
    sharp: bool = False
    both: bool = False
    dash: float = 0
    text: str = ""
    size: float = 48
    anchor: str = "mm"
    figure: str = ""
    scale: float = 1
    flip: bool = False
    ghost: bool = False

    @property
    def points(self) -> list[Point]:
        """The line this part follows."""
        if not self.through:
            return oval(self.at, self.radius, self.tilt, self.start, self.end)
        return list(self.through) if self.sharp else smooth(self.through, self.draw == "area")


@dataclass(frozen=True)
class _Place:
    at: Point = (0, 0)
    scale: float = 1
    flip: bool = False
    ghost: bool = False
    tilt: float = 0

    def put(self, point: Point) -> Point:
        across, down = turned((-point[0] if self.flip else point[0], point[1]), self.tilt)
        return (self.at[0] + across * self.scale, self.at[1] + down * self.scale)

    def inside(self, part: Part) -> _Place:
        return _Place(
            self.put(part.at),
            self.scale * part.scale,
            self.flip != part.flip,
            self.ghost or part.ghost,
            self.tilt + (-part.tilt if self.flip else part.tilt),
        )


def read(folder: Path) -> tuple[Figures, dict[str, dict[str, Any]]]:
    """All figures and pictures described in the folder, by name."""
    figures: dict[str, list[Part]] = {}
    pictures: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        source = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, tables in source.get("figure", {}).items():
            figures[name] = [Part(**table) for table in tables]
        pictures |= source.get("picture", {})
    return figures, pictures


def still(name: str, figures: Figures, pictures: Mapping[str, dict[str, Any]]) -> Image.Image:
    """The picture with this name; one that names a `mirror` is that one with other words."""
    told = pictures[name]
    mirrored = "mirror" in told
    tables = pictures[told["mirror"]]["parts"] if mirrored else told["parts"]
    painter = _Painter(figures)
    parts = [Part(**table) for table in tables]
    painter.paint(parts, _Place())
    if mirrored:
        painter.canvas.mirror()
    for part in parts:
        if part.draw == "word":
            painter.word(part, told.get("words", {}), mirrored)
    return painter.canvas.picture()


class _Painter:
    def __init__(self, figures: Figures) -> None:
        self.canvas = Canvas()
        self._figures = figures

    def paint(self, parts: Sequence[Part], place: _Place) -> None:
        """Draws parts in order; neighbours with the same `join` share one outline."""
        for _, group in groupby(enumerate(parts), lambda item: item[1].join or item[0]):
            joined = [twin for _, part in group for twin in _twins(part, place)]
            for part, where in joined:
                self._outline(part, where)
            for part, where in joined:
                self._inside(part, where)

    def word(self, part: Part, words: Mapping[str, str], mirrored: bool) -> None:
        """Writes a word; in a mirrored picture at the mirrored place."""
        across = self.canvas.width - part.at[0] if mirrored else part.at[0]
        side = {"l": "r", "r": "l"}.get(part.anchor[0], part.anchor[0]) if mirrored else None
        anchor = (side or part.anchor[0]) + part.anchor[1]
        text = words.get(part.text, part.text)
        rim = part.fill if part.fill != part.line else ""
        self.canvas.word((across, part.at[1]), text, part.size, part.line, anchor, rim)

    def _outline(self, part: Part, place: _Place) -> None:
        if part.draw not in {"limb", "area"}:
            return
        line = "mist" if place.ghost else part.line
        points = [place.put(point) for point in part.points]
        rim = 2 * _weight(place)
        if part.draw == "limb":
            widths = [width * place.scale + rim for width in part.width]
            self.canvas.band(points, widths, line)
        else:
            self.canvas.stroke([*points, points[0]], rim, line)

    def _inside(self, part: Part, place: _Place) -> None:
        if part.draw == "figure":
            self.paint(self._figures[part.figure], place.inside(part))
            return
        points = [place.put(point) for point in part.points] if part.draw != "word" else []
        fill = "card" if place.ghost else part.fill
        line = "mist" if place.ghost else part.line
        thick = part.width[0] * place.scale if part.width else _weight(place)
        if part.draw == "limb":
            self.canvas.band(points, [width * place.scale for width in part.width], fill)
        elif part.draw == "area":
            self.canvas.area(points, fill)
        elif part.draw == "line":
            plain = place.ghost and part.line != "ink"
            self.canvas.stroke(points, thick, "card" if plain else line, part.dash)
        elif part.draw == "arrow":
            self.canvas.arrow(points, thick, line, part.both, part.dash)
        elif part.draw != "word":
            raise ValueError(f"cannot draw {part.draw!r}")


def _weight(place: _Place) -> float:
    return LINE * max(place.scale, 0.6) if place.scale < 1 else LINE


def _twins(part: Part, place: _Place) -> Iterator[tuple[Part, _Place]]:
    yield part, place
    if part.twin:
        yield replace(part, twin=False), replace(place, flip=not place.flip)
