"""How every card looks: Components V2, at most 40 components and 4,000 characters."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.buttons import Control
from bot.core.picture import Picture

#: The colour is never the only sign of anything.
CALM, MOVING, OVER = discord.Colour(0x5B8A72), discord.Colour(0x3F7CAC), discord.Colour(0x8A8D93)

#: Buttons in a row, and characters on a card, at most.
_IN_A_ROW, _ON_A_CARD = 5, 4_000


@dataclass(frozen=True, slots=True)
class Face:
    """A card as Discord takes it. Its pictures go with every write: an edit drops what it omits."""

    view: discord.ui.LayoutView
    pictures: tuple[Picture, ...] = ()

    def files(self) -> list[discord.File]:
        """The pictures, to be uploaded once."""
        return [
            discord.File(io.BytesIO(it.content), it.file_name, description=it.alt)
            for it in self.pictures
        ]


def layout(
    texts: Iterable[str],
    controls: Iterable[Control] = (),
    colour: discord.Colour = CALM,
    pictures: tuple[Picture, ...] = (),
) -> Face:
    """A card of these texts, one under the other, then pictures, then rows of buttons.

    A list too long for one card ends with three dots.
    """
    parts: list[Any] = [discord.ui.TextDisplay(text) for text in _fitting(texts)]
    if pictures:
        parts.append(discord.ui.MediaGallery(*(_item(it) for it in pictures)))
    for row in _rows(controls):
        parts.append(discord.ui.ActionRow(*row))
    return Face(view_of(parts, colour), pictures)


def view_of(parts: Iterable[Any], colour: discord.Colour | None = None) -> discord.ui.LayoutView:
    """These components in a container, as discord.py sends them."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*parts, accent_colour=colour))
    # Presses find their way by `custom_id`. A view that is not stopped discord.py would keep, with
    # a task of its own, for a quarter of an hour after each answer that only its reader sees.
    view.stop()
    return view


def _fitting(texts: Iterable[str]) -> Iterator[str]:
    left = _ON_A_CARD
    for text in filter(None, texts):
        if len(text) > left:
            whole_lines, _, _ = text[: left - 1].rpartition("\n")
            yield f"{whole_lines}\n…"
            return
        yield text
        left -= len(text)


def _rows(controls: Iterable[Control]) -> Iterator[list[Any]]:
    buttons: list[Any] = list(controls)
    for first in range(0, len(buttons), _IN_A_ROW):
        yield buttons[first : first + _IN_A_ROW]


def _item(picture: Picture) -> discord.MediaGalleryItem:
    return discord.MediaGalleryItem(f"attachment://{picture.file_name}", description=picture.alt)


def note(text: str, *controls: Control) -> Face:
    """A short answer."""
    return layout([text], controls)


def titled(title: str, text: str) -> str:
    return f"**{title}**\n{text}"
