from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.card import EndCard, HurtCard, LiveCard, PausedCard
from bot.core.deadline import DECIDE_WITHIN, received
from bot.core.delivery import Delivered, Refusal
from bot.core.session import Place, Session, State, Verb
from bot.flows.answers import NoSuchSession, NotYours, Pressed

from .fakes import START, FakeMessenger
from .stage import ANNA, BEN, Bot, told


async def live_card(bot: Bot, session: Session) -> int:
    """The message that shows the session."""
    live = await bot.store.live(session.id)
    assert live
    return live.message_id


async def test_pause_answers_with_the_paused_card(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(12)

    answer = await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)

    assert isinstance(answer, Pressed)
    assert isinstance(answer.card, PausedCard)
    assert told(answer.card) == "paused 1"


async def test_a_paused_session_says_nothing(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax()
    await bot.play(12)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)
    before = len(messenger.of("post"))

    await bot.play(29 * 60)

    assert len(messenger.of("post")) == before


async def test_resume_goes_on_where_it_was_held(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax()
    await bot.play(12)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)
    await bot.play(100)

    answer = await bot.sessions.press(session.id, bot.press(), Verb.RESUME)
    await bot.play()

    assert isinstance(answer, Pressed)
    assert isinstance(answer.card, LiveCard)
    posts = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("post")[2:]]
    assert posts == [(140, "step 2"), (145, "step 3"), (175, "step 4"), (190, "finished")]


async def test_resume_shows_when_the_step_ends_now(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(12)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)
    await bot.play(100)

    answer = await bot.sessions.press(session.id, bot.press(), Verb.RESUME)

    assert isinstance(answer, Pressed)
    assert isinstance(answer.card, LiveCard)
    assert answer.card.ends_at == START + timedelta(seconds=140)


async def test_resume_wakes_the_bot_in_time(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(12)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)
    await bot.play(100)

    await bot.sessions.press(session.id, bot.press(), Verb.RESUME)

    assert bot.alarm.at == START + timedelta(seconds=125)


async def test_the_end_card_does_not_count_the_pause(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax()
    await bot.play(12)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)
    await bot.play(100)
    await bot.sessions.press(session.id, bot.press(), Verb.RESUME)

    await bot.play()

    end = messenger.of("post")[-1].card
    assert isinstance(end, EndCard)
    assert end.session.position(bot.clock.now()) == timedelta(seconds=90)


