"""Few colours, so that files stay small: the canvas's own and the blends at their edges."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from drawing.canvas import COLOURS

_EDGES = (
    ("card", "ink"),
    ("calm", "ink"),
    ("pale", "ink"),
    ("card", "accent"),
    ("calm", "accent"),
    ("ink", "accent"),
    ("card", "calm"),
    ("card", "pale"),
    ("card", "mist"),
)
_CLEAR = 8


def still(image: Image.Image) -> Image.Image:
    """The picture in few colours; the see-through corners keep their soft edge."""
    alpha = image.getchannel("A")
    shades = blends(_EDGES, 5)
    levels = [level * 255 // _CLEAR for level in range(_CLEAR)]
    card = shades[0]
    few = reduced(image.convert("RGB"), shades)
    few.putpalette([value for shade in (*shades, *[card] * _CLEAR) for value in shade])
    for at in range(_CLEAR):
        near = alpha.point([255 * (value * _CLEAR // 255 == at) for value in range(256)])
        few.paste(len(shades) + at, mask=near)
    few.info["transparency"] = bytes([255] * len(shades) + levels)
    return few


def reduced(image: Image.Image, shades: Sequence[tuple[int, int, int]]) -> Image.Image:
    """The picture in these colours only, each by its place in the list."""
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for shade in shades for value in shade])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def blends(edges: Sequence[tuple[str, str]], steps: int) -> list[tuple[int, int, int]]:
    """The colours of each pair and the steps between them; the first pair's first one leads."""
    shades = []
    for first, second in edges:
        ends = _rgb(first), _rgb(second)
        for step in range(steps):
            share = step / (steps - 1)
            red, green, blue = (round(a + (b - a) * share) for a, b in zip(*ends, strict=True))
            shades.append((red, green, blue))
    return list(dict.fromkeys(shades))


def _rgb(name: str) -> tuple[int, int, int]:
    code = COLOURS[name]
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))
