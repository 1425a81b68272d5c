from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from bot.core.member import Member
from bot.core.ports import Anchor
from bot.core.reminder import Reminder, State
from bot.core.reminder import follow as follow_member
from bot.core.timetable import EVERY_DAY
from bot.store.reminders import Reminders
from tests.core.builders import after
from tests.store.conftest import Kept


async def test_a_person_nobody_met_has_agreed_to_nothing(kept: Kept):
    assert await kept.members.get(7) == Member(7)


async def test_an_acceptance_is_kept_with_its_version_and_date(kept: Kept):
    await kept.members.accept_safety(7, 1, after(0))

    assert await kept.members.get(7) == Member(7, 1, after(0))
    assert await kept.members.get(8) == Member(8)


async def test_a_newer_acceptance_replaces_the_older(kept: Kept):
    await kept.members.accept_safety(7, 1, after(0))
    await kept.members.accept_safety(7, 2, after(60))

    assert await kept.members.get(7) == Member(7, 2, after(60))


async def test_a_dm_channel_and_an_acceptance_do_not_wipe_each_other(kept: Kept):
    await kept.members.accept_safety(7, 1, after(0))
    await kept.members.keep_dm_channel(7, 2**62)
    await kept.members.accept_safety(7, 1, after(0))
    await kept.members.keep_dm_channel(7, 2**63 - 1)

    assert await kept.members.get(7) == Member(7, 1, after(0), 2**63 - 1)


async def test_a_change_is_made_from_what_is_kept_and_what_is_the_same_writes_nothing(kept: Kept):
    made = await kept.members.change(7, lambda it: replace(it, zone="Europe/Berlin"))
    same = await kept.members.change(7, lambda it: it)
    nobody = await kept.members.change(8, lambda it: it)

    assert (made.before, made.after) == (Member(7), Member(7, zone="Europe/Berlin"))
    assert same.before == same.after == made.after
    assert nobody.after == Member(8)


async def test_changes_side_by_side_all_count(kept: Kept):
    days = [date(2026, 12, day) for day in range(1, 9)]

    await asyncio.gather(
        *(
            kept.members.change(7, lambda it, day=day: replace(it, days_off=it.days_off | {day}))
            for day in days
        )
    )

    assert (await kept.members.get(7)).days_off == set(days)


async def test_days_off_that_are_past_there_are_forgotten(kept: Kept):
    off = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
    for user_id, zone in ((7, "Pacific/Auckland"), (8, "America/New_York"), (9, "UTC")):
        await kept.members.change(
            user_id, lambda it, zone=zone: replace(it, zone=zone, days_off=off)
        )
    evening = datetime(2026, 12, 24, 20, tzinfo=UTC)

    forgotten = [await kept.members.forget_past(evening) for _ in range(2)]
    later = await kept.members.forget_past(evening + timedelta(days=2))

    assert (forgotten, later) == ([1, 0], 3)
    assert [(await kept.members.get(it)).days_off for it in (7, 8, 9)] == [frozenset()] * 3


async def test_a_reminder_has_the_zone_and_days_off_of_its_person(kept: Kept):
    reminders = Reminders(kept.database)
    new = Reminder(0, 7, (time(10),), None, EVERY_DAY, "Asia/Tokyo", "circles")
    at = after(0)

    def follow(it, member):
        return follow_member(it, member, at)

    added, moved = await reminders.add(replace(new, state=State.ACTIVE, next_at=at), 10, follow)
    off = frozenset({date(2026, 12, 24)})
    done = await kept.members.change(
        7, lambda it: replace(it, zone="Europe/Berlin", days_off=off), follow
    )
    found = await reminders.get(added.id)

    assert moved == ()
    assert (found.zone, found.days_off) == ("Europe/Berlin", off)
    assert done.moved == (found,)
    assert (await kept.members.get(7)).zone == "Europe/Berlin"


async def test_nothing_is_kept_of_somebody_who_is_not_stored(kept: Kept):
    await kept.members.keep_dm_channel(7, 2**62)

    assert await kept.members.get(7) == Member(7)


async def test_an_instant_of_any_zone_is_kept_in_utc(kept: Kept):
    await kept.members.accept_safety(7, 1, after(0).astimezone(timezone(timedelta(hours=5.5))))
    found = (await kept.members.get(7)).safety_accepted_at

    assert found == after(0)
    assert found.utcoffset() == timedelta()


async def test_a_clock_that_was_never_anchored_has_no_anchor(kept: Kept):
    assert await kept.anchors.get() is None


async def test_the_newest_anchor_is_kept_and_no_other(kept: Kept):
    await kept.anchors.keep(Anchor(after(0), after(5)))
    newest = Anchor(after(10), after(100.000001), 86.5)
    await kept.anchors.keep(newest)

    assert await kept.anchors.get() == newest