async def test_stop_answers_with_the_end_card(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(12)

    answer = await bot.sessions.press(session.id, bot.press(), Verb.STOP)

    assert isinstance(answer, Pressed)
    assert told(answer.card) == "stopped"


async def test_a_stopped_session_says_nothing_more(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax()
    await bot.play(12)
    card = await live_card(bot, session)
    before = len(messenger.said)

    await bot.sessions.press(session.id, bot.press(message_id=card), Verb.STOP)
    await bot.play()

    assert len(messenger.said) == before


async def test_stop_forgets_the_token(bot: Bot) -> None:
    session = await bot.relax(place=Place.PRIVATE)

    await bot.sessions.press(session.id, bot.press(), Verb.STOP)

    assert await bot.store.token(session.id) is None


@pytest.mark.parametrize("verb", [Verb.PAUSE, Verb.STOP])
async def test_pressing_twice_does_it_once(bot: Bot, verb: Verb) -> None:
    session = await bot.relax()
    await bot.play(12)
    await bot.sessions.press(session.id, bot.press(), verb)
    once = await bot.now(session)
    bot.clock.forward(3)

    await bot.sessions.press(session.id, bot.press(), verb)

    assert await bot.now(session) == once


async def test_two_presses_at_the_same_moment_get_the_same_answer(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(12)

    answers = await asyncio.gather(
        *(bot.sessions.press(session.id, bot.press(), Verb.PAUSE) for _ in range(2))
    )

    assert answers[0] == answers[1]
    assert (await bot.now(session)).revision == answers[0].card.session.revision  # type: ignore[union-attr]


@pytest.mark.parametrize("verb", list(Verb))
async def test_a_foreign_press_is_refused_and_changes_nothing(bot: Bot, verb: Verb) -> None:
    session = await bot.relax()
    await bot.play(12)
    before = await bot.now(session)

    answer = await bot.sessions.press(session.id, bot.press(BEN), verb)

    assert answer == NotYours()
    assert await bot.now(session) == before


async def test_a_foreign_press_does_not_take_over_the_private_card(bot: Bot) -> None:
    session = await bot.relax(place=Place.PRIVATE)

    await bot.sessions.press(session.id, bot.press(BEN), Verb.PAUSE)

    kept = await bot.store.token(session.id)
    assert kept
    assert kept.text == "first"


async def test_a_press_on_a_session_nobody_knows_says_so(bot: Bot) -> None:
    assert await bot.sessions.press(99, bot.press(), Verb.PAUSE) == NoSuchSession()


@pytest.mark.parametrize("verb", list(Verb))
async def test_a_press_after_the_end_answers_with_the_end_card(bot: Bot, verb: Verb) -> None:
    session = await bot.relax()
    await bot.play()
    before = await bot.now(session)

    answer = await bot.sessions.press(session.id, bot.press(), verb)

    assert isinstance(answer, Pressed)
    assert told(answer.card) == "finished"
    assert await bot.now(session) == before


async def test_a_press_on_the_private_card_renews_the_way_to_it(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    await bot.sessions.press(session.id, bot.press(text="newest"), Verb.PAUSE)
    await bot.sessions.press(session.id, bot.press(text="newest"), Verb.RESUME)

    await bot.play(10)

    assert [it.where for it in messenger.of("private")] == ["newest"]


async def test_a_press_on_the_live_card_is_answered_there(bot: Bot) -> None:
    session = await bot.relax()
    await bot.play(12)
    card = await live_card(bot, session)

    answer = await bot.sessions.press(session.id, bot.press(message_id=card), Verb.PAUSE)

    assert isinstance(answer, Pressed)
    assert answer.on_live


async def test_a_press_on_the_live_card_is_not_written_twice(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(12)
    card = await live_card(bot, session)
    before = len(messenger.said)

    await bot.sessions.press(session.id, bot.press(message_id=card), Verb.PAUSE)
    await bot.work()

    assert len(messenger.said) == before


async def test_a_press_elsewhere_brings_the_live_card_up_to_date(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(12)

    answer = await bot.sessions.press(session.id, bot.press(message_id=1), Verb.PAUSE)
    await bot.work()

    assert isinstance(answer, Pressed)
    assert not answer.on_live
    assert [told(card) for card in messenger.messages.values()] == ["ticked 0", "paused 1"]


async def test_the_answer_to_a_press_waits_for_the_edit_on_the_wire(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    slow = messenger.hold("private")
    bot.clock.forward(10)
    await bot.claim()
    await messenger.reached("private")

    pressing = asyncio.create_task(bot.sessions.press(session.id, bot.press(), Verb.PAUSE))
    await bot.is_now(session, State.PAUSED)
    answered_early = pressing.done()
    slow.set()
    await pressing

    assert not answered_early
    assert [told(it.card) for it in messenger.said] == ["step 1"]


async def test_an_edit_decided_before_a_press_never_lands_after_its_answer(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    slow = messenger.hold("private")
    bot.clock.forward(10)
    await bot.claim()
    await messenger.reached("private")
    bot.clock.forward(15)
    await bot.claim()

    pressing = asyncio.create_task(bot.sessions.press(session.id, bot.press(), Verb.STOP))
    await bot.is_now(session, State.STOPPED)
    await bot.is_overtaken(session)
    slow.set()
    await pressing
    await bot.work()

    assert [told(it.card) for it in messenger.said] == ["step 1"]


@pytest.mark.parametrize("place", [Place.PRIVATE, Place.DM])
async def test_after_an_edit_that_outlasts_the_answer_its_card_is_shown_again(
    bot: Bot, messenger: FakeMessenger, place: Place
) -> None:
    session = await bot.relax(place=place)
    how = "private" if place is Place.PRIVATE else "edit"
    await bot.play(12)
    slow = messenger.hold(how)
    bot.clock.forward(13)
    await bot.claim()
    await messenger.reached(how, times=2)

    received(asyncio.get_running_loop().time() - DECIDE_WITHIN + 0.3)
    on = await live_card(bot, session) if place is Place.DM else None
    answer = await bot.sessions.press(session.id, bot.press(message_id=on), Verb.STOP)
    slow.set()
    await bot.work()

    assert isinstance(answer, Pressed)
    assert answer.on_live
    assert [it.card for it in messenger.of(how)][-1] == answer.card


async def test_after_an_edit_that_outlasts_it_the_advice_for_pain_is_shown_again(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    slow = messenger.hold("private")
    bot.clock.forward(10)
    await bot.claim()
    await messenger.reached("private")

    received(asyncio.get_running_loop().time() - DECIDE_WITHIN + 0.3)
    answer = await bot.sessions.hurts(session.id, bot.press())
    slow.set()
    await bot.work()

    assert isinstance(answer, Pressed)
    assert isinstance(answer.card, HurtCard)
    assert messenger.of("private")[-1].card == answer.card


async def test_the_advice_for_pain_stays_on_the_private_card_a_session_moved_to(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(5)
    messenger.refuse("post", Refusal.DMS_CLOSED)
    await bot.play(10)

    answer = await bot.sessions.hurts(session.id, bot.press(message_id=4))
    before = len(messenger.said)
    await bot.work()

    assert isinstance(answer, Pressed)
    assert answer.on_live
    assert len(messenger.said) == before


async def test_an_outdated_private_edit_still_counts_as_delivered(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    slow = messenger.hold("private")
    bot.clock.forward(10)
    await bot.claim()
    await messenger.reached("private")
    bot.clock.forward(30)
    await bot.claim()

    pressing = asyncio.create_task(bot.sessions.press(session.id, bot.press(), Verb.PAUSE))
    await bot.is_now(session, State.PAUSED)
    slow.set()
    await pressing
    await bot.work()

    assert await bot.store.unconfirmed() == ()
    assert (await bot.now(session)).state is State.PAUSED


async def test_a_press_made_while_the_card_was_being_sent_is_answered_on_it(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    messenger.plan("post", Delivered(1, 77))
    await bot.claim()
    await bot.speaker.finish(5)

    answer = await bot.sessions.press(session.id, bot.press(message_id=77), Verb.PAUSE)
    await bot.work()

    assert isinstance(answer, Pressed)
    assert told(answer.card) == "paused 0"


async def test_ended_from_another_card_its_own_card_says_so_once(bot: Bot) -> None:
    session = await bot.relax(ANNA, Place.PRIVATE)

    answers = [await bot.sessions.end(session.id, bot.press(ANNA)) for _ in range(2)]
    await bot.work()

    (said,) = bot.messenger.of("private")
    assert answers == [None, None]
    assert (told(said.card), said.where) == ("stopped", "first")


async def test_nobody_ends_what_is_somebody_elses_or_long_gone(bot: Bot) -> None:
    session = await bot.relax(ANNA)

    assert await bot.sessions.end(session.id, bot.press(BEN)) == NotYours()
    assert await bot.sessions.end(999, bot.press(BEN)) == NoSuchSession()
    assert (await bot.now(session)).going_on
