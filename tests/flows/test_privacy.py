from __future__ import annotations

import asyncio

import pytest

from bot.core.card import EndCard
from bot.core.session import Place, State
from bot.flows.privacy import Privacy
from bot.store.database import Database
from bot.store.privacy import Records

from .fakes import FakeClock, FakeMessenger
from .stage import ANNA, BEN, Bot, told


@pytest.fixture
def privacy(bot: Bot, database: Database, clock: FakeClock) -> Privacy:
    return Privacy(Records(database), clock, bot.speaker)


async def test_the_card_of_a_session_that_is_erased_says_that_it_is_over(
    bot: Bot, privacy: Privacy, messenger: FakeMessenger
):
    await bot.relax(ANNA)
    await bot.play(12)
    await privacy.erase(ANNA)
    await bot.work()

    (edited,) = messenger.of("edit")[-1:]
    assert isinstance(edited.card, EndCard)
    assert edited.card.session.state is State.STOPPED


async def test_a_private_card_is_told_through_the_token_that_is_erased_with_it(
    bot: Bot, privacy: Privacy, messenger: FakeMessenger
):
    await bot.relax(ANNA, Place.PRIVATE)
    await bot.play(12)
    await privacy.erase(ANNA)
    await bot.work()

    last = messenger.of("private")[-1]
    assert (told(last.card), last.where) == ("stopped", "first")


async def test_ticked_lines_in_a_channel_are_removed(
    bot: Bot, privacy: Privacy, messenger: FakeMessenger
):
    await bot.relax(ANNA, Place.CHANNEL)
    await bot.play(50)
    standing = len(messenger.messages)
    await privacy.erase(ANNA)
    await bot.work()

    assert standing > 1
    assert [told(card) for card in messenger.messages.values()] == ["stopped"]


async def test_a_step_on_its_way_while_its_person_is_erased_brings_nothing_back(
    bot: Bot, privacy: Privacy, messenger: FakeMessenger
):
    await bot.relax(ANNA)
    let_go = messenger.hold("open_dm")
    await bot.claim()
    await messenger.reached("open_dm")
    await privacy.erase(ANNA)
    let_go.set()
    await bot.work()

    assert await privacy.view(ANNA) == {}
    assert messenger.of("post")


async def test_a_wake_after_an_erasure_still_serves_everybody_else(
    bot: Bot, privacy: Privacy, messenger: FakeMessenger
):
    await bot.relax(ANNA)
    held = messenger.hold("post")
    await bot.claim()
    await messenger.reached("post")
    await privacy.erase(ANNA)
    held.set()
    ben = await bot.relax(BEN)
    await bot.play()

    assert (await bot.now(ben)).state is State.FINISHED


async def test_whoever_was_erased_begins_like_somebody_new(bot: Bot, privacy: Privacy):
    await bot.relax(ANNA)
    await privacy.erase(ANNA)

    assert not (await bot.members.get(ANNA)).safety_version
    again = await bot.relax(ANNA)
    assert again.state is State.RUNNING


async def test_at_a_restart_an_erased_session_is_nobodys(
    bot: Bot, privacy: Privacy, messenger: FakeMessenger
):
    await bot.relax(ANNA)
    messenger.hold("post")
    await bot.claim()
    await privacy.erase(ANNA)
    await bot.die()
    await bot.settle()

    assert messenger.of("post") == []


class SlowRecords(Records):
    """Overwriting takes as long as it is told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.done = asyncio.Event()

    async def scrub(self) -> bool:
        await self.done.wait()
        return await super().scrub()


async def test_an_answer_does_not_wait_for_a_large_file(
    bot: Bot, database: Database, clock: FakeClock
):
    slow = SlowRecords(database)
    privacy = Privacy(slow, clock, bot.speaker, backups_days=7)
    await bot.relax(ANNA)
    erased = await privacy.erase(ANNA)

    assert erased.traces
    assert erased.backups_days == 7
    slow.done.set()
    await privacy.scrub()
    assert not (await privacy.erase(ANNA)).traces


async def test_two_presses_at_once_erase_once(bot: Bot, privacy: Privacy):
    await bot.relax(ANNA)
    both = await asyncio.gather(privacy.erase(ANNA), privacy.erase(ANNA))

    assert sorted(bool(it.gone) for it in both) == [False, True]


async def test_erasing_leaves_the_sessions_of_others_alone(bot: Bot, privacy: Privacy):
    await bot.relax(ANNA)
    ben = await bot.relax(BEN)
    await privacy.erase(ANNA)

    assert (await bot.now(ben)).state is State.RUNNING
    assert (await privacy.export(BEN)).keys() == {"member", "session"}
