from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from simcord.components import COMPONENTS_V2_FLAG, validate_components

from bot.chat.cards import progress as progress_card
from bot.chat.cards import progress_picture
from bot.chat.words import progress as words
from bot.core.progress import Progress, Tone, progress

from .stage import Stage, components, text

say = words.words()
#: A Thursday.
NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)


def weeks(*days_ago: int, zone: str | None = None) -> Progress:
    return progress([NOW - timedelta(days=it) for it in days_ago], NOW, zone)


def image(it: Progress) -> Image.Image:
    return Image.open(io.BytesIO(progress_picture.draw(it)))


def gallery(message: Any) -> dict[str, Any]:
    (found,) = [it for it in components(message) if it["type"] == 12]
    (item,) = found["items"]
    return item


async def test_progress_shows_the_person_alone_a_picture_with_its_words(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play()

    asked = await stage.slash(stage.anna, "progress")

    assert asked.response
    assert asked.response.ephemeral
    assert "This week so far: Thursday." in gallery(asked.response)["description"]
    assert say.sentences["today"] in text(asked.response)
    assert say.in_utc in text(asked.response)
    (file,) = asked.response.attachments
    assert stage.env.backend.cdn.get(file.url).startswith(b"\x89PNG")


async def test_of_somebody_new_it_is_blank_and_keeps_nothing(stage: Stage) -> None:
    asked = await stage.slash(stage.ben, "progress")

    assert say.sentences["nothing_yet"] in text(asked.response)
    assert stage.ask("SELECT * FROM member") == []


async def test_what_others_finished_is_not_seen(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play()

    asked = await stage.slash(stage.ben, "progress")

    assert "Thursday" not in gallery(asked.response)["description"]


async def test_progress_works_everywhere_for_everyone(stage: Stage) -> None:
    put = next(it for it in stage.env.http_requests if it.method == "PUT")
    command = next(it for it in put.json if it["name"] == "progress")

    assert sorted(command["contexts"]) == [0, 1, 2]
    assert sorted(command["integration_types"]) == [0, 1]


async def test_the_card_keeps_discords_limits() -> None:
    view, file = progress_card.card(weeks(*range(40)), b"")

    validate_components(view.to_components(), flags=COMPONENTS_V2_FLAG)
    assert file.description
    assert len(file.description) <= 1024


async def test_the_card_says_by_whose_clocks_a_day_counts() -> None:
    view, _ = progress_card.card(weeks(0, zone="Europe/Berlin"), b"")

    assert "Europe/Berlin" in str(view.to_components())


def test_the_words_beside_the_picture_say_all_of_it() -> None:
    assert progress_card.alt(weeks(0, 2, 3, 10, *range(11, 18))) == (
        "Days on which you finished something, oldest week first. "
        "Week of 26 October: rest. "
        "Week of 2 November: every day. "
        "Week of 9 November: Monday. "
        "This week so far: Monday, Tuesday and Thursday."
    )


def test_every_tone_has_its_sentence_and_none_counts() -> None:
    assert set(say.sentences) == set(Tone)
    assert not any(sign.isdigit() for it in say.sentences.values() for sign in it)


def test_the_picture_is_small_and_has_round_see_through_corners() -> None:
    it = weeks(*range(28))
    shown = image(it)

    assert shown.mode == "RGBA"
    assert shown.getpixel((0, 0))[3] == 0
    assert shown.getpixel((shown.width // 2, shown.height // 2))[3] == 255
    assert len(progress_picture.draw(it)) < 60_000


@pytest.mark.parametrize("days", [(), (0,), (0, 7)])
def test_a_done_day_differs_also_without_colour(days: tuple[int, ...]) -> None:
    grey, with_one_more = image(weeks(*days)).convert("L"), image(weeks(*days, 3)).convert("L")

    changed = sum(a != b for a, b in zip(grey.tobytes(), with_one_more.tobytes(), strict=True))
    assert changed > 500


def test_days_to_come_are_blank() -> None:
    tomorrow = NOW + timedelta(days=1)

    def empty(shown: Image.Image, column: int) -> bool:
        at = (progress_picture._x(column), progress_picture._y(3))
        return shown.convert("RGB").getpixel((round(at[0]), round(at[1]))) == (0xFD, 0xF6, 0xE9)

    assert empty(image(weeks()), tomorrow.weekday())
    assert not empty(image(weeks()), NOW.weekday() - 1)
