"""The bot dies, is away, comes back: nothing twice, nothing late, nothing that floods."""

from __future__ import annotations

import pytest

from bot.core.break_card import NOBODY
from bot.core.delivery import Refusal
from bot.core.occurrence import Stage
from bot.core.team_ports import BreakEdit, Moment
from bot.core.teambreak import TeamBreak, save
from bot.store.database import Database
from tests.flows.fakes import FakeClock, FakeMessenger
from tests.flows.stage import CHANNEL, GUILD

from .stage import CREATOR, TeamBot, draft, word


async def killed_while(bot: TeamBot, minutes: float) -> None:
    """Dies with a message on its way that Discord never got."""
    await bot.until(minutes - 0.1)
    bot.messenger.asked.clear()
    bot.messenger.hold("post")
    bot.clock.forward(6)
    await bot.claim()
    await bot.messenger.reached("post")
    await bot.die()


@pytest.mark.parametrize(("minutes", "nonce"), [(25, "o1.1"), (30, "o1.2")])
async def test_a_young_message_is_sent_again_under_its_nonce(
    bot: TeamBot, restarted: TeamBot, minutes: float, nonce: str
) -> None:
    await bot.planned("9:30")
    await killed_while(bot, minutes)
    bot.clock.forward(3)

    await restarted.settle()

    assert [it.nonce for it in restarted.messenger.of("post")][-1] == nonce
    assert await restarted.kept.unconfirmed() == ()


@pytest.mark.parametrize(("minutes", "nonce"), [(25, "o1.1"), (30, "o1.2")])
async def test_an_old_one_that_is_not_there_is_sent_while_it_still_helps(
    bot: TeamBot, restarted: TeamBot, minutes: float, nonce: str
) -> None:
    await bot.planned("9:30")
    await killed_while(bot, minutes)
    bot.clock.forward(90)

    await restarted.settle()

    assert nonce in [it.nonce for it in restarted.messenger.of("post")]


async def test_an_old_one_that_had_arrived_is_not_sent_again(
    bot: TeamBot, restarted: TeamBot
) -> None:
    await bot.planned("9:30")
    await bot.until(24.9)
    bot.clock.forward(6)
    await bot.claim()
    await bot.said()
    bot.clock.forward(90)

    await restarted.settle()

    assert bot.told() == ["call 0"]
    assert await restarted.kept.unconfirmed() == ()


async def test_where_the_channel_cannot_be_read_it_is_not_sent_again(
    bot: TeamBot, restarted: TeamBot, messenger: FakeMessenger
) -> None:
    await bot.planned("9:30")
    await killed_while(bot, 25)
    bot.clock.forward(90)
    messenger.unreadable = True

    await restarted.settle()

    assert bot.told() == []
    assert await restarted.kept.unconfirmed() == ()


async def test_a_heads_up_is_sent_late_until_its_hour(bot: TeamBot, restarted: TeamBot) -> None:
    await bot.planned("9:30")
    bot.clock.forward(29 * 60)

    await restarted.settle()

    assert bot.told() == ["call 0"]


@pytest.mark.parametrize(("late", "said"), [(9, ["step 0"]), (11, ["missed"]), (61, [])])
async def test_a_break_begins_ten_minutes_late_and_is_told_of_for_an_hour(
    bot: TeamBot, restarted: TeamBot, late: float, said: list[str]
) -> None:
    await bot.planned("9:30")
    bot.clock.forward((30 + late) * 60)

    await restarted.settle()

    assert bot.told() == said


async def test_a_missed_one_is_made_up_for_once_and_pings_nobody(
    bot: TeamBot, restarted: TeamBot
) -> None:
    own = await bot.planned("9:30")
    await bot.breaks.follow(own.id, CREATOR)
    bot.clock.forward(45 * 60)
    await restarted.settle()

    for _ in range(2):
        await restarted.occurrences.start(1, CREATOR)
        await restarted.until(50)

    assert bot.told() == ["missed", "step 0"]
    assert [it.card.pings for it in bot.messenger.of("post")[1:]] == [NOBODY]
    found = await restarted.kept.occurrence(1)
    assert found
    assert found.state is Stage.MADE_UP


async def test_a_day_away_with_500_breaks_missed_floods_nobody(
    database: Database, clock: FakeClock, messenger: FakeMessenger, restarted: TeamBot
) -> None:
    bot = TeamBot(database, clock, messenger)
    for n in range(500):
        minute = n * 2 % 1200
        at = f"{minute // 60:02}:{minute % 60:02}"
        own = await bot.kept.add(draft(at, channel_id=CHANNEL + n % 50))
        await force(bot, own.id)
    clock.forward(26 * 3600)

    await restarted.settle()
    await restarted.until(26 * 60)

    where = [it.where for it in messenger.of("post")]
    missed = [it for it in messenger.of("post") if word(it.card) == "missed"]
    assert missed
    assert len({it.where for it in missed}) == len(missed)
    assert len(where) < 60


async def force(bot: TeamBot, break_id: int) -> None:
    """Saves a draft although it overlaps others of its channel: as many as a flood needs."""
    now = bot.clock.now()

    def to(own: TeamBreak, _: object) -> BreakEdit:
        saved = save(own, now)
        return BreakEdit(saved, plan=saved.next_after(now))

    await bot.kept.change(break_id, to, Moment(now, now))


