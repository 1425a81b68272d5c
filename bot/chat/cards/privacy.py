"""What a person sees and takes away of what is stored about them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import discord

from bot.chat.buttons import Control, Style
from bot.chat.cards.face import Face, layout, view_of
from bot.chat.custom_id import CustomId
from bot.chat.words import privacy as words
from bot.core.options import Options
from bot.core.privacy import Counts, Entry, Erased
from bot.core.typed import spell_days_off

#: Larger whole numbers lose their last digits in many programs that read JSON.
_EXACT = 2**53

say = words.words()


def kept(counts: Counts) -> Face:
    """What is stored, how much of it, and for how long."""
    lines = [
        f"- {say.kinds[kind].format(count=counts[kind])}" for kind in say.kinds if kind in counts
    ]
    what = "\n".join(lines) or say.nothing
    texts = [f"### {say.title}", what, say.nothing_else if lines else "", say.how if lines else ""]
    return layout(texts)


def exported(file: discord.File) -> discord.ui.LayoutView:
    """The card that holds the file."""
    told = discord.ui.TextDisplay[discord.ui.LayoutView](
        f"### {say.export_title}\n{say.export_text}"
    )
    return view_of([told, discord.ui.File(file)])


def export_file(
    user_id: int, everything: Mapping[str, tuple[Entry, ...]], now: datetime
) -> discord.File:
    """All of it as a JSON file that a person can read."""
    text = json.dumps(told(user_id, everything, now), indent=2, ensure_ascii=False)
    return discord.File(io.BytesIO(text.encode()), say.file_name)


def told(
    user_id: int, everything: Mapping[str, tuple[Entry, ...]], now: datetime
) -> dict[str, object]:
    """What stands in the file."""
    about, made_at, identifier = say.file_keys
    head = {about: say.file_about, made_at: _plain(now), identifier: str(user_id)}
    if not everything:
        head[about] = say.file_nothing
    kinds = {say.file_kinds[kind]: _entries(entries) for kind, entries in everything.items()}
    return {**head, **kinds}


def erase_first(user_id: int) -> Face:
    """The question before everything goes, with one button."""
    means = CustomId("member", user_id, "erase")
    button = Control.labelled(say.erase_button, means, Style.danger)
    return layout([f"### {say.erase_title}", say.erase_text], [button])


def erased(it: Erased) -> Face:
    """What is gone, and what may still hold it."""
    if not it.gone:
        return layout([f"### {say.erased_nothing}", *_remains(it)])
    what = _listed([say.erased_kinds[kind] for kind in say.erased_kinds if kind in it.gone])
    gone = say.erased_text.format(what=what)
    return layout([f"### {say.erased_title}", gone, *_remains(it), say.fresh_start])


def _remains(it: Erased) -> Iterable[str]:
    if it.traces:
        yield say.traces
    if it.backups_days is None:
        yield say.no_backups
    else:
        yield say.backups.format(days=it.backups_days)
    if it.old_copies:
        yield say.old_copies


def _listed(names: Sequence[str]) -> str:
    """`a, b and c`"""
    *first, last = names
    return say.last_and.join([say.comma.join(first), last]) if first else last


def _entries(entries: tuple[Entry, ...]) -> list[dict[str, object]]:
    return [{_name(column): _plain(it) for column, it in entry.items()} for entry in entries]


def _name(column: str) -> str:
    return say.file_columns.get(column, column.replace("_", " "))


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case timedelta():
            return value.total_seconds()
        case int() if abs(value) > _EXACT:
            return str(value)
        case Options():
            return value.spelled()
        case frozenset():
            return spell_days_off(value) or None
        case date():
            return value.isoformat()
    return value
