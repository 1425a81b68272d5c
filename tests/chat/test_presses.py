from __future__ import annotations

import logging

import pytest
from simcord.results import InteractionResult

from bot.chat.words import relax as words
from bot.chat.words import session as session_words

from .stage import Stage, headline, labels, text

say, session_say = words.words(), session_words.words()


async def test_pause_holds_the_card_where_it_is(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.play(12)

    await stage.anna.click(begun.response, label=session_say.pause_button)
    await stage.play(300)

    assert headline(begun.response) == session_say.paused
    assert "Shoulder rolls, your right" in text(begun.response)


async def test_a_paused_card_offers_to_resume_and_to_stop(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    await stage.anna.click(begun.response, label=session_say.pause_button)

    offered = labels(begun.response)
    assert session_say.resume_button in offered
    assert session_say.stop_button in offered
    assert session_say.pause_button not in offered


async def test_resume_goes_on_and_ends_later_by_the_pause(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.play(12)
    await stage.anna.click(begun.response, label=session_say.pause_button)
    await stage.play(60)

    await stage.anna.click(begun.response, label=session_say.resume_button)
    await stage.play(77)
    almost = headline(begun.response)
    await stage.play(1)

    assert almost == "Finish"
    assert headline(begun.response) == "Done: Ninety-second reset"
    assert "1:30" in text(begun.response)


async def test_stop_ends_it_at_once(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.play(12)

    await stage.anna.click(begun.response, label=session_say.stop_button)
    await stage.play()

    assert headline(begun.response) == "Stopped: Ninety-second reset"
    assert "0:12" in text(begun.response)


async def test_in_direct_messages_the_buttons_work_as_well(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play(12)
    live = stage.dms(stage.anna)[-1]

    await stage.anna.user.click(live, label=session_say.stop_button)

    assert headline(stage.dms(stage.anna)[-1]) == "Stopped: Ninety-second reset"


async def test_a_press_is_answered_once(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    pressed = await stage.anna.click(begun.response, label=session_say.pause_button)

    assert pressed.acknowledged
    assert pressed.followups == []


async def press_twice(stage: Stage, verb: str) -> list[InteractionResult]:
    custom_id = f"1:session:1:{verb}:0"
    return [await stage.forge(stage.anna, custom_id) for _ in range(2)]


@pytest.mark.parametrize(
    ("verb", "shown"), [("pause", "Paused"), ("stop", "Stopped: Ninety-second reset")]
)
async def test_pressing_twice_does_it_once_and_answers_both_times(
    stage: Stage, verb: str, shown: str
) -> None:
    await stage.relax(stage.anna)

    answers = await press_twice(stage, verb)

    assert [headline(it.response) for it in answers] == [shown, shown]
    assert stage.ask("SELECT revision FROM session") == [(1,)]


@pytest.mark.parametrize("verb", ["pause", "resume", "stop", "again"])
async def test_a_foreign_press_gets_a_reason_only_its_presser_sees(stage: Stage, verb: str) -> None:
    await stage.relax(stage.anna)
    before = stage.ask("SELECT * FROM session")

    pressed = await stage.forge(stage.ben, f"1:session:1:{verb}:0")

    assert pressed.response
    assert pressed.response.ephemeral
    assert text(pressed.response) == say.not_yours
    assert stage.ask("SELECT * FROM session") == before


async def test_nobody_replaces_the_session_of_somebody_else(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.relax(stage.ben)
    before = stage.ask("SELECT * FROM session")

    pressed = await stage.forge(stage.ben, "1:session:1:replace:neck-rolls:private:normal")

    assert text(pressed.response) == say.not_yours
    assert stage.ask("SELECT * FROM session") == before


async def test_nobody_accepts_the_safety_text_for_somebody_else(stage: Stage) -> None:
    custom_id = f"1:member:{stage.anna.id}:accept:neck-rolls:private:normal"

    pressed = await stage.forge(stage.ben, custom_id)

    assert text(pressed.response) == say.not_yours
    assert stage.ask("SELECT * FROM member WHERE safety_version IS NOT NULL") == []


async def test_a_button_from_half_a_year_ago_shows_how_its_session_ended(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play()
    await stage.env.advance_time(180 * 24 * 3600)

    pressed = await stage.forge(stage.anna, "1:session:1:pause:0")

    assert headline(pressed.response) == "Done: Ninety-second reset"
    assert session_say.again_button in labels(pressed.response)


async def test_a_button_of_a_session_long_forgotten_says_so(stage: Stage) -> None:
    pressed = await stage.forge(stage.anna, "1:session:4711:pause:0")

    assert text(pressed.response) == say.no_such_session


@pytest.mark.parametrize(
    "custom_id",
    [
        pytest.param("2:session:1:pause:0", id="a newer version"),
        pytest.param("0:session:1:pause:0", id="an older version"),
        pytest.param("1:session:1:dance:0", id="an unknown verb"),
        pytest.param("1:castle:1:pause:0", id="an unknown kind"),
        pytest.param("1:session:one:pause:0", id="no number"),
        pytest.param("1:session:٣:pause:0", id="digits of another script"),
        pytest.param("1:session:99999999999999999999999:stop", id="a number too long"),
        pytest.param("1:session:1:replace:neck-rolls", id="a request cut short"),
        pytest.param("1:session:1:replace:neck-rolls:moon:normal", id="an unknown place"),
        pytest.param("1:member:1", id="too few parts"),
        pytest.param("hello", id="no parts"),
        pytest.param(":::", id="only separators"),
        pytest.param("line\nbreak", id="two lines"),
        pytest.param("😀" * 50, id="pictures"),
    ],
)
async def test_a_button_this_program_never_wrote_is_answered(stage: Stage, custom_id: str) -> None:
    pressed = await stage.forge(stage.anna, custom_id)

    assert pressed.response
    assert pressed.response.ephemeral
    assert text(pressed.response) == say.old_button


async def test_a_number_no_row_can_have_is_answered_like_any_other(stage: Stage) -> None:
    pressed = await stage.forge(stage.anna, f"1:session:{2**63}:pause:0")

    assert text(pressed.response) in (say.old_button, say.no_such_session)


async def test_a_press_elsewhere_also_updates_the_live_card(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play(12)

    await stage.forge(stage.anna, "1:session:1:pause:0")
    await stage.play(0)

    assert headline(stage.dms(stage.anna)[-1]) == session_say.paused


async def test_a_failure_while_deciding_is_answered(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    begun = await stage.relax(stage.anna)
    stage.ask("DROP TABLE send")

    with caplog.at_level(logging.CRITICAL):
        pressed = await stage.anna.click(begun.response, label=session_say.pause_button)

    assert text(pressed.response) == say.broken


async def test_the_private_card_stays_reachable_when_a_press_renews_it(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.anna.click(begun.response, label=session_say.pause_button)
    await stage.play(14 * 60)
    await stage.anna.click(begun.response, label=session_say.resume_button)

    await stage.play(88)

    assert headline(begun.response) == "Finish"
