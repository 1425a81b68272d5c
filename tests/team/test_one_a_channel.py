"""A channel has one session at a time: somebody's, or the team's."""

from __future__ import annotations

import pytest

from bot.core.break_card import CallCard, SharedCard
from bot.core.occurrence import LOOK_EVERY, Stage
from bot.core.session import Place, Verb
from bot.flows.answers import ChannelBusy, StartAnswer, Started
from bot.flows.team_answers import Joined, TooSoon
from tests.flows.fakes import START, Said
from tests.flows.stage import ANNA, BEN, CHANNEL, ask, token

from .stage import MANAGER, MEMBER, TeamBot


async def relax(bot: TeamBot, user_id: int, place: Place = Place.CHANNEL) -> StartAnswer:
    await bot.knows(user_id)
    answer = await bot.sessions.start(user_id, ask(place), token(bot.clock))
    await bot.work()
    return answer


async def press(bot: TeamBot, user_id: int, verb: Verb) -> None:
    await bot.sessions.press(1, bot.press(user_id), verb)


def starts(bot: TeamBot) -> list[float]:
    """When team sessions began, in seconds after half past nine."""
    posts = [it for it in bot.messenger.of("post") if isinstance(it.card, SharedCard)]
    return [it.at.total_seconds() - 1800 for it in posts if it.card.cue == 0]


def calls(bot: TeamBot) -> list[Said]:
    edits = [it for it in bot.messenger.of("edit") if isinstance(it.card, CallCard)]
    return [it for it in edits if it.card.occurrence.waits]


@pytest.mark.parametrize(("minutes", "free"), [(24, True), (26, False), (30.5, False), (40, True)])
async def test_from_the_heads_up_to_the_end_nobody_elses_session_begins_there(
    bot: TeamBot, minutes: float, free: bool
) -> None:
    await bot.planned("9:30")
    await bot.until(minutes)

    answer = await relax(bot, BEN)

    assert isinstance(answer, Started) == free
    assert free or answer == ChannelBusy(ask(Place.CHANNEL), by_team=True)


async def test_a_private_one_may_begin_any_time(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(26)

    assert isinstance(await relax(bot, BEN, Place.PRIVATE), Started)


async def test_a_break_waits_for_the_session_that_runs_in_its_channel(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(24.5)
    await relax(bot, BEN)
    await bot.until(24.6)
    await press(bot, BEN, Verb.PAUSE)
    await bot.until(30.5)
    waiting = calls(bot)
    joined = await bot.occurrences.join(1, MEMBER)

    await press(bot, BEN, Verb.RESUME)
    await bot.until(31)
    before = starts(bot)
    await bot.until(40)

    assert [it.at.total_seconds() for it in waiting] == [1800]
    assert isinstance(joined, Joined)
    assert joined.occurrence.waits
    assert before == []
    (begun,) = starts(bot)
    session = await bot.store.get(1)
    assert session
    assert session.ended_at
    late = (session.ended_at - START).total_seconds() - 1800
    assert late > 60
    assert 0 <= begun - late <= LOOK_EVERY.total_seconds()


async def test_stopped_early_it_lets_the_break_begin_at_once(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(24.5)
    await relax(bot, BEN)
    await press(bot, BEN, Verb.PAUSE)
    await bot.until(31)

    await press(bot, BEN, Verb.STOP)
    await bot.until(40)

    (begun,) = starts(bot)
    assert 60 <= begun <= 60 + LOOK_EVERY.total_seconds()


async def test_beyond_ten_minutes_it_is_missed_and_can_be_begun_later(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(24.5)
    await relax(bot, BEN)
    await press(bot, BEN, Verb.PAUSE)

    await bot.until(45)
    it = await bot.kept.occurrence(1)
    await press(bot, BEN, Verb.STOP)
    await bot.occurrences.start(1, MANAGER)
    await bot.until(50)

    assert it
    assert it.state is Stage.MISSED
    assert starts(bot) == [15 * 60]


async def test_a_team_stretch_does_not_begin_over_a_session(bot: TeamBot) -> None:
    await relax(bot, ANNA)

    assert isinstance(await bot.occurrences.stretch(MANAGER, CHANNEL, "circles", 0), TooSoon)
    await press(bot, ANNA, Verb.STOP)
    assert not isinstance(await bot.occurrences.stretch(MANAGER, CHANNEL, "circles", 0), TooSoon)
