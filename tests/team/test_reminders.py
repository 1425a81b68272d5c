"""Reminders: proved before they count, answered in one press, and quiet when nobody answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.delivery import Refusal
from bot.core.reminder import State, Verb, asks_fewer, resume
from bot.core.reminder_card import ClosedCard
from bot.flows.reminders import Added, Answered, NeverDue, NoSuchReminder, TooManyReminders
from bot.flows.settings import Wish
from tests.flows.fakes import START
from tests.flows.stage import ANNA, BEN, token

from .stage import TeamBot, reminder

DM = 700_000 + ANNA


async def nudges(bot: TeamBot) -> list[float]:
    """At which minutes after nine it nudged."""
    return [
        it.at.total_seconds() / 60
        for it in bot.messenger.of("post")
        if it.where == DM and getattr(it.card, "what", None) == "nudge"
    ]


async def test_nothing_comes_before_the_test_message_is_confirmed(bot: TeamBot) -> None:
    await bot.reminders.add(reminder("9:30"), token(bot.clock))

    await bot.until(24 * 60 * 2)

    assert bot.told(where=DM) == ["test"]


async def test_a_confirmed_one_comes_at_its_hour_every_day(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")

    await bot.until(24 * 60 + 40)

    assert kept.consented_at == START
    assert await nudges(bot) == [30, 24 * 60 + 30]


async def test_one_that_a_wake_took_along_a_moment_early_comes_once(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    at = START + timedelta(minutes=30)
    bot.clock.forward_to(at - timedelta(milliseconds=20))

    await bot.work()

    assert len(await nudges(bot)) == 1
    assert (await bot.reminder(kept.id)).nudged_at == at
    await bot.until(24 * 60 + 20)
    assert len(await nudges(bot)) == 1


async def test_a_refused_test_is_said_where_it_was_asked_and_the_reminder_kept_paused(
    bot: TeamBot,
) -> None:
    bot.messenger.refuse("post", Refusal.DMS_CLOSED)
    kept = await bot.added(reminder(), "asked")
    await bot.work()

    told = bot.messenger.of("private")
    assert [(type(it.card), it.where) for it in told] == [(ClosedCard, "asked")]
    assert (await bot.reminder(kept.id)).state is State.CLOSED


async def test_dms_closed_later_pause_it_and_are_told_once_at_the_next_command(
    bot: TeamBot,
) -> None:
    kept = await bot.reminded("9:30")
    bot.messenger.refuse("post", Refusal.DMS_CLOSED)
    await bot.until(24 * 60 * 3)

    first = await bot.reminders.untold(ANNA)
    second = await bot.reminders.untold(ANNA)

    assert [it.id for it in first] == [kept.id]
    assert second == ()
    assert len(await nudges(bot)) == 0


async def test_resuming_one_with_closed_dms_tests_them_anew(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    bot.messenger.refuse("post", Refusal.DMS_CLOSED)
    await bot.until(31)

    await bot.reminders.resume(kept.id, ANNA)
    await bot.until(60 * 25)

    assert bot.told(where=DM) == ["test", "test"]


async def test_without_an_answer_it_shrinks_to_one_line_after_55_minutes(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")

    await bot.until(84.9)
    before = bot.told("edit", DM)
    await bot.until(85)

    assert (before, bot.told("edit", DM)) == ([], ["over"])
    assert (await bot.reminder(kept.id)).ignored == 1


@pytest.mark.parametrize(
    ("verb", "minutes"),
    [(Verb.SNOOZE, [30, 46, 120]), (Verb.SKIP, [30, 24 * 60 + 30]), (Verb.STOP, [30])],
)
async def test_every_button_does_what_it_says(
    bot: TeamBot, verb: Verb, minutes: list[float]
) -> None:
    kept = await bot.reminded("9:30, 11:00")
    await bot.until(31)

    for _ in range(2):
        await bot.reminders.press(kept.id, ANNA, verb)
    await bot.until(24 * 60 + 35)

    assert (await nudges(bot))[: len(minutes)] == minutes
    assert (await bot.reminder(kept.id)).state is (
        State.PAUSED if verb is Verb.STOP else State.ACTIVE
    )


async def test_an_answer_begins_the_count_anew(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await bot.until(24 * 60 * 2 + 31)

    await bot.reminders.press(kept.id, ANNA, Verb.START)

    assert (await bot.reminder(kept.id)).ignored == 0


async def test_ignored_it_asks_once_then_halves_then_pauses_and_says_so_later(
    bot: TeamBot,
) -> None:
    kept = await bot.reminded("9:30")

    await bot.until(24 * 60 * 30)

    cards = [it.card for it in bot.messenger.of("post") if it.where == DM][1:]
    days = [round(at // (24 * 60)) for at in await nudges(bot)]
    assert [n for n, card in enumerate(cards) if asks_fewer(card.reminder)] == [3]
    assert days == [0, 1, 2, 3, 5, 7, 9]
    assert (await bot.reminder(kept.id)).state is State.QUIET
    assert [it.id for it in await bot.reminders.untold(ANNA)] == [kept.id]


async def test_at_most_three_come_a_day(bot: TeamBot) -> None:
    await bot.reminded("9:30, 10:30, 11:30, 12:30")
    await bot.reminded("13:30")

    await bot.until(8 * 60)

    assert await nudges(bot) == [30, 90, 150]


async def test_two_within_45_minutes_are_one(bot: TeamBot) -> None:
    await bot.reminded("9:30")
    await bot.reminded("9:50, 10:15")

    await bot.until(3 * 60)

    assert await nudges(bot) == [30, 75]


async def test_every_so_many_minutes_inside_the_usual_hours(bot: TeamBot) -> None:
    await bot.reminded(times=(), every=120)

    await bot.until(23 * 60)

    assert await nudges(bot) == [120, 240, 360]


@pytest.mark.parametrize(("late", "came"), [(29, 1), (31, 0)])
async def test_half_an_hour_late_it_is_left_out(
    bot: TeamBot, restarted: TeamBot, late: float, came: int
) -> None:
    await bot.reminded("9:30")
    bot.clock.forward((30 + late) * 60)

    await restarted.settle()

    assert len(await nudges(bot)) == came


async def test_weeks_away_bring_at_most_one(bot: TeamBot, restarted: TeamBot) -> None:
    for hour in range(10, 20):
        await bot.reminded(f"{hour}:05")
    bot.clock.forward(timedelta(days=20, hours=5, minutes=10).total_seconds())

    await restarted.settle()
    await restarted.until(20 * 24 * 60 + 5 * 60 + 11)

    assert len(await nudges(bot)) == 1


async def test_a_nudge_killed_on_its_way_comes_once(bot: TeamBot, restarted: TeamBot) -> None:
    await bot.reminded("9:30")
    await bot.until(29.9)
    bot.messenger.asked.clear()
    bot.messenger.hold("post")
    bot.clock.forward(6)
    await bot.claim()
    await bot.messenger.reached("post")
    await bot.die()
    bot.clock.forward(3)

    await restarted.settle()

    assert [it.nonce for it in bot.messenger.of("post")] == ["r1.1", "r1.2"]
    assert await restarted.kept.unconfirmed() == ()


async def test_again_tomorrow_comes_once_at_the_same_wall_clock_time(bot: TeamBot) -> None:
    await bot.settings.change(ANNA, Wish(zone="Berlin"))
    made = await bot.reminders.tomorrow(ANNA, "circles", token(bot.clock))
    assert isinstance(made, Added)
    await bot.work()
    await bot.reminders.press(made.reminder.id, ANNA, Verb.CONFIRM)

    await bot.until(24 * 60 * 4)

    assert await nudges(bot) == [24 * 60]


async def test_without_a_zone_again_tomorrow_asks_for_one(bot: TeamBot) -> None:
    assert await bot.reminders.tomorrow(ANNA, "circles", token(bot.clock)) is None


async def test_nobody_touches_what_belongs_to_somebody_else(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")

    found = await bot.reminders.press(kept.id, BEN, Verb.STOP)

    assert isinstance(found, NoSuchReminder)
    assert await bot.reminder(kept.id) == kept


async def test_ten_are_the_most_and_removed_ones_do_not_count(bot: TeamBot) -> None:
    for hour in range(10, 20):
        kept = await bot.reminded(f"{hour}:00")
    full = await bot.reminders.add(reminder(), token(bot.clock))
    await bot.reminders.remove(kept.id, ANNA)

    assert isinstance(full, TooManyReminders)
    assert isinstance(await bot.reminders.add(reminder(), token(bot.clock)), Added)


async def test_two_asked_for_at_once_do_not_pass_the_most(bot: TeamBot) -> None:
    for hour in range(10, 19):
        await bot.reminded(f"{hour}:00")

    answers = await asyncio.gather(
        *(bot.reminders.add(reminder(at), token(bot.clock)) for at in ("19:00", "20:00"))
    )

    assert sorted(type(it).__name__ for it in answers) == ["Added", "TooManyReminders"]


async def test_paused_it_is_silent_and_resumed_it_goes_on(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await bot.reminders.pause(kept.id, ANNA)
    await bot.until(24 * 60 * 2)
    silent = await nudges(bot)

    resumed = await bot.reminders.resume(kept.id, ANNA)
    await bot.until(24 * 60 * 2 + 31)

    assert silent == []
    assert isinstance(resumed, Answered)
    assert resumed.did
    assert await nudges(bot) == [24 * 60 * 2 + 30]


async def test_a_reminder_that_never_comes_is_not_kept(bot: TeamBot) -> None:
    wanted = reminder(times=(), every=24 * 60)
    # Every day at nine is an hour that comes.
    assert not isinstance(await bot.reminders.add(wanted, token(bot.clock)), NeverDue)


def test_resuming_an_active_one_changes_nothing() -> None:
    active = reminder(state=State.ACTIVE)

    assert resume(active, START) == active
