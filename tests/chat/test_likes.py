"""`/settings`, `/exercises`, what hurts, and how it felt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.words import full_date
from bot.chat.words import reminder as reminder_module
from bot.chat.words import session as session_words
from bot.chat.words import settings as settings_words
from bot.chat.words import teambreak as teambreak_words
from bot.core.library import Library

from .stage import Stage, headline, labels, text

say, words = session_words.words(), settings_words.words()
reminder_words, break_words = reminder_module.words(), teambreak_words.words()


async def test_settings_without_an_option_shows_them_all(stage: Stage) -> None:
    shown = await stage.slash(stage.anna, "settings")

    assert shown.response
    assert shown.response.ephemeral
    assert "**Pace**: Normal" in text(shown.response)
    assert "**Zone**: not set yet" in text(shown.response)


async def test_what_is_set_is_remembered_and_the_rest_stays(stage: Stage) -> None:
    await stage.slash(stage.anna, "settings", pace="slow", zone="Europe/Berlin")

    await stage.slash(stage.anna, "settings", posture="standing")

    told = text((await stage.slash(stage.anna, "settings")).response)
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


async def test_an_answer_names_what_was_changed_and_nothing_else(stage: Stage) -> None:
    changed = await stage.slash(stage.anna, "settings", pace="slow", working_hours="9-5")
    again = await stage.slash(stage.anna, "settings", pace="slow")

    assert text(changed.response) == (
        f"### {words.noted}\n**Pace**: Slow\n**Working hours**: 09:00-17:00\n-# {words.rest}"
    )
    assert text(again.response) == f"{words.same}\n-# {words.rest}"


async def test_a_city_typed_out_is_its_zone_and_a_country_of_several_is_asked_about(
    stage: Stage,
) -> None:
    found = await stage.slash(stage.anna, "settings", zone=" berlin")
    several = await stage.slash(stage.anna, "settings", zone="Germany")

    assert "**Zone**: Europe/Berlin" in text(found.response)
    assert text(several.response) == break_words.several_zones.format(
        part="Germany", zones="Europe/Berlin or Europe/Busingen"
    )


async def test_what_cannot_be_read_is_said_with_an_example_to_come(stage: Stage) -> None:
    example = stage.env.now().date() + timedelta(days=7)
    later = example + timedelta(days=7)
    night = await stage.slash(stage.anna, "settings", working_hours="22:00-6:00")
    nobody = await stage.slash(stage.anna, "settings", days_off="2026-12-24")
    far = await stage.slash(stage.anna, "settings", zone="UTC", days_off="2099-12-24")
    vague = await stage.slash(stage.anna, "settings", zone="UTC", days_off="christmas")

    assert text(night.response) == words.refused_working_hours_crosses_midnight.format(
        value="22:00-6:00"
    )
    assert text(nobody.response) == words.refused_days_off_no_zone
    assert text(far.response) == words.refused_days_off_too_far.format(
        value="2099-12-24", example=example
    )
    assert text(vague.response) == words.refused_days_off.format(
        value="christmas", example=example, later=later
    )


async def test_the_answer_says_that_reminders_moved_and_when_the_next_comes(stage: Stage) -> None:
    await reminded(stage, time="10:25")
    one = await stage.slash(stage.anna, "settings", zone="Tokyo")
    await reminded(stage, every=60)

    two = await stage.slash(stage.anna, "settings", zone="Berlin", working_hours="9-12")

    assert f"{reminder_words.followed_one} Next: <t:" in text(one.response)
    assert f"{reminder_words.followed_many.format(count=2)} Next: <t:" in text(two.response)
    listed = text((await stage.slash(stage.anna, "reminder list")).response)
    assert "10:25, mon-fri, Europe/Berlin" in listed
    assert "every 60 minutes from 09:00-12:00, mon-fri, Europe/Berlin" in listed


async def test_a_zone_given_with_a_new_reminder_says_that_the_others_moved(stage: Stage) -> None:
    await reminded(stage, time="10:25")

    added = await stage.slash(stage.anna, "reminder add", time="11:25", zone="tokyo")

    assert "Your zone is Asia/Tokyo now. Your reminder goes by that" in text(added.response)


async def test_days_off_are_shown_everywhere_and_taken_back_with_a_word(stage: Stage) -> None:
    await reminded(stage, time="10:25")
    today = stage.env.now().date()
    week = f"{today}..{today + timedelta(days=6)}"

    noted = await stage.slash(stage.anna, "settings", days_off=week)
    shown = await stage.slash(stage.anna, "settings")
    listed = await stage.slash(stage.anna, "reminder list")
    back = await stage.slash(stage.anna, "settings", days_off="none")

    assert f"**Days off**: {week}" in text(noted.response)
    assert reminder_words.followed_one in text(noted.response)
    assert f"**Days off**: {week}" in text(shown.response)
    assert reminder_words.days_off.format(days=week) in text(listed.response)
    assert f"**Days off**: {words.nothing_off}" in text(back.response)


async def test_a_reminder_is_paused_until_a_day_and_says_so(stage: Stage) -> None:
    await reminded(stage, time="10:25")
    day = stage.env.now().date() + timedelta(days=20)

    wrong = await stage.slash(stage.anna, "reminder pause", reminder="1", until="easter")
    paused = await stage.slash(stage.anna, "reminder pause", reminder="1", until=f"{day}")
    listed = await stage.slash(stage.anna, "reminder list")
    resumed = await stage.slash(stage.anna, "reminder resume", reminder="1")

    assert text(wrong.response) == break_words.no_date.format(
        part="easter", example=stage.env.now().date() + timedelta(days=7)
    )
    assert reminder_words.paused_until.format(day=full_date(day)) in text(paused.response)
    assert text(paused.response).count("<t:") == 3
    assert f"paused until {full_date(day)}, then <t:" in text(listed.response)
    assert reminder_words.resumed in text(resumed.response)
    assert text(resumed.response).count("<t:") == 3


async def test_one_that_cannot_reach_its_person_stays_as_it_is(stage: Stage) -> None:
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=1)
    await stage.slash(stage.anna, "reminder add", time="10:25", zone="UTC")
    await stage.play(1)
    day = stage.env.now().date() + timedelta(days=20)

    paused = await stage.slash(stage.anna, "reminder pause", reminder="1", until=f"{day}")

    assert text(paused.response) == reminder_words.stays.format(state=reminder_words.state_closed)


async def reminded(stage: Stage, **options: Any) -> None:
    """A confirmed reminder of Anna's, in UTC."""
    before = len(stage.dms(stage.anna)) if stage.anna.user.dm_channel else 0
    await stage.slash(stage.anna, "settings", zone="UTC")
    await stage.slash(stage.anna, "reminder add", **options)
    await stage.play(1)
    assert len(stage.dms(stage.anna)) == before + 1
    await stage.anna.user.click(stage.dms(stage.anna)[-1], label=reminder_words.confirm_button)


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