@pytest.mark.parametrize(("away", "then"), [(60, "step 1"), (180, "closed"), (2 * 3600, None)])
async def test_a_session_cut_short_goes_on_moved_or_is_closed(
    bot: TeamBot, restarted: TeamBot, away: float, then: str | None
) -> None:
    await bot.planned("9:30")
    await bot.until(30 + 5 / 60)
    bot.clock.forward(5 + away)
    before = len(bot.told("edit"))

    await restarted.settle()

    assert bot.told("edit")[before:] == ([then] if then else [])
    assert bot.told() == ["call 0", "step 0"]


async def test_after_days_away_the_one_missed_a_moment_ago_is_told_of(
    bot: TeamBot, restarted: TeamBot
) -> None:
    await bot.planned("9:30")
    bot.clock.forward(3 * 24 * 3600 + 60 * 60)

    await restarted.settle()
    await restarted.until(3 * 24 * 60 + 60)

    assert bot.told() == ["missed"]


async def test_after_an_outage_the_plan_goes_on(bot: TeamBot, restarted: TeamBot) -> None:
    await bot.planned("9:30")
    await bot.until(31)
    bot.clock.forward(3 * 24 * 3600)

    await restarted.settle()
    await restarted.until(4 * 24 * 60 + 26)

    assert bot.told()[-1] == "call 0"


async def test_permission_lost_pauses_after_three_strikes_and_tells_the_creator_once(
    bot: TeamBot,
) -> None:
    own = await bot.planned("9:30")
    bot.rooms.lacking = ("Send Messages",)
    posted = bot.messenger.post

    async def refusing(channel_id: int, *more):
        if channel_id == CHANNEL:
            bot.messenger.refuse("post", Refusal.FORBIDDEN)
        return await posted(channel_id, *more)

    bot.messenger.post = refusing
    await bot.until(60)
    after_two = (await bot.own(own)).strikes, (await bot.own(own)).active
    await bot.until(10 * 24 * 60)

    notes = [it.card for it in bot.messenger.of("post")]
    assert after_two == (2, True)
    assert not (await bot.own(own)).active
    assert [(it.what, it.missing) for it in notes] == [("paused", ("Send Messages",))]


async def test_what_the_creator_could_not_be_told_any_manager_is(bot: TeamBot) -> None:
    await bot.planned("9:30")
    bot.messenger.refuse("open_dm", Refusal.DMS_CLOSED)

    await bot.until(24 * 60 * 2 + 60)
    news = await bot.breaks.news(GUILD)
    again = await bot.breaks.news(GUILD)

    assert [it.untold for it in news] == ["lonely"]
    assert again == ()


async def test_a_server_that_is_gone_hears_nothing_and_is_forgotten_after_a_month(
    bot: TeamBot,
) -> None:
    own = await bot.planned("9:30")
    await bot.servers.learnt(frozenset({999}))
    await bot.until(24 * 60)
    said = bot.told()
    kept = await bot.kept.get(own.id)
    await bot.until(31 * 24 * 60)

    await bot.servers.purge()

    assert said == []
    assert kept
    assert await bot.kept.get(own.id) is None


async def test_a_server_that_comes_back_keeps_its_breaks_and_one_command_resumes(
    bot: TeamBot,
) -> None:
    own = await bot.planned("9:30")
    await bot.servers.changed(GUILD, there=False)
    await bot.servers.changed(GUILD, there=True)
    await bot.until(40 * 24 * 60)
    await bot.servers.purge()

    await bot.breaks.resume(own.id, CREATOR)
    await bot.until(40 * 24 * 60 + 26)

    assert bot.told() == ["call 0"]


async def test_an_edit_that_was_lost_with_the_process_is_made_at_the_next_start(
    bot: TeamBot, restarted: TeamBot
) -> None:
    await bot.planned("9:30")
    await bot.until(30 + 12 / 60)
    before = len(bot.told("edit"))

    await restarted.settle()

    assert bot.told("edit")[before:] == ["step 1"]


async def test_a_card_whose_last_edit_was_lost_is_closed_at_the_next_start(
    bot: TeamBot, restarted: TeamBot
) -> None:
    await bot.planned("9:30")
    await bot.until(30 + 91 / 60)
    bot.clock.forward(10 * 60)
    before = len(bot.told("edit"))

    await restarted.settle()

    assert bot.told("edit")[before:] == ["finished"]


async def test_killed_with_its_start_on_the_way_the_heads_up_does_not_become_the_session(
    bot: TeamBot, restarted: TeamBot
) -> None:
    await bot.planned("9:30")
    await bot.until(29.9)
    bot.clock.forward(10)
    await bot.dispatcher.tick()
    await bot.die()

    await restarted.settle()

    assert "step 0" not in bot.told("edit")
    assert bot.told() == ["call 0", "step 0"]


async def test_many_starts_in_a_row_do_not_close_the_same_card_for_ever(
    bot: TeamBot, restarted: TeamBot
) -> None:
    await bot.planned("9:30")
    await bot.until(30 + 91 / 60)
    before = len(bot.told("edit"))

    for _ in range(10):
        bot.clock.forward(60)
        await restarted.settle()

    assert len(bot.told("edit")) - before <= 2


@pytest.mark.parametrize("minutes", [35, 30 + 2 * 60])
async def test_a_card_that_was_closed_a_while_ago_is_left_alone(
    bot: TeamBot, restarted: TeamBot, minutes: int
) -> None:
    await bot.planned("9:30")
    await bot.until(35 if minutes == 35 else 30 + 91 / 60)
    bot.clock.forward((minutes - 30) * 60)
    before = len(bot.told("edit"))

    await restarted.settle()

    assert bot.told("edit")[before:] == []
