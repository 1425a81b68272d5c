"""A restart: the first bot dies at the worst moment, the second settles what it left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.card import EndCard
from bot.core.delivery import Refusal
from bot.core.exercise import Kind
from bot.core.library import Library
from bot.core.session import Place, Session, State, Verb
from bot.store.database import Database

from .fakes import START, FakeClock, FakeMessenger
from .stage import BEN, CIRCLES, HANG, Bot, step, told


@pytest.fixture
def restarted(database: Database, clock: FakeClock, messenger: FakeMessenger) -> Bot:
    """The next life of the bot on the same database."""
    return Bot(database, clock, messenger)


async def killed_at(bot: Bot, how: str, times: int = 1) -> None:
    """What is due is claimed, and the bot dies with so many calls of this kind on their way."""
    bot.messenger.asked.clear()
    for _ in range(times):
        bot.messenger.hold(how)
    await bot.claim()
    await bot.messenger.reached(how, times)
    await bot.die()


async def killed_before_sending(bot: Bot, place: Place = Place.DM, at: int = 10) -> Session:
    """A session whose cue of second `at` was claimed and never reached Discord."""
    session = await bot.relax(place=place)
    await bot.play(at - 1)
    bot.clock.forward(1)
    await killed_at(bot, "private" if place is Place.PRIVATE else "post")
    return session


async def killed_before_confirming(bot: Bot) -> Session:
    """A session whose second step reached Discord, which the bot never wrote down."""
    session = await bot.relax()
    await bot.play(5)
    bot.clock.forward(5)
    await bot.claim()
    await bot.speaker.finish(5)
    return session


async def test_a_young_send_is_made_again_under_its_nonce(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_sending(bot)
    bot.clock.forward(3)

    await restarted.settle()

    post = messenger.of("post")[-1]
    assert (post.nonce, told(post.card)) == (f"s{session.id}.2", "step 1")


async def test_a_young_send_that_had_arrived_makes_no_second_message(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await killed_before_confirming(bot)
    bot.clock.forward(3)

    await restarted.settle()

    assert [told(card) for card in messenger.messages.values()] == ["ticked 0", "step 1"]


async def test_the_repeat_is_confirmed(bot: Bot, restarted: Bot) -> None:
    await killed_before_sending(bot)

    await restarted.settle()

    assert await restarted.store.unconfirmed() == ()


async def test_an_old_send_that_is_found_is_confirmed_and_not_made_again(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_confirming(bot)
    posted = len(messenger.of("post"))
    bot.clock.forward(61)

    await restarted.settlement.settle()

    assert await restarted.store.unconfirmed() == ()
    assert len(messenger.of("post")) == posted
    live = await restarted.store.live(session.id)
    assert live in messenger.messages


async def test_an_old_send_is_not_made_again_where_the_channel_cannot_be_read(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await killed_before_sending(bot)
    bot.clock.forward(61)
    messenger.unreadable = True

    await restarted.settle()

    assert f"s{1}.2" not in [it.nonce for it in messenger.of("post")]
    assert await restarted.store.unconfirmed() == ()


async def test_an_old_send_that_is_not_there_is_made_again(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_sending(bot)
    bot.clock.forward(61)

    await restarted.settle()

    assert [it.nonce for it in messenger.of("post")] == [f"s{session.id}.1", f"s{session.id}.2"]


@pytest.mark.parametrize(("seconds", "asked"), [(59, 0), (60, 1)])
async def test_a_send_is_looked_for_from_a_minute_on(
    bot: Bot, restarted: Bot, messenger: FakeMessenger, seconds: int, asked: int
) -> None:
    await killed_before_sending(bot)
    bot.clock.forward(seconds)

    await restarted.settle()

    assert messenger.asked.count("find") == asked


async def test_a_session_up_to_two_minutes_late_moves_on_by_what_it_missed(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.play(5)
    bot.clock.forward(5 + 120)

    await restarted.settle()
    await restarted.play()

    posts = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("post")[1:]]
    assert posts == [
        (130, "step 1"),
        (160, "step 2"),
        (165, "step 3"),
        (195, "step 4"),
        (210, "finished"),
    ]


async def test_what_was_missed_is_counted_from_the_send_that_got_lost(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await killed_before_sending(bot)
    bot.clock.forward(20)

    await restarted.settle()
    await restarted.play()

    posts = [(it.at.total_seconds(), told(it.card)) for it in messenger.of("post")[1:3]]
    assert posts == [(30, "step 1"), (60, "step 2")]


async def test_a_session_that_is_not_late_keeps_its_time(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.play(5)

    await restarted.settle()
    await restarted.play()

    assert [it.at.total_seconds() for it in messenger.of("post")] == [0, 10, 40, 45, 75, 90]


async def test_a_later_session_is_closed_by_an_edit_of_its_last_card(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(5)
    posted = len(messenger.of("post"))
    bot.clock.forward(5 + 121)

    await restarted.settle()
    await restarted.play()

    assert (await restarted.now(session)).state is State.CLOSED
    assert [told(card) for card in messenger.messages.values()] == ["closed"]
    assert len(messenger.of("post")) == posted


async def test_a_closed_session_ends_where_its_first_missed_cue_was(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await bot.play(5)
    bot.clock.forward(600)

    await restarted.settle()

    (card,) = messenger.messages.values()
    assert isinstance(card, EndCard)
    assert card.session.position(bot.clock.now()) == timedelta(seconds=10)


async def test_a_closed_private_session_says_so_on_its_card(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax(place=Place.PRIVATE)
    bot.clock.forward(600)

    await restarted.settle()

    assert [(it.where, told(it.card)) for it in messenger.said] == [("first", "closed")]


async def test_a_session_closed_with_a_lost_send_owes_nothing_more(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await killed_before_sending(bot)
    bot.clock.forward(600)

    await restarted.settle()

    assert await restarted.store.unconfirmed() == ()
    assert [told(card) for card in messenger.messages.values()] == ["closed"]


async def test_a_session_older_than_an_hour_is_lost_without_a_word(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax()
    await bot.play(5)
    said = len(messenger.said)
    bot.clock.forward(5 + 3601)

    await restarted.settle()

    assert (await restarted.now(session)).state is State.LOST
    assert len(messenger.said) == said


async def test_after_any_outage_a_person_gets_at_most_one_word(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await killed_before_sending(bot)
    said = len(messenger.said)
    bot.clock.forward(30 * 60)

    await restarted.settle()
    await restarted.play()

    assert len(messenger.said) - said == 1


async def test_an_unconfirmed_private_card_is_edited_again(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await killed_before_sending(bot, Place.PRIVATE)
    bot.clock.forward(61)

    await restarted.settle()

    assert [(it.where, told(it.card)) for it in messenger.said] == [("first", "step 1")]
    assert "find" not in messenger.asked


async def test_a_session_whose_content_changed_meanwhile_is_closed(
    database: Database, bot: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_sending(bot)
    longer = replace(CIRCLES, arrive=step(Kind.READY, 12))
    newer = Library(routines={}, exercises={"circles": longer, "hang": HANG})
    restarted = Bot(database, bot.clock, messenger, newer)

    await restarted.settle()

    assert (await restarted.now(session)).state is State.CLOSED
    assert [told(card) for card in messenger.messages.values()] == ["closed"]


async def test_a_paused_session_stays_paused(bot: Bot, restarted: Bot) -> None:
    session = await bot.relax()
    await bot.play(5)
    await bot.sessions.press(session.id, bot.press(), Verb.PAUSE)
    bot.clock.forward(600)

    await restarted.settle()

    assert (await restarted.now(session)).state is State.PAUSED


async def test_a_session_stopped_while_a_send_was_on_its_way_shows_that_it_stopped(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_sending(bot)
    await bot.sessions.press(session.id, bot.press(), Verb.STOP)

    await restarted.settle()

    assert await restarted.store.unconfirmed() == ()
    assert [it.nonce for it in messenger.of("post")] == [f"s{session.id}.1"]


async def test_an_end_card_that_got_lost_is_still_sent(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_sending(bot, at=90)

    await restarted.settle()

    assert (await restarted.now(session)).state is State.FINISHED
    assert told(messenger.of("post")[-1].card) == "finished"


async def test_an_end_card_that_got_lost_days_ago_is_not_sent_any_more(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_sending(bot, at=90)
    asked = len(messenger.of("post"))
    bot.clock.forward(3 * 86_400)

    await restarted.settle()

    assert (await restarted.now(session)).state is State.FINISHED
    assert len(messenger.of("post")) == asked
    assert await restarted.store.unconfirmed() == ()


async def test_the_lost_first_step_opens_the_direct_messages_again(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    await killed_at(bot, "open_dm")
    bot.clock.forward(61)

    await restarted.settle()

    assert [told(card) for card in messenger.messages.values()] == ["step 0"]


async def test_closed_direct_messages_are_also_noticed_by_the_repeat(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    session = await killed_before_sending(bot)
    messenger.refuse("post", Refusal.DMS_CLOSED)

    await restarted.settle()

    assert (await restarted.now(session)).place is Place.PRIVATE


async def test_several_people_are_settled_side_by_side(
    bot: Bot, restarted: Bot, messenger: FakeMessenger
) -> None:
    first = await bot.relax()
    second = await bot.relax(BEN)
    await killed_at(bot, "open_dm", times=2)

    await restarted.settle()

    assert {it.nonce for it in messenger.of("post")} == {f"s{first.id}.1", f"s{second.id}.1"}


@pytest.mark.parametrize("speed", [1, 20])
async def test_a_rehearsal_allows_ten_real_seconds_away(database: Database, speed: int) -> None:
    clock = FakeClock(speed)
    messenger = FakeMessenger(clock)
    bot = Bot(database, clock, messenger)
    session = await bot.relax()
    await bot.play(5)
    clock.forward(5 + 199)

    await Bot(database, clock, messenger).settle()

    expected = State.RUNNING if speed == 20 else State.CLOSED
    assert (await bot.now(session)).state is expected
    assert clock.real_now() >= START
