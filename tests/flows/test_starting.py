from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.card import LiveCard
from bot.core.member import SAFETY_VERSION
from bot.core.script import Pace
from bot.core.session import Place, State, Verb
from bot.flows.answers import (
    GoingOn,
    NoSuchExercise,
    NoSuchSession,
    NotYours,
    SafetyFirst,
    Started,
)

from .fakes import START, FakeMessenger
from .stage import ANNA, BEN, CHANNEL, GUILD, Bot, ask, token, told


async def test_the_first_start_asks_for_the_safety_text_and_keeps_what_was_asked(bot: Bot) -> None:
    asked = ask(Place.DM, pace=Pace.SLOW)

    answer = await bot.sessions.start(ANNA, asked, token(bot.clock))

    assert answer == SafetyFirst(asked)


async def test_nothing_runs_before_the_safety_text_is_accepted(bot: Bot) -> None:
    await bot.sessions.start(ANNA, ask(), token(bot.clock))

    assert await bot.store.running() == ()


async def test_accepting_starts_what_was_asked_for(bot: Bot) -> None:
    answer = await bot.sessions.accept_safety(ANNA, ask(pace=Pace.SLOW), token(bot.clock))

    assert isinstance(answer, Started)
    assert (answer.session.source, answer.session.pace) == ("circles", Pace.SLOW)


async def test_accepting_is_noted_with_its_date_and_version(bot: Bot) -> None:
    await bot.sessions.accept_safety(ANNA, ask(), token(bot.clock))

    member = await bot.members.get(ANNA)
    assert (member.safety_version, member.safety_accepted_at) == (SAFETY_VERSION, START)


async def test_an_older_acceptance_is_asked_for_again(bot: Bot) -> None:
    await bot.members.accept_safety(ANNA, SAFETY_VERSION - 1, START)

    answer = await bot.sessions.start(ANNA, ask(), token(bot.clock))

    assert isinstance(answer, SafetyFirst)


async def test_an_exercise_nobody_knows_starts_nothing(bot: Bot) -> None:
    await bot.knows(ANNA)

    answer = await bot.sessions.start(ANNA, ask(source="handstand"), token(bot.clock))

    assert answer == NoSuchExercise("handstand")


async def test_a_private_start_shows_its_first_step_in_the_answer(bot: Bot) -> None:
    await bot.knows(ANNA)

    answer = await bot.sessions.start(ANNA, ask(Place.PRIVATE), token(bot.clock))

    assert isinstance(answer, Started)
    assert isinstance(answer.card, LiveCard)
    assert told(answer.card) == "step 0"


async def test_a_private_start_next_needs_the_bot_at_its_second_cue(bot: Bot) -> None:
    await bot.relax(place=Place.PRIVATE)

    assert bot.alarm.at == START + timedelta(seconds=10)


async def test_a_start_in_direct_messages_answers_without_a_card_and_is_due_at_once(
    bot: Bot,
) -> None:
    await bot.knows(ANNA)

    answer = await bot.sessions.start(ANNA, ask(Place.DM), token(bot.clock))

    assert isinstance(answer, Started)
    assert answer.card is None
    assert bot.alarm.at == START


async def test_a_start_remembers_the_server_and_channel_it_was_asked_in(bot: Bot) -> None:
    session = await bot.relax()

    assert (session.guild_id, session.channel_id) == (GUILD, CHANNEL)


async def test_a_second_start_names_the_session_that_goes_on(bot: Bot) -> None:
    first = await bot.relax()
    asked = ask(source="hang")

    answer = await bot.sessions.start(ANNA, asked, token(bot.clock))

    assert answer == GoingOn(first, "Circles", asked)


async def test_a_second_start_changes_nothing_about_the_first(bot: Bot) -> None:
    first = await bot.relax()

    await bot.sessions.start(ANNA, ask(source="hang"), token(bot.clock, "other"))

    assert await bot.now(first) == first


