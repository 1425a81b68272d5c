"""Where a session may speak, and what becomes of one that lost its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.card import LiveCard
from bot.core.delivery import Refusal
from bot.core.session import Place, State, Verb
from bot.flows.answers import (
    ChannelBusy,
    GoingOn,
    NoRoom,
    NotYours,
    Pressed,
    Started,
    Unfinished,
)
from bot.store.database import Database

from .fakes import FakeClock, FakeMessenger
from .stage import ANNA, BEN, CHANNEL, Bot, ask, token, told


async def test_a_channel_has_one_session_at_a_time(bot: Bot) -> None:
    await bot.relax(ANNA, Place.CHANNEL)
    await bot.knows(BEN)

    answer = await bot.sessions.start(BEN, ask(Place.CHANNEL), token(bot.clock))

    assert answer == ChannelBusy(ask(Place.CHANNEL))


async def test_a_busy_channel_does_not_stand_in_the_way_of_a_private_session(bot: Bot) -> None:
    await bot.relax(ANNA, Place.CHANNEL)
    await bot.knows(BEN)

    answer = await bot.sessions.start(BEN, ask(Place.PRIVATE), token(bot.clock))

    assert isinstance(answer, Started)


async def test_beyond_the_budget_no_session_that_posts_begins(
    database: Database, clock: FakeClock, messenger: FakeMessenger
) -> None:
    bot = Bot(database, clock, messenger, room=1)
    await bot.relax(ANNA)
    await bot.knows(BEN)

    answer = await bot.sessions.start(BEN, ask(Place.DM), token(clock))

    assert answer == NoRoom(ask(Place.DM))


async def test_a_private_session_costs_the_budget_nothing(
    database: Database, clock: FakeClock, messenger: FakeMessenger
) -> None:
    bot = Bot(database, clock, messenger, room=1)
    await bot.relax(ANNA)

    session = await bot.relax(BEN, Place.PRIVATE)

    assert session.place is Place.PRIVATE


async def test_a_session_that_began_on_the_last_room_frees_it_at_its_end(
    database: Database, clock: FakeClock, messenger: FakeMessenger
) -> None:
    bot = Bot(database, clock, messenger, room=1)
    await bot.relax(ANNA)
    await bot.play()

    session = await bot.relax(BEN)

    assert session.going_on


async def test_ticked_lines_of_a_channel_are_removed_at_the_end(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax(place=Place.CHANNEL)

    await bot.play()

    assert [told(card) for card in messenger.messages.values()] == ["finished"]


async def test_who_manages_the_channel_may_stop_its_session(bot: Bot) -> None:
    session = await bot.relax(ANNA, Place.CHANNEL)
    await bot.play(1)

    manager = replace(bot.press(BEN), manages=True)
    answer = await bot.sessions.press(session.id, manager, Verb.STOP)

    assert isinstance(answer, Pressed)
    assert (await bot.now(session)).state is State.STOPPED


async def test_who_manages_a_channel_has_no_say_over_direct_messages(bot: Bot) -> None:
    session = await bot.relax(ANNA, Place.DM)

    manager = replace(bot.press(BEN), manages=True)

    assert await bot.sessions.press(session.id, manager, Verb.STOP) == NotYours()


async def test_a_first_message_that_lands_late_shifts_the_session(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax()
    slow = messenger.hold("post")
    await bot.claim()
    await messenger.reached("post")
    bot.clock.forward(7)
    slow.set()

    await bot.speaker.finish(5)
    await bot.play()

    assert [it.at.total_seconds() for it in messenger.of("post")] == [7, 17, 47, 52, 82, 97]


async def test_a_channel_lost_on_the_way_moves_the_session_to_the_private_card(
    bot: Bot, messenger: FakeMessenger
) -> None:
    await bot.relax(place=Place.CHANNEL)
    await bot.play(5)
    messenger.refuse("post", Refusal.FORBIDDEN)

    await bot.play(5)

    assert [(it.how, told(it.card)) for it in messenger.said][-1] == ("private", "step 1")


async def test_a_private_session_is_closed_while_its_card_can_still_say_so(
    bot: Bot, messenger: FakeMessenger
) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    await bot.sessions.press(session.id, bot.press(text="newest"), Verb.PAUSE)
    bot.clock.forward(14 * 60 - 20)

    await bot.sessions.close_expiring()
    await bot.speaker.finish(5)

    assert [(it.where, told(it.card)) for it in messenger.said] == [("newest", "closed")]
    assert (await bot.now(session)).state is State.CLOSED


async def test_a_private_session_with_time_left_is_not_closed(bot: Bot) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    bot.clock.forward(13 * 60)

    await bot.sessions.close_expiring()

    assert (await bot.now(session)).going_on


async def lost(bot: Bot, database: Database) -> tuple[Bot, int]:
    """A bot started again after more than an hour, and the session it lost."""
    session = await bot.relax()
    await bot.play(12)
    bot.clock.forward(2 * 3600)
    restarted = Bot(database, bot.clock, bot.messenger)
    await restarted.settle()
    return restarted, session.id


async def test_the_next_relax_offers_to_continue_what_an_outage_ended(
    bot: Bot, database: Database
) -> None:
    restarted, session_id = await lost(bot, database)

    answer = await restarted.sessions.start(ANNA, ask(source="hang"), token(bot.clock))

    assert isinstance(answer, Unfinished)
    assert (answer.session.id, answer.title) == (session_id, "Circles")


async def test_the_offer_to_continue_is_made_once(bot: Bot, database: Database) -> None:
    restarted, _ = await lost(bot, database)
    await restarted.sessions.start(ANNA, ask(source="hang"), token(bot.clock))

    answer = await restarted.sessions.start(ANNA, ask(source="hang"), token(bot.clock))

    assert isinstance(answer, Started)


async def test_nothing_is_offered_a_day_later(bot: Bot, database: Database) -> None:
    restarted, _ = await lost(bot, database)
    bot.clock.forward(timedelta(days=1).total_seconds())

    answer = await restarted.sessions.start(ANNA, ask(source="hang"), token(bot.clock))

    assert isinstance(answer, Started)


async def test_continue_begins_anew_at_the_step_it_stood_at(
    bot: Bot, database: Database, messenger: FakeMessenger
) -> None:
    restarted, session_id = await lost(bot, database)
    posted = len(messenger.of("post"))

    await restarted.sessions.continue_(session_id, restarted.press())
    await restarted.play()

    assert [told(it.card) for it in messenger.of("post")[posted:]] == [
        "step 1",
        "step 2",
        "step 3",
        "step 4",
        "finished",
    ]


async def test_a_continued_private_session_answers_with_its_step(bot: Bot) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    await bot.play(12)
    await bot.sessions.press(session.id, bot.press(), Verb.STOP)

    answer = await bot.sessions.continue_(session.id, bot.press())

    assert isinstance(answer, Started)
    assert isinstance(answer.card, LiveCard)
    assert told(answer.card) == "step 1"


async def test_nobody_continues_the_session_of_somebody_else(bot: Bot) -> None:
    session = await bot.relax()
    await bot.sessions.press(session.id, bot.press(), Verb.STOP)
    await bot.knows(BEN)

    assert await bot.sessions.continue_(session.id, bot.press(BEN)) == NotYours()


async def test_continuing_beside_a_session_that_goes_on_offers_to_replace_it(bot: Bot) -> None:
    first = await bot.relax()
    await bot.sessions.press(first.id, bot.press(), Verb.STOP)
    await bot.relax(source="hang")

    assert isinstance(await bot.sessions.continue_(first.id, bot.press()), GoingOn)


async def test_once_more_pressed_elsewhere_does_not_post_into_the_old_channel(bot: Bot) -> None:
    session = await bot.relax(place=Place.CHANNEL)
    await bot.sessions.press(session.id, bot.press(), Verb.STOP)

    elsewhere = replace(bot.press(), channel_id=CHANNEL + 1)
    answer = await bot.sessions.again(session.id, elsewhere)

    assert isinstance(answer, Started)
    assert answer.session.place is Place.PRIVATE
