"""`/settings`, `/exercises`, what hurts, and how it felt."""

from __future__ import annotations

import pytest

from bot.chat.words import session as session_words

from .stage import Stage, headline, labels, text

say = session_words.words()


async def test_settings_without_an_option_shows_them_all(stage: Stage) -> None:
    shown = await stage.slash(stage.anna, "settings")

    assert shown.response
    assert shown.response.ephemeral
    assert "**Pace**: Normal" in text(shown.response)
    assert "**Zone**: not set yet" in text(shown.response)


async def test_what_is_set_is_remembered_and_the_rest_stays(stage: Stage) -> None:
    await stage.slash(stage.anna, "settings", pace="slow", zone="Europe/Berlin")

    shown = await stage.slash(stage.anna, "settings", posture="standing")

    told = text(shown.response)
    assert "**Pace**: Slow" in told
    assert "**Posture**: Standing" in told
    assert "**Zone**: Europe/Berlin" in told


@pytest.mark.parametrize(
    ("setting", "value"),
    [("zone", "Middle/Earth"), ("working_hours", "late"), ("leave_out", "handstand")],
)
async def test_what_cannot_be_set_is_said_and_changes_nothing(
    stage: Stage, setting: str, value: str
) -> None:
    shown = await stage.slash(stage.anna, "settings", **{setting: value}, pace="slow")

    assert value in text(shown.response)
    assert stage.ask("SELECT pace FROM member") == []


async def test_relax_follows_the_settings_and_its_own_options_win(stage: Stage) -> None:
    await stage.slash(stage.anna, "settings", pace="slow", posture="standing")
    begun = await stage.relax(stage.anna)
    await stage.anna.click(begun.response, label="Stop")

    await stage.slash(stage.anna, "relax", pace="brisk")

    assert stage.ask("SELECT pace, options FROM session ORDER BY id") == [
        ("slow", "standing|||moving|messages"),
        ("brisk", "standing|||moving|messages"),
    ]


async def test_a_left_out_move_is_not_in_the_routine_and_comes_back(stage: Stage) -> None:
    await stage.slash(stage.anna, "settings", leave_out="neck-rolls")
    without = await stage.relax(stage.anna, exercise="five-minute-reset")
    await stage.anna.click(without.response, label="Stop")
    await stage.slash(stage.anna, "settings", leave_out="neck-rolls")

    again = await stage.slash(stage.anna, "relax", exercise="five-minute-reset")

    assert "5:00" in text(again.response)
    assert "5:00" not in text(without.response)


async def test_steps_in_dms_as_edits_are_one_message(stage: Stage) -> None:
    await stage.slash(stage.anna, "settings", dm_steps="edits")
    await stage.relax(stage.anna, where="dm")

    await stage.play()

    assert [headline(it) for it in stage.dms(stage.anna)] == ["Done: Ninety-second reset"]


async def test_stop_this_hurts_ends_at_once_with_advice_and_offers_to_leave_it_out(
    stage: Stage,
) -> None:
    begun = await stage.relax(stage.anna)

    await stage.anna.click(begun.response, label=say.hurts_button)

    assert stage.ask("SELECT state FROM session") == [("stopped",)]
    assert "Call your emergency number" in text(begun.response)
    assert labels(begun.response) == ["Leave out Shoulder rolls"]


async def test_leaving_it_out_keeps_no_reason(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.anna.click(begun.response, label=say.hurts_button)

    await stage.anna.click(begun.response, label="Leave out Shoulder rolls")

    assert "is left out from now on" in text(begun.response)
    assert stage.ask("SELECT options FROM member") == [("seated||shoulder-rolls|moving|messages",)]


@pytest.mark.parametrize("feel", ["Better", "Same", "Worse"])
async def test_how_it_felt_is_answered_once_and_not_stored(stage: Stage, feel: str) -> None:
    begun = await stage.relax(stage.anna)
    await stage.play()
    before = stage.ask("SELECT * FROM session") + stage.ask("SELECT * FROM member")

    await stage.anna.click(begun.response, label=feel)

    assert getattr(say, f"feels_{feel.lower()}") in text(begun.response)
    assert labels(begun.response) == ([] if feel == "Worse" else ["Again tomorrow", "Once more"])
    assert stage.ask("SELECT * FROM session") + stage.ask("SELECT * FROM member") == before


async def test_exercises_shows_every_one_and_comes_round(stage: Stage) -> None:
    shown = await stage.slash(stage.anna, "exercises")
    seen = [headline(shown.response)]
    while len(seen) < 8:
        await stage.anna.click(shown.response, label="Next")
        seen.append(headline(shown.response))

    assert len(set(seen)) == 7
    assert seen[7] == seen[0]


async def test_exercises_starts_the_one_it_shows(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play()
    shown = await stage.slash(stage.anna, "exercises")
    await stage.anna.click(shown.response, label="Next")

    await stage.anna.click(shown.response, label="Start")

    assert headline(shown.response) == "Arrive"
    assert "Three-minute reset" in text(shown.response)


async def test_a_routine_with_nothing_left_offers_one_that_has_something(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.anna.click(begun.response, label="Stop")
    await stage.slash(stage.anna, "settings", leave_out="shoulder-rolls")

    asked = await stage.slash(stage.anna, "relax")
    offered = text(asked.response)
    await stage.anna.click(asked.response, label="Begin Three-minute reset")

    assert "You left out every move in **Ninety-second reset**" in offered
    assert "Let it hang" in text(asked.response)
    assert "Get ready" not in text(asked.response)


@pytest.mark.parametrize("typed", ["Neck rolls (1:08)", "neck rolls", "neck"])
async def test_a_title_typed_out_begins_what_it_names(stage: Stage, typed: str) -> None:
    await stage.relax(stage.anna, exercise=typed)

    assert stage.ask("SELECT source FROM session") == [("neck-rolls",)]
