"""The last weeks as a small picture: a row a week, a column a weekday.

A day with something finished is a disc with a tick, any other day a small dot, a day to come is
blank; a frame stands around today. Own background, so it reads on dark and on light.
"""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from bot.chat.words import progress as words
from bot.core.progress import Progress

#: Drawn this much larger and scaled down, which smooths every edge.
_FINE = 3
_WIDTH, _HEIGHT, _CORNER, _EDGE = 640, 420, 28, 3
_LEFT, _TOP, _COLUMN, _ROW = 198, 92, 65, 84
_DISC, _DOT, _FRAME = 25, 5, 32
_LETTER, _LABEL = 28, 28
_PAPER, _LINE, _INK, _SOFT, _DONE = "#FDF6E9", "#B4C4C2", "#2B3947", "#5C6870", "#2F7D76"

say = words.words()


def draw(it: Progress) -> bytes:
    """The picture as a PNG."""
    image = Image.new("RGB", (_WIDTH * _FINE, _HEIGHT * _FINE), _PAPER)
    pen = ImageDraw.Draw(image)
    for column, letter in enumerate(say.day_letters):
        _write(pen, (_x(column), 46), letter, _LETTER, _SOFT, "mm")
    for row, week in enumerate(it.weeks):
        label = say.this_week if week is it.weeks[-1] else short(week.monday)
        _write(pen, (32, _y(row)), label, _LABEL, _INK, "lm")
        for column, day in enumerate(week.days):
            _day(pen, (_x(column), _y(row)), day in week.done, day, it.today)
    written = io.BytesIO()
    _rounded(image).save(written, "PNG", optimize=True)
    return written.getvalue()


def short(monday: date) -> str:
    """A date with room for little."""
    return say.monday.format(day=monday.day, month=say.months[monday.month - 1][: say.short_month])


def _day(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], done: bool, day: date, today: date
) -> None:
    if day == today:
        pen.rounded_rectangle(_box(at, _FRAME), 12 * _FINE, outline=_INK, width=3 * _FINE)
    if done:
        pen.ellipse(_box(at, _DISC), fill=_DONE)
        tick = [(at[0] + x, at[1] + y) for x, y in ((-11, 0), (-3, 9), (12, -9))]
        fine = [(x * _FINE, y * _FINE) for x, y in tick]
        pen.line(fine, fill=_PAPER, width=5 * _FINE, joint="curve")
    elif day <= today:
        pen.ellipse(_box(at, _DOT), fill=_SOFT)


def _rounded(image: Image.Image) -> Image.Image:
    """The finished card with round, see-through corners and a thin edge."""
    mask = Image.new("L", image.size, 0)
    whole = (0, 0, image.width - 1, image.height - 1)
    radius = _CORNER * _FINE
    ImageDraw.Draw(mask).rounded_rectangle(whole, radius, fill=255)
    ImageDraw.Draw(image).rounded_rectangle(whole, radius, outline=_LINE, width=_EDGE * _FINE)
    size, smooth = (_WIDTH, _HEIGHT), Image.Resampling.BOX
    small = image.resize(size, smooth)
    small.putalpha(mask.resize(size, smooth))
    return small


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: float,
    colour: str,
    anchor: str,
) -> None:
    font = ImageFont.load_default(size * _FINE)
    pen.text((at[0] * _FINE, at[1] * _FINE), text, colour, font, anchor)


def _box(at: tuple[float, float], half: float) -> tuple[float, float, float, float]:
    x, y = at
    return (x - half) * _FINE, (y - half) * _FINE, (x + half) * _FINE, (y + half) * _FINE


def _x(column: int) -> float:
    return _LEFT + column * _COLUMN


def _y(row: int) -> float:
    return _TOP + 16 + row * _ROW
