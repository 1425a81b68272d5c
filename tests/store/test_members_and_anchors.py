from __future__ import annotations

from datetime import timedelta, timezone

from bot.core.member import Member
from bot.core.ports import Anchor
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
