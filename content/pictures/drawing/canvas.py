"""A card to draw on: bands, areas, strokes and words in a few colours, edges made soft."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby, pairwise

from PIL import Image, ImageDraw, ImageFont, ImageOps

from drawing.curves import Point, evenly, shortened

#: The size of every still, in pixels; sources use the same units.
SIZE = (960, 720)
#: How thick outlines are.
LINE = 9
#: All colours there are. Meaning never hangs on one of them alone.
COLOURS = {
    "card": "#fdf6e9",
    "ink": "#2b3947",
    "calm": "#8cc4ba",
    "pale": "#dde9e3",
    "deep": "#2f7d76",
    "accent": "#c8471f",
    "mist": "#b4c4c2",
}

_FINE = 4
_STEP = 3
_CORNER = 44
_HALO = 7


class Canvas:
    """Draws at four times the size and shrinks at the end. Words lie above everything else."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self._size = size
        self.width = size[0]
        self._image = Image.new("RGB", (size[0] * _FINE, size[1] * _FINE), COLOURS["card"])
        self._draw = ImageDraw.Draw(self._image)

    def band(self, line: Sequence[Point], widths: Sequence[float], colour: str) -> None:
        """A rounded band along the line, as wide as `widths` says, spread along its way."""
        steps = [(point, _spread(widths, share) / 2) for share, point in evenly(line, _STEP)]
        for point, half in steps:
            self._disc(*point, half, colour)
        for (start, wide), (end, narrow) in pairwise(steps):
            across = _across(start, end)
            self.area(
                [
                    _moved(start, across, wide),
                    _moved(end, across, narrow),
                    _moved(end, across, -narrow),
                    _moved(start, across, -wide),
                ],
                colour,
            )

    def area(self, edge: Sequence[Point], colour: str) -> None:
        """The inside of a closed line."""
        self._draw.polygon([(x * _FINE, y * _FINE) for x, y in edge], fill=COLOURS[colour])

    def stroke(self, line: Sequence[Point], width: float, colour: str, dash: float = 0) -> None:
        """An open line with round ends; `dash` is the length of a dash and of the gap after it."""
        if not dash:
            self.band(line, [width], colour)
            return
        length = sum(math.dist(a, b) for a, b in pairwise(line))
        pieces = max(1, round((length / dash + 1) / 2)) * 2 - 1
        marks = ((int(min(share, 0.9999) * pieces), point) for share, point in evenly(line, _STEP))
        for piece, points in groupby(marks, lambda mark: mark[0]):
            if piece % 2 == 0:
                self.band([point for _, point in points], [width], colour)

    def arrow(
        self, line: Sequence[Point], width: float, colour: str, both: bool = False, dash: float = 0
    ) -> None:
        """A line with a head at its end, or at both; a rim keeps it apart from what is below."""
        head = width * 2.1
        shaft = shortened(line, head if both else 0, head)
        tips = [(shaft[-1], line[-1])] + ([(shaft[0], line[0])] if both else [])
        for rim, paint in ((_HALO, "card"), (0, colour)):
            self.stroke(shaft, width + 2 * rim, paint, 0 if rim else dash)
            for base, tip in tips:
                self._head(base, tip, width * 1.55, rim, paint)

    def mirror(self) -> None:
        """Swaps left and right of everything drawn so far."""
        self._image = ImageOps.mirror(self._image)
        self._draw = ImageDraw.Draw(self._image)

    def word(
        self,
        at: Point,
        text: str,
        size: float,
        colour: str,
        anchor: str = "mm",
        rim: str = "",
    ) -> None:
        """Text; a rim in a colour of its own keeps it readable on what is below."""
        font = ImageFont.load_default(size * _FINE)
        place = (at[0] * _FINE, at[1] * _FINE)
        rings = [(rim, _HALO * _FINE)] if rim else []
        for paint, ring in [*rings, (colour, size * _FINE / 34)]:
            ink = COLOURS[paint]
            self._draw.text(place, text, ink, font, anchor, stroke_width=ring, stroke_fill=ink)

    def picture(self) -> Image.Image:
        """The finished card with round, see-through corners."""
        mask = Image.new("L", self._image.size, 0)
        edge = (0, 0, mask.width - 1, mask.height - 1)
        ImageDraw.Draw(mask).rounded_rectangle(edge, _CORNER * _FINE, fill=255)
        whole = self._image.resize(self._size, Image.Resampling.BOX)
        whole.putalpha(mask.resize(self._size, Image.Resampling.BOX))
        return whole

    def _disc(self, x: float, y: float, half: float, colour: str) -> None:
        box = [(x - half) * _FINE, (y - half) * _FINE, (x + half) * _FINE, (y + half) * _FINE]
        self._draw.ellipse(box, fill=COLOURS[colour])

    def _head(self, base: Point, tip: Point, half: float, rim: float, colour: str) -> None:
        across = _across(base, tip)
        corners = [tip, _moved(base, across, half), _moved(base, across, -half)]
        self.area(corners, colour)
        self.stroke([*corners, tip], 6 + 2 * rim, colour)


def _spread(widths: Sequence[float], share: float) -> float:
    if len(widths) == 1:
        return widths[0]
    at = min(int(share * (len(widths) - 1)), len(widths) - 2)
    part = share * (len(widths) - 1) - at
    return widths[at] + (widths[at + 1] - widths[at]) * part


def _across(start: Point, end: Point) -> Point:
    long = math.dist(start, end) or 1.0
    return ((start[1] - end[1]) / long, (end[0] - start[0]) / long)


def _moved(point: Point, way: Point, far: float) -> Point:
    return (point[0] + way[0] * far, point[1] + way[1] * far)
