"""The cards of `/exercises`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat import custom_id
from bot.chat.buttons import Control, Style
from bot.chat.cards.face import Face, layout
from bot.chat.custom_id import CustomId
from bot.chat.words import exercises as words
from bot.chat.words import minutes
from bot.core.exercise import Exercise, Routine, length
from bot.core.library import Library
from bot.core.options import Options
from bot.core.picture import Picture, picture_names, shown
from bot.core.session import Place, Request

say = words.words()


def browse(library: Library, source: str | None, user_id: int) -> Face:
    """The exercise or routine of this id, with the way to its neighbours; by default the first."""
    every = list(library)
    at = next((n for n, it in enumerate(every) if it.id == source), 0)
    it = every[at]
    texts = [f"### {it.title}", it.purpose, *_about(library, it)]
    texts.append(f"-# {say.place.format(n=at + 1, count=len(every))}")
    neighbours = every[at - 1], every[(at + 1) % len(every)]
    pictures = _picture(library, it)
    return layout(texts, _buttons(it, neighbours, user_id), pictures=pictures)


def _about(library: Library, it: Routine | Exercise) -> Iterator[str]:
    parts = dict.fromkeys(step.exercise for step in it.whole if step.exercise)
    exercises = [library.exercises[name] for name in parts]
    yield say.length.format(length=minutes(length(it.whole)), postures=_postures(library, it))
    if isinstance(it, Routine):
        named = "\n".join(f"- {exercise.title}" for exercise in exercises)
        yield f"**{say.parts}**\n{named}"
    cautions = dict.fromkeys(line for exercise in exercises for line in exercise.cautions)
    yield "\n".join((f"**{say.care}**", *(f"- {line}" for line in cautions)))


def _postures(library: Library, it: Routine | Exercise) -> str:
    moves = {step.exercise for step in it.whole if step.exercise}
    standing = any(
        name.startswith(f"{move}-standing") for move in moves for name in library.pictures
    )
    return say.postures if standing else say.seated


def _picture(library: Library, it: Routine | Exercise) -> tuple[Picture, ...]:
    first = next(n for n, step in enumerate(it.whole) if step.exercise)
    return shown(picture_names(it.whole, first, Options()), library.pictures)[-1:]


def _buttons(
    it: Routine | Exercise, neighbours: tuple[Routine | Exercise, ...], user_id: int
) -> Iterator[Control]:
    before, after = neighbours
    start = CustomId("member", user_id, "start", custom_id.packed(Request(it.id, Place.PRIVATE)))
    yield Control.labelled(say.previous_button, _show(user_id, before, "previous"))
    yield Control.labelled(say.next_button, _show(user_id, after, "next"))
    yield Control.labelled(say.start_button, start, Style.primary)


def _show(user_id: int, it: Routine | Exercise, verb: str) -> CustomId:
    return CustomId("library", user_id, verb, (it.id,))
