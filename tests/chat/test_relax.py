from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.chat.words import relax as words
from bot.chat.words import session as session_words

from .stage import Stage, headline, labels, text

say, session_say = words.words(), session_words.words()


async def test_the_first_relax_shows_the_safety_card_to_this_person_alone(stage: Stage) -> None:
    asked = await stage.slash(stage.anna, "relax")

    assert asked.response
    assert asked.response.ephemeral
    assert labels(asked.response) == ["I understand"]


async def test_i_understand_begins_on_the_same_card(stage: Stage) -> None:
    asked = await stage.slash(stage.anna, "relax")

    await stage.anna.click(asked.response, label="I understand")

    assert headline(asked.response) == "Arrive"


async def test_the_second_relax_begins_at_once(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play()

    asked = await stage.slash(stage.anna, "relax")

    assert headline(asked.response) == "Arrive"


async def test_i_understand_keeps_the_options(stage: Stage) -> None:
    await stage.relax(stage.anna, exercise="neck-rolls", where="dm", pace="slow")

    rows = stage.ask("SELECT source, place, pace FROM session")
    assert rows == [("neck-rolls", "dm", "slow")]


async def test_every_session_carries_the_safety_line(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    assert session_say.safety_line in text(begun.response)


async def test_in_a_server_it_happens_on_one_card_only_this_person_sees(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    await stage.play()

    assert begun.response
    assert begun.response.ephemeral
    assert stage.channel.history(viewer=stage.ben) == []
    assert stage.dms(stage.anna) == []


async def test_the_private_card_follows_every_cue_in_order(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    seen = [headline(begun.response)]

    for _ in range(18):
        await stage.play(5)
        now = headline(begun.response)
        if now != seen[-1]:
            seen.append(now)

    assert seen == [
        "Arrive",
        "Shoulder rolls, your right",
        "Switch sides",
        "Shoulder rolls, your left",
        "Finish",
        "Done: Ninety-second reset",
    ]


async def test_half_way_is_told_on_the_live_card(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    await stage.play(25)

    assert "Half-way: about 5 to go." in text(begun.response)


async def test_a_step_names_its_end_as_a_clock_time(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    started = stage.env.now()

    await stage.play(10)

    ends = int((started + timedelta(seconds=40)).timestamp())
    assert f"<t:{ends}:T>" in text(begun.response)


async def test_the_window_before_a_move_shows_the_move_in_full(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)

    assert "Right shoulder: up, back, down, forward." in text(begun.response)


async def test_relax_in_direct_messages_says_where_it_went(stage: Stage) -> None:
    begun = await stage.relax(stage.anna, where="dm")

    assert text(begun.response) == say.in_dm


async def test_in_direct_messages_every_step_is_a_message_and_the_one_before_a_tick(
    stage: Stage,
) -> None:
    await stage.relax(stage.anna, where="dm")

    await stage.play(45)

    assert [headline(it) for it in stage.dms(stage.anna)] == [
        "✓ Arrive",
        "✓ Shoulder rolls, your right",
        "✓ Switch sides",
        "Shoulder rolls, your left",
    ]


async def test_in_direct_messages_half_way_makes_no_sound(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play(24)
    before = len(stage.dms(stage.anna))

    await stage.play(2)

    assert len(stage.dms(stage.anna)) == before
    assert "Half-way" in text(stage.dms(stage.anna)[-1])


async def test_a_ticked_line_has_no_buttons(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")

    await stage.play(12)

    assert labels(stage.dms(stage.anna)[0]) == []


async def test_the_end_card_says_how_long_it_took_and_offers_once_more(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")

    await stage.play()

    end = stage.dms(stage.anna)[-1]
    assert headline(end) == "Done: Ninety-second reset"
    assert "1:30" in text(end)
    assert labels(end)[-1] == session_say.again_button


async def test_every_message_goes_out_with_the_nonce_of_its_send(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")

    await stage.play()

    nonces = [
        it.json["nonce"]
        for it in stage.env.http_requests
        if it.method == "POST" and re.fullmatch(r"/channels/\d+/messages", it.path)
    ]
    assert nonces == [f"s1.{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("pace", "took"),
    [pytest.param("slow", "1:45", id="slow"), pytest.param("brisk", "1:21", id="brisk")],
)
async def test_pace_changes_how_long_the_movements_take(stage: Stage, pace: str, took: str) -> None:
    await stage.relax(stage.anna, where="dm", pace=pace)

    await stage.play()

    assert took in text(stage.dms(stage.anna)[-1])


async def test_in_the_bots_direct_messages_the_session_happens_there(stage: Stage) -> None:
    await stage.relax(stage.anna.user)

    await stage.play(12)

    assert stage.ask("SELECT place FROM session") == [("dm",)]
    assert headline(stage.dms(stage.anna)[-1]) == "Shoulder rolls, your right"


async def test_an_exercise_nobody_knows_is_answered_with_what_to_do(stage: Stage) -> None:
    asked = await stage.relax(stage.anna, exercise="hand_stand")

    assert text(asked.response).replace("\\", "") == say.no_such_exercise.format(
        source="hand_stand"
    )


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param("neck", ["neck-rolls"], id="by title"),
        pytest.param("Upper BACK", ["release-upper-back-tension"], id="whatever the case"),
        pytest.param("minute-reset", ["three-minute-reset", "five-minute-reset"], id="by id"),
        pytest.param("handstand", [], id="nothing fits"),
    ],
)
async def test_typing_offers_what_fits(stage: Stage, typed: str, offered: list[str]) -> None:
    choices = await stage.anna.autocomplete(stage.channel, "relax", "exercise", typed)

    assert [it["value"] for it in choices] == offered


async def test_typing_nothing_offers_everything_with_its_length(stage: Stage) -> None:
    choices = await stage.anna.autocomplete(stage.channel, "relax", "exercise", "")

    assert 0 < len(choices) <= 25
    assert choices[0]["name"] == "Ninety-second reset (1:30)"


async def test_a_second_relax_offers_to_end_the_first(stage: Stage) -> None:
    await stage.relax(stage.anna)

    asked = await stage.slash(stage.anna, "relax", exercise="neck-rolls")

    assert "Ninety-second reset" in text(asked.response)
    assert labels(asked.response) == [say.replace_button, say.keep_button]


async def test_ending_the_first_begins_the_second(stage: Stage) -> None:
    first = await stage.relax(stage.anna)
    asked = await stage.slash(stage.anna, "relax", exercise="neck-rolls")

    await stage.anna.click(asked.response, label=say.replace_button)
    await stage.play(0)

    assert "Neck rolls" in text(asked.response)
    assert headline(first.response) == "Stopped: Ninety-second reset"


async def test_keeping_the_first_lets_it_go_on(stage: Stage) -> None:
    first = await stage.relax(stage.anna)
    asked = await stage.slash(stage.anna, "relax", exercise="neck-rolls")

    await stage.anna.click(asked.response, label=say.keep_button)
    await stage.play(10)

    assert text(asked.response) == say.kept
    assert headline(first.response) == "Shoulder rolls, your right"


async def test_once_more_begins_the_same_again_on_the_same_private_card(stage: Stage) -> None:
    begun = await stage.relax(stage.anna, exercise="neck-rolls")
    await stage.play()

    await stage.anna.click(begun.response, label=session_say.again_button)

    assert headline(begun.response) == "Arrive"
    assert "Neck rolls" in text(begun.response)


async def test_once_more_in_direct_messages_begins_there_again(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play()
    end = stage.dms(stage.anna)[-1]

    await stage.anna.user.click(end, label=session_say.again_button)
    await stage.play(0)

    assert headline(stage.dms(stage.anna)[-1]) == "Arrive"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/channels/*/messages", 403, id="when writing"),
        pytest.param("/users/@me/channels", 400, id="when opening"),
    ],
)
async def test_closed_direct_messages_bring_it_to_the_private_card_with_the_reason(
    stage: Stage, path: str, status: int
) -> None:
    stage.env.inject_error("POST", path, status=status, code=50007, times=1)
    begun = await stage.relax(stage.anna, where="dm")

    await stage.play(1)

    assert headline(begun.response) == "Arrive"
    assert session_say.dms_closed in text(begun.response)


async def test_after_falling_back_the_private_card_goes_on(stage: Stage) -> None:
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=1)
    begun = await stage.relax(stage.anna, where="dm")

    await stage.play()

    assert headline(begun.response) == "Done: Ninety-second reset"
    assert stage.dms(stage.anna) == []


async def test_a_step_discord_could_not_take_just_then_is_sent_again_under_its_nonce(
    stage: Stage,
) -> None:
    stage.env.inject_error("POST", "/channels/*/messages", status=503, times=1)
    await stage.relax(stage.anna, where="dm")

    await stage.play(5)

    assert [headline(it) for it in stage.dms(stage.anna)] == ["Arrive"]


async def test_a_session_whose_private_card_could_not_be_shown_is_over(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play()
    stage.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, times=1)

    await stage.slash(stage.anna, "relax")

    assert stage.ask("SELECT state FROM session ORDER BY id") == [("finished",), ("stopped",)]
