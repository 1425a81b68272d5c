"""The breath pacer: a flower opens with the breath in, a smooth disc closes with it out."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from drawing import palette
from drawing.canvas import Canvas
from drawing.curves import Point

Breath = tuple[int, int]

_SIZE = (400, 300)
_FRAME_MS = 100
_SMALL, _LARGE = 62.0, 112.0
_PETALS = 8
_TURN = 0.5
_EDGES = (("card", "deep"), ("card", "accent"))
_CLEAR = 0
_UNUSED = (255, 0, 255)
_CORNER = 26


def read(path: Path) -> dict[str, Breath]:
    """Each pacer's seconds in and out, by the name of its picture."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"pacer-{start}-{end}": (start, end) for start, end in told["breaths"]}


def loop(breath: Breath) -> bytes:
    """A GIF that lasts exactly one breath and repeats for ever."""
    shades = [_UNUSED, *palette.blends(_EDGES, 4)]
    corners = _corners()
    frames = []
    for image in _frames(breath):
        frame = palette.reduced(image, shades)
        frame.paste(_CLEAR, mask=corners)
        frames.append(frame)
    file = BytesIO()
    frames[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=_FRAME_MS,
        loop=0,
        transparency=_CLEAR,
        disposal=1,
        optimize=True,
    )
    return file.getvalue()


def _frames(breath: Breath) -> Iterator[Image.Image]:
    for inward, seconds in zip((True, False), breath, strict=True):
        count = seconds * 1000 // _FRAME_MS
        for at in range(count):
            done = at / count
            gone = at * _FRAME_MS / 1000
            turn = min(1.0, gone / _TURN)
            yield _frame(inward, _ease(done), _ease(turn))


def _frame(inward: bool, done: float, turn: float) -> Image.Image:
    open_ = done if inward else 1 - done
    radius = _SMALL + (_LARGE - _SMALL) * open_
    wave = turn if inward else 1 - turn
    canvas = Canvas(_SIZE)
    edge = [_edge(radius, wave, angle) for angle in range(0, 361, 2)]
    canvas.area(edge, "deep")
    for side in (-1, 1):
        _pointer(canvas, side, inward)
    canvas.word(_middle(), "in" if inward else "out", 50, "card")
    return canvas.picture().convert("RGB")


def _edge(radius: float, wave: float, angle: float) -> Point:
    turned = math.radians(angle)
    petal = abs(math.cos(_PETALS / 2 * turned)) ** 0.8
    reach = radius * (1 + wave * (0.24 * petal - 0.16))
    x, y = _middle()
    return (x + reach * math.cos(turned), y + reach * math.sin(turned))


def _pointer(canvas: Canvas, side: int, inward: bool) -> None:
    x, y = _middle()
    near, far = x + side * 148, x + side * 174
    tip, base = (far, near) if inward else (near, far)
    head = [(tip, y), (base, y - 22), (base, y + 22)]
    canvas.area(head, "accent")
    canvas.stroke([*head, head[0]], 7, "accent")


def _middle() -> Point:
    return (_SIZE[0] / 2, _SIZE[1] / 2)


def _ease(share: float) -> float:
    return (1 - math.cos(math.pi * share)) / 2


def _corners() -> Image.Image:
    whole = Image.new("1", _SIZE, 1)
    edge = (0, 0, _SIZE[0] - 1, _SIZE[1] - 1)
    ImageDraw.Draw(whole).rounded_rectangle(edge, _CORNER, fill=0)
    return whole
