"""Back and Skip: the script goes on at another step, under a new nonce."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.card import EndCard
from bot.core.session import Place, State, Verb
from bot.flows.answers import NoSuchSession, NotYours, Pressed

from .fakes import FakeMessenger
from .stage import ANNA, BEN, CIRCLES, Bot, told


async def test_skip_posts_the_next_step_at_once_and_everything_after_comes_earlier(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(20)

    await bot.sessions.press(session.id, bot.press(), Verb.SKIP)
    await bot.play()

    posts = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("post")[2:]]
    assert posts == [(20, "step 2"), (25, "step 3"), (55, "step 4"), (70, "finished")]


async def test_back_posts_the_step_before_once_more(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax()
    await bot.play(20)

    await bot.sessions.press(session.id, bot.press(), Verb.BACK)
    await bot.play()

    posts = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("post")[2:4]]
    assert posts == [(20, "step 0"), (30, "step 1")]


@pytest.mark.parametrize("place", [Place.DM, Place.PRIVATE])
async def test_back_pressed_twice_to_the_first_step_does_it_once(
    bot: Bot, messenger: FakeMessenger, place: Place
) -> None:
    session = await bot.relax(place=place)
    await bot.play(12)

    for _ in range(2):
        await bot.sessions.press(session.id, bot.press(), Verb.BACK, step=1)
        await bot.play(4)
    await bot.sessions.press(session.id, bot.press(), Verb.BACK, step=0)

    assert (await bot.now(session)).position(bot.clock.now()) == timedelta(seconds=8)


async def test_a_step_said_again_has_a_nonce_of_its_own(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax()
    await bot.play(20)
    await bot.sessions.press(session.id, bot.press(), Verb.BACK)

    await bot.play()

    nonces = [it.nonce for it in messenger.of("post")]
    assert len(set(nonces)) == len(nonces)


async def test_the_answer_leaves_the_card_to_the_new_message(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(20)

    answer = await bot.sessions.press(session.id, bot.press(), Verb.SKIP)

    assert isinstance(answer, Pressed)
    assert answer.card is None


async def test_on_the_private_card_the_answer_is_the_next_step(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    await bot.play(20)
    said = len(messenger.said)

    answer = await bot.sessions.press(session.id, bot.press(), Verb.SKIP)
    await bot.play(4)

    assert isinstance(answer, Pressed)
    assert answer.card
    assert told(answer.card) == "step 2"
    assert len(messenger.said) == said


async def test_the_private_card_goes_on_from_there(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    await bot.play(20)
    said = len(messenger.said)

    await bot.sessions.press(session.id, bot.press(), Verb.SKIP)
    await bot.play()

    later = [(it.at.total_seconds(), told(it.card)) for it in messenger.said[said:]]
    assert later == [(25, "step 3"), (40, "halfway 3"), (55, "step 4"), (70, "finished")]


async def test_skipping_the_last_step_finishes(bot: Bot) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    await bot.play(80)

    answer = await bot.sessions.press(session.id, bot.press(), Verb.SKIP)

    assert isinstance(answer, Pressed)
    assert answer.card
    assert told(answer.card) == "finished"


async def test_the_end_card_counts_what_was_done_and_not_what_was_skipped(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(20)
    await bot.sessions.press(session.id, bot.press(), Verb.SKIP)

    await bot.play()

    end = messenger.of("post")[-1].card
    assert isinstance(end, EndCard)
    assert end.session.active(bot.clock.now()) == timedelta(seconds=70)


async def test_a_jump_lets_a_paused_session_go_on(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(20)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)

    await bot.sessions.press(session.id, bot.press(), Verb.SKIP)

    assert (await bot.now(session)).state is State.RUNNING


@pytest.mark.parametrize("verb", [Verb.BACK, Verb.SKIP])
async def test_nobody_jumps_in_a_session_of_somebody_else(bot: Bot, verb: Verb) -> None:
    session = await bot.relax()
    await bot.play(20)
    before = await bot.now(session)

    answer = await bot.sessions.press(session.id, bot.press(BEN), verb)

    assert answer == NotYours()
    assert await bot.now(session) == before


async def test_how_of_an_unknown_session_says_so(bot: Bot) -> None:
    assert await bot.sessions.how(99, ANNA) == NoSuchSession()


async def test_how_explains_the_exercise_the_session_is_at(bot: Bot) -> None:
    session = await bot.relax()

    assert await bot.sessions.how(session.id, ANNA) == CIRCLES


@pytest.mark.parametrize(("place", "told"), [(Place.DM, NotYours()), (Place.CHANNEL, CIRCLES)])
async def test_how_tells_others_only_what_a_channel_sees_anyway(
    bot: Bot, place: Place, told: object
) -> None:
    session = await bot.relax(place=place)

    assert await bot.sessions.how(session.id, BEN) == told


async def test_skip_pressed_before_the_first_message_is_confirmed_still_skips(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.claim()
    await bot.speaker.finish(5)

    await bot.sessions.press(session.id, bot.press(), Verb.SKIP)
    await bot.play(0)

    assert [told(it.card) for it in messenger.of("post")] == ["step 0", "step 1"]