async def test_exercises_shows_every_one_and_comes_round(stage: Stage, library: Library) -> None:
    shown = await stage.slash(stage.anna, "exercises")
    titles = [headline(shown.response)]
    for _ in library:
        await stage.anna.click(shown.response, label="Next")
        titles.append(headline(shown.response))

    assert titles.pop() == titles[0]
    assert sorted(titles) == sorted(exercise.title for exercise in library)


async def test_exercises_starts_the_one_it_shows(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play()
    shown = await stage.slash(stage.anna, "exercises")
    await stage.anna.click(shown.response, label="Next")

    await stage.anna.click(shown.response, label="Start")

    assert headline(shown.response) == "Arrive"
    assert "Three-minute reset" in text(shown.response)


@pytest.mark.parametrize(
    ("posture", "own", "other"),
    [
        ("seated", "Sit tall, neck soft.", "Feet shoulder-width apart."),
        ("standing", "Feet shoulder-width apart.", "Sit tall, neck soft."),
    ],
)
async def test_without_pictures_the_text_says_how_to_sit_or_stand(
    stage: Stage, posture: str, own: str, other: str
) -> None:
    await stage.slash(stage.anna, "settings", posture=posture, pictures="none")
    begun = await stage.relax(stage.anna)

    assert own in text(begun.response)
    assert other not in text(begun.response)
    assert "Seated:" not in text(begun.response)


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
