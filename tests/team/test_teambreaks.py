"""Breaks as appointments: previewed, saved, changed, skipped, paused, ended."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.teambreak import Reason, Standing
from bot.core.timetable import EVERY_DAY, Timetable
from bot.flows.team_answers import (
    Clash,
    Crowded,
    Host,
    Lacking,
    NoSuchBreak,
    NotHost,
    Preview,
    Told,
)
from bot.flows.teambreaks import Wishes
from tests.flows.fakes import START
from tests.flows.stage import CHANNEL, GUILD

from .stage import CREATOR, MANAGER, MEMBER, TeamBot, draft


def minutes(told: object) -> list[float]:
    assert isinstance(told, Told)
    return [(at - START).total_seconds() / 60 for at in told.runs]


async def test_a_draft_that_is_not_saved_does_nothing(bot: TeamBot) -> None:
    await bot.breaks.draft(draft())

    await bot.until(24 * 60)

    assert bot.told() == []
    assert await bot.breaks.list_(GUILD) == ()


async def test_a_draft_nobody_saves_is_forgotten_after_a_day(bot: TeamBot) -> None:
    shown = await bot.breaks.draft(draft("9:30"))
    kept = await bot.planned("15:30")
    assert isinstance(shown, Preview)

    await bot.until(24 * 60 - 1)
    await bot.breaks.purge()
    young = await bot.kept.get(shown.team_break.id)
    await bot.until(24 * 60)
    await bot.breaks.purge()

    assert young
    assert await bot.breaks.save(shown.team_break.id, CREATOR) == NoSuchBreak()
    assert (await bot.own(kept)).active


async def test_a_draft_left_alone_cannot_be_saved_and_a_saved_break_stays(bot: TeamBot) -> None:
    shown = await bot.breaks.draft(draft("9:30"))
    kept = await bot.planned("15:30")
    assert isinstance(shown, Preview)

    await bot.breaks.discard(shown.team_break.id, CREATOR)
    await bot.breaks.discard(kept.id, CREATOR)
    await bot.breaks.discard(999, CREATOR)

    assert await bot.breaks.save(shown.team_break.id, CREATOR) == NoSuchBreak()
    assert (await bot.own(kept)).active


async def test_saving_is_a_dated_yes_and_shows_the_next_three_runs(bot: TeamBot) -> None:
    found = await bot.breaks.draft(draft("9:30, 11:00"))
    assert isinstance(found, Preview)

    saved = await bot.breaks.save(found.team_break.id, CREATOR)

    assert minutes(saved) == [30, 120, 24 * 60 + 30]
    assert isinstance(saved, Told)
    assert saved.team_break.consented_at == START


async def test_saving_twice_plans_it_once(bot: TeamBot) -> None:
    own = await bot.planned("9:30")

    await bot.breaks.save(own.id, CREATOR)
    await bot.until(26)

    assert bot.told() == ["call 0"]


async def test_what_is_missing_is_named_and_nothing_saved(bot: TeamBot) -> None:
    bot.rooms.lacking = ("Send Messages",)
    found = await bot.breaks.draft(draft())
    assert isinstance(found, Preview)

    refused = await bot.breaks.save(found.team_break.id, CREATOR)

    assert found.missing == ("Send Messages",)
    assert isinstance(refused, Lacking)
    assert await bot.breaks.list_(GUILD) == ()


@pytest.mark.parametrize("at", ["9:30", "9:31", "9:29"])
async def test_two_breaks_of_a_channel_do_not_overlap(bot: TeamBot, at: str) -> None:
    first = await bot.planned("9:30")

    found = await bot.breaks.draft(draft(at))

    assert isinstance(found, Clash)
    assert found.other.id == first.id


async def test_in_another_channel_or_after_the_end_they_may(bot: TeamBot) -> None:
    await bot.planned("9:30")

    assert isinstance(await bot.breaks.draft(draft("9:30", channel_id=CHANNEL + 1)), Preview)
    assert isinstance(await bot.breaks.draft(draft("9:32")), Preview)


async def test_an_overlap_half_a_year_away_is_found_across_zones(bot: TeamBot) -> None:
    await bot.planned("9:30")
    berlin = Timetable((time(11, 30),), EVERY_DAY, "Europe/Berlin")

    found = await bot.breaks.draft(draft(timetable=berlin))

    # In March it is an hour apart; once Berlin's clocks are moved, it is not.
    assert isinstance(found, Clash)
    assert found.at == datetime(2026, 3, 29, 9, 30, tzinfo=UTC)


async def test_its_own_times_need_room_between_them(bot: TeamBot) -> None:
    assert isinstance(await bot.breaks.draft(draft("9:30, 9:31")), Crowded)


async def test_editing_the_hour_in_the_heads_up_calls_that_one_off(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.until(26)
    later = Timetable((time(10),), EVERY_DAY, "UTC")

    told = await bot.breaks.edit(own.id, CREATOR, Wishes(timetable=later))
    await bot.until(61)

    assert minutes(told)[0] == 60
    assert bot.told("edit")[0] == "skipped"
    assert [it.at.total_seconds() / 60 for it in bot.messenger.of("post")] == [25, 55, 60]


async def test_editing_what_is_done_keeps_the_heads_up(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.until(26)

    await bot.breaks.edit(own.id, CREATOR, Wishes(routine="hang"))
    await bot.until(31)

    card = bot.messenger.of("post")[-1].card
    assert bot.told() == ["call 0", "step 0"]
    assert card.script.source == "hang"


@pytest.mark.parametrize("before", [10, 26])
async def test_skipping_leaves_out_one_also_in_its_heads_up(bot: TeamBot, before: float) -> None:
    own = await bot.planned("9:30")
    await bot.until(before)

    told = await bot.breaks.skip(own.id, CREATOR)
    await bot.until(24 * 60 + 31)

    starts = [it for it in bot.messenger.of("post") if it.nonce.endswith(".2")]
    assert isinstance(told, Told)
    assert [it.at.total_seconds() / 60 for it in starts] == [24 * 60 + 30]


async def test_pausing_in_the_heads_up_calls_it_off_and_resuming_goes_on(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.until(26)

    await bot.breaks.pause(own.id, CREATOR)
    await bot.until(24 * 60 * 3)
    silent = bot.told()
    resumed = await bot.breaks.resume(own.id, MANAGER)

    assert silent == ["call 0"]
    assert minutes(resumed)[0] == 24 * 60 * 3 + 30


async def test_pausing_until_a_date_goes_on_by_itself(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    until = START.date() + timedelta(days=10)

    told = await bot.breaks.pause(own.id, CREATOR, until)
    await bot.until(24 * 60 * 10 + 26)

    first = bot.messenger.of("post")[0].at.total_seconds() / 60
    assert minutes(told)[0] == 24 * 60 * 10 + 30
    assert first == 24 * 60 * 10 + 25


async def test_deleting_ends_the_one_that_runs_and_all_to_come(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.until(30.5)

    await bot.breaks.delete(own.id, CREATOR)
    await bot.until(24 * 60 * 2)

    assert bot.told() == ["call 0", "step 0"]
    assert bot.told("edit")[-1] == "stopped"
    assert isinstance(await bot.breaks.resume(own.id, CREATOR), NoSuchBreak)


async def test_deleting_in_the_heads_up_calls_it_off_for_good(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.until(26)

    await bot.breaks.delete(own.id, CREATOR)
    await bot.until(24 * 60 * 2)

    assert bot.told() == ["call 0"]
    assert bot.told("edit") == ["skipped"]


@pytest.mark.parametrize("verb", ["skip", "pause", "resume", "run", "delete"])
async def test_only_a_host_may(bot: TeamBot, verb: str) -> None:
    own = await bot.planned("9:30")

    assert isinstance(await getattr(bot.breaks, verb)(own.id, MEMBER), NotHost)
    elsewhere = Host(MANAGER.user_id, GUILD + 1, manages=True)
    assert isinstance(await getattr(bot.breaks, verb)(own.id, elsewhere), NoSuchBreak)
    assert await bot.own(own) == own


async def test_resuming_after_a_refusal_gives_a_clean_slate(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.servers.changed(GUILD, there=False)
    paused = await bot.own(own)

    await bot.breaks.resume(own.id, CREATOR)

    assert (paused.state, paused.why) == (Standing.PAUSED, Reason.REMOVED)
    assert (await bot.own(own)).why is None


async def test_resuming_one_that_goes_on_changes_nothing(bot: TeamBot) -> None:
    own = await bot.planned("9:30")

    await bot.breaks.resume(own.id, CREATOR)
    await bot.until(31)

    assert (await bot.own(own)).state is Standing.ACTIVE
    assert bot.told() == ["call 0", "step 0"]


async def test_who_leaves_is_called_no_more(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    await bot.breaks.follow(own.id, MEMBER)
    await bot.breaks.follow(own.id, MEMBER)

    await bot.breaks.unfollow(own.id, MEMBER)
    await bot.until(26)

    assert bot.messenger.of("post")[0].card.pings.members == ()


async def test_a_role_is_called_instead_of_people(bot: TeamBot) -> None:
    own = await bot.planned("9:30", role_id=77)
    await bot.breaks.follow(own.id, MEMBER)
    await bot.until(26)

    pings = bot.messenger.of("post")[0].card.pings
    assert (pings.role_id, pings.members) == (77, ())


async def test_at_most_fifty_people_are_called_by_name(bot: TeamBot) -> None:
    own = await bot.planned("9:30")
    for n in range(60):
        await bot.breaks.follow(own.id, Host(1000 + n, GUILD))
    await bot.until(26)

    assert len(bot.messenger.of("post")[0].card.pings.members) == 50


async def test_nobody_saves_the_draft_of_somebody_else(bot: TeamBot) -> None:
    found = await bot.breaks.draft(draft("9:30"))
    assert isinstance(found, Preview)

    assert await bot.breaks.save(found.team_break.id, MEMBER) == NotHost()
    assert (await bot.own(found.team_break)).state is Standing.DRAFT


async def test_a_card_of_another_server_tells_nothing_and_takes_nobody_in(bot: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(26)
    stranger = Host(MEMBER.user_id, GUILD + 1, manages=True)

    answers = [
        await bot.occurrences.join(1, stranger),
        await bot.occurrences.decline(1, stranger),
        await bot.occurrences.how(1, stranger),
        await bot.occurrences.start(1, stranger),
    ]

    assert answers == [NoSuchBreak(), NoSuchBreak(), None, NotHost()]
    assert await bot.kept.joined(1) == 0
