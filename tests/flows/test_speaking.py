from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.card import LiveCard
from bot.core.delivery import Priority, Refusal
from bot.core.exercise import Kind
from bot.core.library import Library
from bot.core.session import Place, State, Verb
from bot.store.database import Database

from .fakes import START, FakeClock, FakeMessenger, dm_of
from .stage import ANNA, BEN, CHANNEL, CIRCLES, HANG, Bot, step, told

SPOKEN = ["step 0", "step 1", "step 2", "step 3", "step 4", "finished"]


async def test_every_step_is_posted_once_in_its_time(bot: Bot, messenger: FakeMessenger) -> None:
    await bot.relax()

    await bot.play()

    posts = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("post")]
    assert posts == list(zip([0, 10, 40, 45, 75, 90], SPOKEN, strict=True))


async def test_every_post_has_a_nonce_of_its_own(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax()

    await bot.play()

    nonces = [it.nonce for it in messenger.of("post")]
    assert nonces == [f"s{session.id}.{n}" for n in range(1, 7)]


async def test_the_step_before_becomes_one_ticked_line(bot: Bot, messenger: FakeMessenger) -> None:
    await bot.relax()

    await bot.play()

    left = [told(card) for card in messenger.messages.values()]
    assert left == ["ticked 0", "ticked 1", "ticked 2", "ticked 3", "ticked 4", "finished"]


async def test_a_step_is_ticked_only_after_the_next_one_stands(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()

    await bot.play(10)

    assert [told(it.card) for it in messenger.said] == ["step 0", "step 1", "ticked 0"]


async def test_half_way_is_an_edit_of_the_live_card_and_never_a_post(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()

    await bot.play(25)

    last = messenger.said[-1]
    live = messenger.of("post")[-1]
    assert (last.how, told(last.card), last.message_id) == ("edit", "halfway 1", live.message_id)


async def test_ticks_and_half_way_words_go_after_everything_else(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()

    await bot.play()

    assert {it.priority for it in messenger.of("post")} == {Priority.STEP}
    assert {it.priority for it in messenger.of("edit")} == {Priority.TIDY}


async def test_ticks_and_half_way_words_are_worth_nothing_five_seconds_later(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()

    await bot.play()

    patience = {it.until - START - it.at for it in messenger.of("edit") if it.until}
    assert patience == {timedelta(seconds=5)}


async def test_a_step_is_worth_sending_until_the_next_one_is_due(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()

    await bot.play(0)

    assert messenger.of("post")[0].until == START + timedelta(seconds=10)


async def test_a_private_session_edits_its_one_card_at_every_later_cue(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax(place=Place.PRIVATE)

    await bot.play()

    assert [(it.how, told(it.card)) for it in messenger.said] == [
        ("private", "step 1"),
        ("private", "halfway 1"),
        ("private", "step 2"),
        ("private", "step 3"),
        ("private", "halfway 3"),
        ("private", "step 4"),
        ("private", "finished"),
    ]


async def test_a_card_says_when_its_step_ends(bot: Bot, messenger: FakeMessenger) -> None:
    await bot.relax()

    await bot.play(25)

    ends = [it.card.ends_at - START for it in messenger.said if isinstance(it.card, LiveCard)]
    assert [it.total_seconds() for it in ends] == [10, 40, 40]


async def test_the_direct_messages_of_a_person_are_opened_once(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()

    await bot.play()

    assert messenger.asked.count("open_dm") == 1
    assert (await bot.members.get(ANNA)).dm_channel_id == dm_of(ANNA)


async def test_a_channel_session_speaks_where_it_was_asked(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax(place=Place.CHANNEL)

    await bot.play(0)

    assert [it.where for it in messenger.of("post")] == [CHANNEL]


async def test_sessions_of_two_people_both_keep_their_time(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax(ANNA)
    await bot.play(7)
    await bot.relax(BEN)

    await bot.play()

    for user_id, begun in ((ANNA, 0), (BEN, 7)):
        posts = [it for it in messenger.of("post") if it.where == dm_of(user_id)]
        assert [it.at.total_seconds() - begun for it in posts] == [0, 10, 40, 45, 75, 90]


async def test_a_finished_session_is_kept_as_finished_and_its_token_forgotten(bot: Bot) -> None:
    session = await bot.relax()

    await bot.play()

    assert (await bot.now(session)).state is State.FINISHED
    assert await bot.store.token(session.id) is None


async def test_every_send_is_confirmed_in_the_end(bot: Bot) -> None:
    await bot.relax()

    await bot.play()

    assert await bot.store.unconfirmed() == ()


async def test_a_slow_session_never_delays_another(bot: Bot, messenger: FakeMessenger) -> None:
    await bot.relax(ANNA)
    slow = messenger.hold("post")
    await bot.claim()
    await messenger.reached("post")

    await bot.relax(BEN)
    await bot.claim()
    await messenger.reached("post", times=2)

    assert [it.where for it in messenger.of("post")] == [dm_of(BEN)]
    slow.set()
    await bot.work()


async def test_what_one_session_says_stays_in_order_behind_a_slow_send(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.play(5)
    slow = messenger.hold("post")
    bot.clock.forward(5)
    await bot.claim()
    await messenger.reached("post", times=2)
    bot.clock.forward(30)
    await bot.claim()

    slow.set()
    await bot.work()

    assert [told(it.card) for it in messenger.of("post")] == ["step 0", "step 1", "step 2"]


async def test_steps_whose_time_is_over_are_left_out_after_a_stall(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.play(9)
    bot.clock.forward(40)

    await bot.play()

    posts = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("post")]
    assert posts == [(0, "step 0"), (49, "step 3"), (75, "step 4"), (90, "finished")]


async def test_a_late_step_does_not_delay_the_next(bot: Bot, messenger: FakeMessenger) -> None:
    await bot.relax()
    await bot.play(9)
    bot.clock.forward(8)

    await bot.play()

    assert [it.at.total_seconds() for it in messenger.of("post")] == [0, 17, 40, 45, 75, 90]


async def test_a_half_way_word_more_than_five_seconds_late_is_left_out(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.play(24)
    bot.clock.forward(7)

    await bot.play(0)

    assert "halfway 1" not in [told(it.card) for it in messenger.said]


async def test_in_a_rehearsal_a_step_keeps_ten_real_seconds(database: Database) -> None:
    clock = FakeClock(speed=20)
    messenger = FakeMessenger(clock)
    bot = Bot(database, clock, messenger)
    await bot.relax()
    clock.forward(60)

    await bot.work()

    assert told(messenger.of("post")[0].card) == "step 0"
    until = messenger.of("post")[0].until
    assert until == clock.real_now() + timedelta(seconds=10)


async def test_closed_direct_messages_move_the_session_to_the_private_card(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    messenger.refuse("post", Refusal.DMS_CLOSED)

    await bot.play(0)

    assert (await bot.now(session)).place is Place.PRIVATE
    assert [(it.how, told(it.card)) for it in messenger.said] == [("private", "step 0")]


async def test_direct_messages_that_cannot_be_opened_move_it_as_well(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    messenger.refuse("open_dm", Refusal.DMS_CLOSED)

    await bot.play(0)

    assert (await bot.now(session)).place is Place.PRIVATE
    assert messenger.of("post") == []


async def test_direct_messages_closed_at_a_later_step_give_that_step_its_whole_time_again(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.play(5)
    messenger.refuse("post", Refusal.DMS_CLOSED)

    await bot.play()

    private = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("private")]
    assert private == [
        (10, "step 1"),
        (25, "halfway 1"),
        (40, "step 2"),
        (45, "step 3"),
        (60, "halfway 3"),
        (75, "step 4"),
        (90, "finished"),
    ]


async def test_a_step_that_was_refused_late_starts_anew_from_then(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    slow = messenger.hold("post")
    messenger.refuse("post", Refusal.DMS_CLOSED)
    await bot.claim()
    await messenger.reached("post")
    bot.clock.forward(6)

    slow.set()
    await bot.speaker.finish(5)
    await bot.play()

    private = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("private")]
    assert private[:2] == [(6, "step 0"), (16, "step 1")]


async def test_without_a_private_card_to_fall_back_on_the_session_is_lost(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.store.wipe_tokens(bot.clock.real_now() + timedelta(minutes=15))
    messenger.refuse("post", Refusal.DMS_CLOSED)

    await bot.play()

    assert (await bot.now(session)).state is State.LOST
    assert messenger.said == []


async def test_a_private_card_out_of_reach_loses_the_session(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    messenger.refuse("private", Refusal.TOKEN_OVER)

    await bot.play()

    assert (await bot.now(session)).state is State.LOST
    assert messenger.said == []


@pytest.mark.parametrize("why", [Refusal.LATE, Refusal.FAILED])
async def test_a_step_that_got_lost_on_the_way_does_not_end_the_session(
    bot: Bot, messenger: FakeMessenger, why: Refusal
) -> None:
    session = await bot.relax()
    await bot.play(5)
    messenger.refuse("post", why)

    await bot.play()

    assert (await bot.now(session)).state is State.FINISHED
    assert [told(it.card) for it in messenger.of("post")] == [SPOKEN[0], *SPOKEN[2:]]


@pytest.mark.parametrize("why", [Refusal.LATE, Refusal.FAILED])
async def test_a_first_step_that_got_lost_does_not_silence_the_next_ones(
    bot: Bot, messenger: FakeMessenger, why: Refusal
) -> None:
    await bot.relax()
    messenger.refuse("post", why)

    await bot.play()

    assert [told(it.card) for it in messenger.of("post")] == SPOKEN[1:]


async def test_an_edit_that_fails_by_surprise_does_not_end_the_session(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    messenger.plan("edit", RuntimeError("a surprise"))

    await bot.play()

    assert [told(it.card) for it in messenger.of("post")] == SPOKEN


async def test_a_card_paused_while_it_was_on_its_way_is_brought_up_to_date(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    slow = messenger.hold("post")
    await bot.claim()
    await messenger.reached("post")
    pressing = asyncio.create_task(bot.sessions.press(session.id, bot.press(), Verb.PAUSE))

    await bot.is_now(session, State.PAUSED)
    slow.set()
    await pressing
    await bot.work()

    assert [told(card) for card in messenger.messages.values()] == ["paused 0"]


async def test_a_session_whose_content_changed_is_closed_with_a_word(
    database: Database, bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(1)
    longer = replace(CIRCLES, arrive=step(Kind.READY, 12))
    newer = Library(routines={}, exercises={"circles": longer, "hang": HANG})

    await Bot(database, bot.clock, messenger, newer).play()

    assert (await bot.now(session)).state is State.CLOSED
    assert [told(card) for card in messenger.messages.values()] == ["closed"]


async def test_after_a_pause_of_half_an_hour_the_session_is_closed_with_a_word(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(1)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)

    await bot.play(30 * 60)

    assert (await bot.now(session)).state is State.CLOSED
    assert [told(card) for card in messenger.messages.values()] == ["closed"]
