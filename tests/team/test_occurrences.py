"""An occurrence from its heads-up to its end, with everybody who presses."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from typing import Any

import pytest

from bot.core.break_card import CallCard, SharedCard
from bot.core.teambreak import Cues
from bot.core.timetable import EVERY_DAY, Timetable
from bot.flows.team_answers import AlreadyOver, Hosted, Joined, NotHost, TooSoon
from bot.store.database import Database
from tests.flows.fakes import START, FakeClock, FakeMessenger
from tests.flows.stage import ANNA, CHANNEL, until

from .stage import CARA, CREATOR, MANAGER, MEMBER, TeamBot


async def test_five_minutes_before_one_card_calls_who_opted_in(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.breaks.follow(own.id, MEMBER)

    await bot.until(24.9)
    before = bot.told()
    await bot.until(25)

    card = bot.messenger.of("post")[-1].card
    assert before == []
    assert bot.told() == ["call 0"]
    assert isinstance(card, CallCard)
    assert card.pings.members == (CARA,)


@pytest.mark.parametrize(("speed", "told"), [(1, None), (10, "10:30")])
async def test_in_a_rehearsal_the_heads_up_also_says_what_the_timetable_reads(
    database: Database, messenger: FakeMessenger, speed: float, told: str | None
) -> None:
    bot = TeamBot(database, FakeClock(speed), messenger)
    await bot.planned(timetable=Timetable((time(10, 30),), EVERY_DAY, "Europe/Berlin"))

    await bot.until(25)

    card = messenger.of("post")[-1].card
    assert isinstance(card, CallCard)
    assert (card.rehearsed and f"{card.rehearsed:%H:%M}") == told
    assert card.starts_at == START + timedelta(minutes=30) / speed


async def test_at_its_hour_the_session_starts_on_one_message_and_pings_nobody(
    bot: TeamBot,
) -> None:
    own = await bot.planned("9:30")
    await bot.breaks.follow(own.id, MEMBER)

    await bot.until(32)

    start = bot.messenger.of("post")[1]
    assert isinstance(start.card, SharedCard)
    assert (start.card.pings.members, start.card.pings.role_id) == ((), None)
    assert start.at.total_seconds() == 30 * 60
    assert bot.told() == ["call 0", "step 0"]
    on_it = [it for it in bot.messenger.of("edit") if it.message_id == start.message_id]
    assert [
        (it.at.total_seconds() - 1800, word) for it, word in zip(on_it, SHOWN, strict=True)
    ] == [
        *((float(at), word) for at, word in zip((10, 25, 40, 45, 60, 75, 90), SHOWN, strict=True))
    ]


SHOWN = ["step 1", "halfway 1", "step 2", "step 3", "halfway 3", "step 4", "finished"]


async def test_the_edits_say_step_after_step(bot: TeamBot) -> None:
    await bot.planned("9:30")

    await bot.until(32)

    assert [it for it in bot.told("edit") if it != "running"] == SHOWN


async def test_with_messages_each_step_is_posted_and_the_one_before_ticked(bot: TeamBot) -> None:
    await bot.planned("9:30", cues=Cues.MESSAGES)

    await bot.until(32)

    assert bot.told() == ["call 0", "step 0", "step 1", "step 2", "step 3", "step 4"]
    assert bot.told("edit")[-1] == "finished"
    assert [it for it in bot.told("edit") if it.startswith("ticked")] == [
        "ticked 0",
        "ticked 1",
        "ticked 2",
        "ticked 3",
    ]


async def test_the_next_day_it_is_called_again_at_the_same_hour(bot: TeamBot) -> None:
    await bot.planned("9:30")

    await bot.until(24 * 60 + 26)

    calls = [it.at.total_seconds() / 60 for it in bot.messenger.of("post") if it.nonce[-1] == "1"]
    assert calls == [25, 24 * 60 + 25]


async def test_joining_counts_once_however_often_it_is_pressed(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(26)

    for _ in range(3):
        found = await bot.occurrences.join(1, MEMBER)
        assert isinstance(found, Joined)
    await bot.occurrences.join(1, MANAGER)
    await bot.work()

    assert bot.told("edit")[-1] == "call 2"


@pytest.mark.parametrize(("press", "told"), [("join", "call 1"), ("decline", "call 0")])
async def test_a_press_before_the_send_is_confirmed_is_seen_on_the_card_too(
    bot: TeamBot, press: str, told: str
) -> None:
    await bot.planned("9:30")
    if press == "decline":
        await bot.until(24)
        await bot.kept.join(1, MEMBER.user_id, joins=True)
    bot.clock.forward_to(START + timedelta(minutes=25))
    await bot.dispatcher.tick()
    await bot.said()
    (card,) = (it for it in bot.messenger.messages if it.channel_id == CHANNEL)

    await getattr(bot.occurrences, press)(1, MEMBER, card)
    await bot.work()

    assert bot.told("edit")[-1:] == [told]


async def test_not_today_takes_a_joining_back(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(26)

    await bot.occurrences.join(1, MEMBER)
    await bot.occurrences.decline(1, MEMBER)

    assert await bot.kept.joined(1) == 0


async def test_who_joins_late_sees_the_current_step(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(30 + 42 / 60)

    found = await bot.occurrences.join(1, MEMBER)

    assert isinstance(found, Joined)
    assert found.now
    assert found.now.script.cues[found.now.cue].step == 2


async def test_who_has_a_session_of_their_own_is_offered_to_end_it(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(29.5)
    session = await bot.relax(CARA)

    found = await bot.occurrences.join(1, MEMBER)

    assert isinstance(found, Joined)
    assert found.own
    assert found.own.id == session.id


async def test_joining_one_that_is_over_says_so(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(40)

    assert isinstance(await bot.occurrences.join(1, MEMBER), AlreadyOver)


@pytest.mark.parametrize("host", [CREATOR, MANAGER])
async def test_a_host_delays_by_ten_minutes_once_a_press(bot: TeamBot, host) -> None:
    await bot.planned("9:30")
    await bot.until(26)

    first = await bot.occurrences.delay(1, host, 0)
    second = await bot.occurrences.delay(1, host, 0)
    await bot.until(45)

    start = bot.messenger.of("post")[1]
    assert isinstance(first, Hosted)
    assert isinstance(second, Hosted)
    assert start.at.total_seconds() == 40 * 60


@pytest.mark.parametrize("verb", ["skip", "start", "stop"])
async def test_nobody_else_is_a_host(bot: TeamBot, verb: str) -> None:
    await bot.planned("9:30")
    await bot.until(26)
    before = await bot.kept.occurrence(1)

    assert isinstance(await getattr(bot.occurrences, verb)(1, MEMBER), NotHost)
    assert await bot.kept.occurrence(1) == before


async def test_start_now_starts_now(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(26)

    await bot.occurrences.start(1, CREATOR)
    await bot.work()

    assert bot.told() == ["call 0", "step 0"]
    assert bot.told("edit") == ["running"]


async def test_a_skipped_one_is_silent_and_the_next_day_comes(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(26)

    await bot.occurrences.skip(1, CREATOR)
    await bot.until(60)
    said = bot.told()
    await bot.until(24 * 60 + 26)

    assert said == ["call 0"]
    assert bot.told() == ["call 0", "call 0"]


async def stopping_while_an_edit_is_held(bot: TeamBot) -> tuple[asyncio.Event, asyncio.Task[Any]]:
    """One step is on the wire, the next one waits behind it, and the host has pressed Stop."""
    await bot.planned("9:30")
    await bot.until(30)
    running = await bot.kept.occurrence(1)
    slow, edits = bot.messenger.hold("edit"), bot.messenger.asked.count("edit")
    bot.clock.forward(10)
    await bot.claim()
    await bot.messenger.reached("edit", edits + 1)
    bot.clock.forward(15)
    await bot.claim()
    stopping = asyncio.create_task(bot.occurrences.stop(1, CREATOR))

    async def overtaken() -> bool:
        return bot.announcer._edits.outdated(1, running.revision + 1)

    await until(overtaken)
    return slow, stopping


async def test_a_step_from_before_a_stop_lands_before_its_answer_or_never(bot: TeamBot) -> None:
    slow, stopping = await stopping_while_an_edit_is_held(bot)
    answered_early = stopping.done()
    slow.set()
    await stopping
    before = bot.told("edit")
    await bot.work()

    assert not answered_early
    assert before[-1] == "step 1"
    assert bot.told("edit") == before


async def test_where_a_step_stays_on_the_wire_the_end_is_written_behind_it(bot: TeamBot) -> None:
    slow, stopping = await stopping_while_an_edit_is_held(bot)
    await stopping
    slow.set()
    await bot.work()

    assert bot.told("edit")[-2:] == ["step 1", "stopped"]


async def test_nobody_joined_three_times_asks_once_and_five_times_pauses(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    dm = 700_000 + ANNA

    await bot.until(24 * 60 * 2 + 60)
    asked = bot.told(where=dm)
    await bot.until(24 * 60 * 9)

    assert asked == ["creator lonely"]
    assert bot.told(where=dm) == ["creator lonely"]
    assert bot.told().count("step 0") == 5
    assert not (await bot.own(own)).active


async def test_one_who_joins_begins_the_count_anew(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.until(24 * 60 + 60)
    await bot.until(2 * 24 * 60 + 27)

    await bot.occurrences.join(3, MEMBER)
    await bot.until(2 * 24 * 60 + 60)

    assert (await bot.own(own)).lonely == 0


async def test_stretch_begins_at_once_pings_nobody_and_not_twice_in_half_an_hour(
    bot: TeamBot,
) -> None:
    await bot.occurrences.stretch(MEMBER, CHANNEL, "circles", 0)
    await bot.work()
    again = await bot.occurrences.stretch(MANAGER, CHANNEL, "circles", 0)
    await bot.until(31)
    later = await bot.occurrences.stretch(MANAGER, CHANNEL, "circles", 5)
    await bot.work()

    assert isinstance(again, TooSoon)
    assert not isinstance(later, TooSoon)
    assert bot.told() == ["step 0", "call 0"]


async def test_a_break_whose_hour_comes_while_another_runs_waits_for_its_end(
    bot: TeamBot,
) -> None:
    await bot.planned("9:30")
    await bot.until(26)
    await bot.occurrences.delay(1, CREATOR, 0)
    await bot.planned("9:41")
    await bot.until(50)

    starts = [it.at.total_seconds() for it in bot.messenger.of("post") if word_is_start(it.card)]
    assert starts == [40 * 60, 40 * 60 + 90]


def word_is_start(card: object) -> bool:
    return isinstance(card, SharedCard) and card.cue == 0


async def test_run_starts_the_one_in_its_heads_up_and_not_another(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.until(27)

    await bot.breaks.run(own.id, MANAGER)
    await bot.breaks.run(own.id, MANAGER)
    await bot.until(60)

    assert bot.told() == ["call 0", "step 0"]


async def test_run_far_from_its_hour_is_beside_the_plan(bot: TeamBot) -> None:
    own = await bot.planned("9:30")

    await bot.breaks.run(own.id, MANAGER)
    await bot.until(60)

    starts = [it.at.total_seconds() / 60 for it in bot.messenger.of("post")]
    assert starts == [0, 25, 30]