async def test_a_paused_session_also_goes_on(bot: Bot) -> None:
    first = await bot.relax()
    await bot.sessions.press(first.id, bot.press(), Verb.PAUSE)

    answer = await bot.sessions.start(ANNA, ask(), token(bot.clock))

    assert isinstance(answer, GoingOn)


async def test_two_people_do_not_stand_in_each_others_way(bot: Bot) -> None:
    await bot.relax(ANNA)

    await bot.relax(BEN)

    assert {it.member_id for it in await bot.store.running()} == {ANNA, BEN}


async def test_replacing_ends_the_first_and_begins_the_second(bot: Bot) -> None:
    first = await bot.relax()

    answer = await bot.sessions.replace(first.id, bot.press(), ask(source="hang"))

    assert isinstance(answer, Started)
    assert answer.session.source == "hang"
    assert (await bot.now(first)).state is State.STOPPED


async def test_replacing_brings_the_card_of_the_first_up_to_date(
    bot: Bot, messenger: FakeMessenger
) -> None:
    first = await bot.relax()
    await bot.work()
    (card,) = messenger.messages

    await bot.sessions.replace(first.id, bot.press(), ask(source="hang"))
    await bot.work()

    assert told(messenger.messages[card]) == "stopped"


async def test_replacing_updates_a_private_card_through_its_own_token(
    bot: Bot, messenger: FakeMessenger
) -> None:
    first = await bot.relax(place=Place.PRIVATE)

    await bot.sessions.replace(first.id, bot.press(text="new"), ask(Place.PRIVATE, "hang"))
    await bot.speaker.finish(5)

    assert [(it.where, told(it.card)) for it in messenger.said] == [("first", "stopped")]


async def test_replacing_a_session_that_is_over_just_begins(bot: Bot) -> None:
    first = await bot.relax()
    await bot.sessions.press(first.id, bot.press(), Verb.STOP)

    answer = await bot.sessions.replace(first.id, bot.press(), ask(source="hang"))

    assert isinstance(answer, Started)


async def test_nobody_replaces_the_session_of_somebody_else(bot: Bot) -> None:
    first = await bot.relax(ANNA)
    await bot.knows(BEN)

    answer = await bot.sessions.replace(first.id, bot.press(BEN), ask(source="hang"))

    assert answer == NotYours()
    assert await bot.now(first) == first


async def test_once_more_begins_the_same_again(bot: Bot) -> None:
    await bot.knows(ANNA)
    started = await bot.sessions.start(ANNA, ask(Place.DM, "hang", Pace.BRISK), token(bot.clock))
    assert isinstance(started, Started)
    await bot.play()

    again = await bot.sessions.again(started.session.id, bot.press())

    assert isinstance(again, Started)
    asked = (again.session.source, again.session.asked, again.session.pace)
    assert asked == ("hang", Place.DM, Pace.BRISK)
    assert again.session.id != started.session.id


@pytest.mark.parametrize(
    ("user_id", "session_id", "expected"),
    [
        pytest.param(BEN, 1, NotYours(), id="a foreign one"),
        pytest.param(ANNA, 99, NoSuchSession(), id="an unknown one"),
    ],
)
async def test_once_more_needs_an_own_session(
    bot: Bot, user_id: int, session_id: int, expected: object
) -> None:
    await bot.relax(ANNA)
    await bot.play()

    answer = await bot.sessions.again(session_id, bot.press(user_id))

    assert answer == expected


async def test_a_session_whose_first_card_never_arrived_is_stopped(bot: Bot) -> None:
    session = await bot.relax(place=Place.PRIVATE)

    await bot.sessions.abandon(session)

    assert (await bot.now(session)).state is State.STOPPED


async def test_an_abandoned_session_says_nothing_more(bot: Bot, messenger: FakeMessenger) -> None:
    session = await bot.relax(place=Place.PRIVATE)
    await bot.sessions.abandon(session)

    await bot.play()

    assert messenger.said == []
