"""What a person chose: changed in one decision, and followed by their reminders in the same one."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.member import Member
from bot.core.options import Posture
from bot.core.reminder import Reminder, State, Verb
from bot.core.script import Pace
from bot.flows.following import Followed
from bot.flows.reminders import Added
from bot.flows.settings import Kept, Refused, Wish
from tests.flows.fakes import START
from tests.flows.stage import ANNA, BEN, token

from .stage import TeamBot, reminder

DAY = timedelta(days=1)


async def change(bot: TeamBot, **wish: str) -> Kept:
    kept = await bot.settings.change(ANNA, Wish(**wish))
    assert isinstance(kept, Kept), kept
    return kept


async def walls(bot: TeamBot, it: Reminder, zone: str) -> list[str]:
    """What a clock in the zone reads at its next three."""
    kept = await bot.reminder(it.id)
    return [f"{at.astimezone(ZoneInfo(zone)):%d %H:%M}" for at in bot.reminders.runs(kept)]


# One decision


async def test_changes_side_by_side_lose_nothing(bot: TeamBot) -> None:
    wishes = [
        Wish(pace="slow"),
        Wish(zone="Berlin"),
        Wish(posture="standing"),
        Wish(leave_out="circles"),
        Wish(leave_out="hang"),
        Wish(working_hours="9-5"),
    ]

    await asyncio.gather(*(bot.settings.change(ANNA, it) for it in wishes))

    found = await bot.settings.show(ANNA)
    assert (found.pace, found.zone, found.working_hours) == (
        Pace.SLOW,
        "Europe/Berlin",
        "09:00-17:00",
    )
    assert found.options.posture is Posture.STANDING
    assert found.options.left_out == {"circles", "hang"}


async def test_leaving_out_what_hurts_beside_another_change_loses_nothing(bot: TeamBot) -> None:
    session = await bot.relax(ANNA)

    await asyncio.gather(
        bot.settings.change(ANNA, Wish(posture="standing", leave_out="hang")),
        bot.sessions.leave_out(session.id, "circles", bot.press(ANNA)),
    )

    options = (await bot.settings.show(ANNA)).options
    assert (options.posture, options.left_out) == (Posture.STANDING, {"circles", "hang"})


@pytest.mark.parametrize(
    ("wish", "refused"),
    [
        (Wish(zone="Middle Earth", pace="slow"), Refused("zone", "Middle Earth")),
        (Wish(working_hours="late", pace="slow"), Refused("working_hours", "late", "not_hours")),
        (Wish(days_off="soon", zone="UTC"), Refused("days_off", "soon", "not_a_date")),
        (Wish(days_off="2026-12-24", pace="slow"), Refused("days_off", "2026-12-24", "no_zone")),
        (Wish(leave_out="handstand", pace="slow"), Refused("leave_out", "handstand")),
    ],
)
async def test_one_part_that_cannot_be_refuses_all_of_it(
    bot: TeamBot, wish: Wish, refused: Refused
) -> None:
    assert await bot.settings.change(ANNA, wish) == refused
    assert await bot.settings.show(ANNA) == Member(ANNA)


async def test_a_name_of_several_zones_is_asked_about(bot: TeamBot) -> None:
    found = await bot.settings.change(ANNA, Wish(zone="Germany"))

    assert found == Refused("zone", "Germany", zones=("Europe/Berlin", "Europe/Busingen"))


async def test_days_off_are_of_the_zone_that_comes_with_them(bot: TeamBot) -> None:
    # At nine in London it is the third already on Kiritimati.
    bot.clock.forward(6 * 3600)

    late = await bot.settings.change(ANNA, Wish(zone="Kiritimati", days_off="2026-03-02"))
    good = await bot.settings.change(ANNA, Wish(zone="London", days_off="2026-03-02"))

    assert late == Refused("days_off", "2026-03-02", "past")
    assert isinstance(good, Kept)


# Reminders follow


async def test_reminders_follow_the_hours_their_person_has_now(bot: TeamBot) -> None:
    kept = await bot.reminded(times=(), every=60)

    told = await change(bot, working_hours="11-13, 15:30-18")

    assert told.followed == Followed(1, START.replace(hour=11))
    assert (await bot.reminder(kept.id)).due_at == START.replace(hour=11)
    assert await walls(bot, kept, "UTC") == ["02 11:00", "02 12:00", "02 15:30"]


async def test_a_later_end_of_the_day_counts_today(bot: TeamBot) -> None:
    bot.clock.forward(9.5 * 3600)
    kept = await bot.reminded(times=(), every=60)

    await change(bot, working_hours="9-20")

    assert (await walls(bot, kept, "UTC"))[0] == "02 19:00"


async def test_they_come_at_the_hours_of_the_new_zone(bot: TeamBot) -> None:
    timed = await bot.reminded("9:30")
    every = await bot.reminded(times=(), every=120)

    told = await change(bot, zone="New York")

    assert told.followed == Followed(2, START.replace(hour=14))
    assert (await walls(bot, timed, "America/New_York"))[0] == "02 09:30"
    assert (await walls(bot, every, "America/New_York"))[0] == "02 09:00"
    await bot.until(5 * 60)
    assert bot.told(where=700_000 + ANNA) == ["test", "test", "nudge"]


async def test_a_change_of_anything_else_moves_none(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")

    told = await change(bot, pace="slow", working_hours="11-13")

    assert told.followed == Followed()
    assert (await bot.reminder(kept.id)).revision == kept.revision


async def test_only_the_person_s_own_follow(bot: TeamBot) -> None:
    other = await bot.reminded("9:30", BEN)

    await change(bot, zone="Tokyo")

    assert (await bot.reminder(other.id)) == other


async def test_a_zone_given_with_a_new_one_moves_the_others_too(bot: TeamBot) -> None:
    first = await bot.reminded("9:30")

    made = await bot.reminders.add(reminder("10:00", zone="Asia/Tokyo"), token(bot.clock))

    assert isinstance(made, Added)
    assert made.followed.count == 1
    assert (await bot.settings.show(ANNA)).zone == "Asia/Tokyo"
    assert (await walls(bot, first, "Asia/Tokyo"))[0] == "03 09:30"


async def test_skipped_for_today_it_stays_so_whatever_changes(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30, 16:00")
    await bot.until(31)
    await bot.reminders.press(kept.id, ANNA, Verb.SKIP)

    await change(bot, zone="Berlin")
    west = await walls(bot, kept, "Europe/Berlin")
    await change(bot, zone="Los Angeles", days_off="2026-03-03")

    assert west[0] == "03 09:30"
    assert (await walls(bot, kept, "America/Los_Angeles"))[0] == "04 09:30"


async def test_again_tomorrow_is_tomorrow_in_the_new_zone_too(bot: TeamBot) -> None:
    await change(bot, zone="Berlin")
    made = await bot.reminders.tomorrow(ANNA, "circles", token(bot.clock))
    assert isinstance(made, Added)

    await change(bot, zone="New York")
    await bot.work()
    await bot.reminders.press(made.reminder.id, ANNA, Verb.CONFIRM)

    assert await walls(bot, made.reminder, "America/New_York") == ["03 10:00"]


async def test_what_stands_there_is_left_until_it_is_answered(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await bot.until(31)

    await change(bot, zone="Berlin")
    standing = await bot.reminder(kept.id)
    await bot.until(24 * 60 + 30)

    assert standing.standing
    assert standing.due_at == START + timedelta(minutes=30 + 55)
    assert bot.told("edit", 700_000 + ANNA) == ["over", "over"]
    assert (await bot.reminder(kept.id)).ignored == 2


async def test_a_snoozed_one_comes_when_it_was_put_off_to(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await bot.until(31)
    await bot.reminders.press(kept.id, ANNA, Verb.SNOOZE)

    await change(bot, zone="Tokyo")

    assert (await bot.reminder(kept.id)).due_at == START + timedelta(minutes=46)


# Days off


async def test_no_reminder_goes_out_on_a_day_off(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")

    told = await change(bot, days_off="2026-03-02, 2026-03-04..2026-03-05")
    await bot.until(24 * 60 * 4 + 31)

    nudged = [it.at.days for it in bot.messenger.of("post") if it.nonce != "r1.1"]
    assert told.followed.count == 1
    assert nudged == [1, 4]
    assert (await bot.reminder(kept.id)).state is State.ACTIVE


async def test_a_snooze_or_a_late_one_does_not_reach_into_a_day_off(bot: TeamBot) -> None:
    kept = await bot.reminded("23:50")
    await change(bot, days_off="2026-03-03")
    await bot.until(14 * 60 + 51)
    await bot.reminders.press(kept.id, ANNA, Verb.SNOOZE)

    await bot.until(24 * 60 * 2)

    assert [it.at for it in bot.messenger.of("post")][1:] == [timedelta(hours=14, minutes=50)]
    assert await walls(bot, kept, "UTC") == ["04 23:50", "05 23:50", "06 23:50"]


async def test_days_off_taken_back_are_days_again(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await change(bot, days_off="2026-03-02..2026-03-31")
    away = await walls(bot, kept, "UTC")

    await change(bot, days_off="none")

    assert away[0] == "01 09:30"
    assert (await walls(bot, kept, "UTC"))[0] == "02 09:30"


async def test_again_tomorrow_waits_for_the_first_day_that_is_none_off(bot: TeamBot) -> None:
    await change(bot, zone="UTC", days_off="2026-03-03..2026-03-05")

    made = await bot.reminders.tomorrow(ANNA, "circles", token(bot.clock))

    assert isinstance(made, Added)
    assert made.reminder.next_at == datetime(2026, 3, 6, 9, tzinfo=START.tzinfo)


async def test_past_ones_are_not_shown_and_forgotten(bot: TeamBot) -> None:
    await change(bot, zone="UTC", days_off="2026-03-03, 2026-03-05")
    bot.clock.forward(2 * 24 * 3600)

    shown = await bot.settings.show(ANNA)
    kept = await bot.members.get(ANNA)
    forgotten = [await bot.members.forget_past(bot.clock.now()) for _ in range(2)]

    assert shown.days_off == {date(2026, 3, 5)}
    assert kept.days_off == {date(2026, 3, 3), date(2026, 3, 5)}
    assert forgotten == [1, 0]
    assert await bot.members.get(ANNA) == shown


# A pause until a day


async def test_a_pause_until_a_day_ends_by_itself(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")

    paused = await bot.reminders.pause(kept.id, ANNA, date(2026, 3, 9))
    (listed, at) = (await bot.reminders.of_member(ANNA))[0]
    await bot.until(24 * 60 * 7 + 31)

    assert [f"{it:%d %H:%M}" for it in paused.runs] == ["09 09:30", "10 09:30", "11 09:30"]
    assert (listed.paused_until, at) == (date(2026, 3, 9), paused.runs[0])
    nudged = [it.at for it in bot.messenger.of("post")][1:]
    assert nudged == [timedelta(days=7, minutes=30)]
    assert (await bot.reminders.of_member(ANNA))[0][0].paused_until is None


async def test_resuming_ends_it_before(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await bot.reminders.pause(kept.id, ANNA, date(2026, 3, 9))

    resumed = await bot.reminders.resume(kept.id, ANNA)

    assert resumed.did
    assert f"{resumed.runs[0]:%d %H:%M}" == "02 09:30"


async def test_a_pause_keeps_its_day_in_a_new_zone(bot: TeamBot) -> None:
    kept = await bot.reminded("0:30")
    await bot.reminders.pause(kept.id, ANNA, date(2026, 3, 9))

    await change(bot, zone="Honolulu")

    assert (await walls(bot, kept, "Pacific/Honolulu"))[0] == "09 00:30"


async def test_one_paused_without_an_end_gets_one(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await bot.reminders.pause(kept.id, ANNA)

    paused = await bot.reminders.pause(kept.id, ANNA, date(2026, 3, 9))
    again = await bot.reminders.pause(kept.id, ANNA)

    assert paused.reminder.state is State.ACTIVE
    assert (again.reminder.state, again.reminder.paused_until) == (State.PAUSED, None)


async def test_one_that_never_reached_its_person_stays_so(bot: TeamBot) -> None:
    testing = await bot.added(reminder("9:30"))
    paused = await bot.reminders.pause(testing.id, ANNA, date(2026, 3, 9))
    await bot.work()
    confirmed = await bot.reminders.press(testing.id, ANNA, Verb.CONFIRM)

    refused = await bot.added(reminder("9:30"))
    await bot.reminders.press(refused.id, ANNA, Verb.STOP)
    stays = await bot.reminders.pause(refused.id, ANNA, date(2026, 3, 9))

    assert paused.reminder.state is State.TESTING
    assert f"{confirmed.runs[0]:%d %H:%M}" == "09 09:30"
    assert not stays.did


async def test_pausing_and_resuming_at_once_loses_no_hour(bot: TeamBot) -> None:
    kept = await bot.reminded("9:30")
    await bot.reminders.pause(kept.id, ANNA)

    resumed = await bot.reminders.resume(kept.id, ANNA)

    assert f"{resumed.runs[0]:%d %H:%M}" == "02 09:30"


async def test_again_tomorrow_survives_a_pause(bot: TeamBot) -> None:
    await change(bot, zone="UTC")
    made = await bot.reminders.tomorrow(ANNA, "circles", token(bot.clock))
    assert isinstance(made, Added)
    await bot.work()
    await bot.reminders.press(made.reminder.id, ANNA, Verb.CONFIRM)
    await bot.reminders.pause(made.reminder.id, ANNA)

    resumed = await bot.reminders.resume(made.reminder.id, ANNA)

    assert [f"{it:%d %H:%M}" for it in resumed.runs] == ["03 09:00"]
