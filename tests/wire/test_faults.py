"""What goes wrong around the bot: each ends in one defined way, and it recovers by itself."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from playground import Channel, Playground
from tests.wire.acts import free_port, get, relax
from tests.wire.bot_process import SPEED, BotProcess
from tests.wire.town import Town

POST, PATCH = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
CANNOT_SAVE = "cannot save anything"

needs_prlimit = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux limits others")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "unhunch.db"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def bot(discord: Playground, database: Path, port: int) -> AsyncIterator[BotProcess]:
    discord.set_clock(speed=SPEED)
    settings = {"CLOCK_SPEED": str(SPEED), "CLOCK_FILE": str(discord.clock_file)}
    bot = BotProcess(discord, database, HTTP_PORT=str(port), **settings)
    await bot.start()
    await bot.said("ready servers")
    yield bot
    await bot.end()
    assert "Traceback" not in bot.log


def nonces(discord: Playground) -> Counter[str]:
    lines = discord.ledger.messages(happened="created")
    return Counter(line.nonce for line in lines if line.nonce)


def rows(database: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


async def kept(database: Path, query: str, row: tuple) -> None:
    """Waits until that is what the database says."""
    async with asyncio.timeout(30):
        while rows(database, query) != [row]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def shared(channel: Channel) -> list[str]:
    return [it.text for it in channel.messages if not it.ephemeral]


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Another program writes to the database, and takes its time."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@needs_prlimit
async def test_a_full_disk_is_said_and_nothing_is_sent_that_could_not_be_claimed(
    discord: Playground, bot: BotProcess, database: Path, port: int
) -> None:
    ada, grace = discord.person("Ada"), discord.person("Grace")
    card = await relax(grace, discord)
    await relax(ada, discord, where="dm")
    await discord.until(lambda: len(ada.inbox) == 2, timeout=10)

    bot.fill_disk()
    before = len(nonces(discord))
    pressed = await (await grace.press(card, "Stop")).message()
    asked = await (await discord.person("Linus").slash("settings", {"pace": "slow"})).message()
    await asyncio.sleep(3)  # Ada's next step is due meanwhile
    ill = await get(port, "/healthz")
    sent = len(nonces(discord)) - before
    bot.free_disk()
    await discord.until(lambda: "Done" in ada.inbox[-1].text, timeout=30)
    await bot.said("what happens is saved again")

    assert CANNOT_SAVE in pressed.text
    assert CANNOT_SAVE in asked.text
    assert sent == 0
    assert ill == (503, "nothing can be saved: disk I/O error\n")
    assert await get(port, "/healthz") == (200, "ok\n")
    assert bot.log.count("nothing can be saved") == 1
    assert "Done" in card.text  # the refused Stop changed nothing
    assert set(nonces(discord)) == {f"s2.{n}" for n in range(1, 7)}
    assert max(nonces(discord).values()) == 1
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]


@needs_prlimit
async def test_with_a_full_disk_it_stops_cleanly_and_does_not_start_again(
    discord: Playground, bot: BotProcess
) -> None:
    await relax(discord.person("Ada"), discord, where="dm")
    bot.fill_disk()
    await bot.said("nothing can be saved")
    stopped = await bot.stop()
    await bot.start(ready=False, full_disk=True)

    assert stopped == 0
    assert await bot.exit_code() == 4
    assert "cannot use the database" in bot.log


async def test_a_locked_database_is_waited_for(
    discord: Playground, bot: BotProcess, database: Path, port: int
) -> None:
    ada, grace = discord.person("Ada"), discord.person("Grace")
    card = await relax(grace, discord)
    await relax(ada, discord, where="dm")
    await discord.until(lambda: len(ada.inbox) == 2, timeout=10)

    with held(database):
        pressed = await (await grace.press(card, "Pause")).message()
        ill = await get(port, "/healthz")
        await asyncio.sleep(3)
    await discord.until(lambda: "Done" in ada.inbox[-1].text, timeout=30)

    assert "press again" in pressed.text
    assert ill == (503, "nothing can be saved: database is locked\n")
    assert bot.log.count("nothing can be saved") == 1
    assert set(nonces(discord)) == {f"s2.{n}" for n in range(1, 7)}
    assert (await get(port, "/healthz"))[0] == 200


async def test_made_read_only_while_it_runs_it_goes_on_and_does_not_start_again(
    discord: Playground, bot: BotProcess, database: Path
) -> None:
    ada = discord.person("Ada")
    await relax(ada, discord, where="dm")
    parts = [it for it in database.parent.iterdir() if it.name.startswith(database.name)]
    for part in (*parts, database.parent):
        part.chmod(0o500)

    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=30)
    stopped = await bot.stop()
    if os.geteuid() != 0:  # root may write to everything
        await bot.start(ready=False)
        assert await bot.exit_code() == 4
    database.parent.chmod(0o700)

    assert stopped == 0
    assert rows(database, "SELECT state FROM session") == [("finished",)]


async def test_everything_slow_by_two_seconds_is_still_answered_and_goes_on(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    slow = discord.faults.slow(2)
    began = time.monotonic()

    await relax(ada, discord, where="dm", exercise="ninety-second-reset")
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=60)
    discord.faults.drop(slow)

    assert time.monotonic() - began < 30
    assert [line.happened for line in discord.ledger.interactions].count("failed") == 0
    assert set(nonces(discord)) == {f"s1.{n}" for n in range(1, 7)}


async def test_direct_messages_that_close_and_open_again(
    discord: Playground, bot: BotProcess
) -> None:
    ada = discord.person("Ada")
    answer = await relax(ada, discord, where="dm")
    await discord.until(lambda: len(ada.inbox) == 1, timeout=10)
    ada.close_dms()
    await discord.until(lambda: "Done" in answer.text, timeout=30)
    refused = len([it for it in discord.ledger.requests("POST", POST) if it.status == 403])

    ada.open_dms()
    await relax(ada, discord, where="dm")
    await discord.until(lambda: "Done" in ada.inbox[-1].text, timeout=30)

    assert refused == 1
    assert max(nonces(discord).values()) == 1


async def test_a_channel_deleted_in_the_middle_of_a_session_is_told_at_the_next_relax(
    discord: Playground, bot: BotProcess, database: Path
) -> None:
    """The private card of the session stood in that channel too."""
    ada, channel = discord.person("Ada"), discord.guild("Studio").channel("short-lived")
    await relax(ada, discord, channel, where="channel")
    await discord.until(lambda: shared(channel), timeout=10)

    channel.delete()
    await kept(database, "SELECT state FROM session", ("lost",))
    offer = await relax(ada, discord)

    assert "Something cut us short" in offer.text
    assert [it.status for it in discord.ledger.requests("POST", POST)] == [200, 404]


@pytest.mark.parametrize(("starts_in", "ends"), [(1, "closed"), (0, "finished")])
async def test_a_channel_deleted_in_the_middle_of_a_team_session_ends_it(
    discord: Playground, bot: BotProcess, database: Path, starts_in: int, ends: str
) -> None:
    grace, channel = discord.person("Grace"), discord.guild("Studio").channel("short-lived")
    asked = {"routine": "ninety-second-reset", "starts_in": starts_in}
    await (await grace.slash("stretch", asked, channel=channel)).message()
    await discord.until(lambda: shared(channel), timeout=10)

    channel.delete()
    await kept(database, "SELECT state FROM occurrence", (ends,))

    refused = [it for it in discord.ledger.requests() if it.status == 404]
    assert 1 <= len(refused) <= 12


async def test_permissions_that_flicker_pause_no_break_and_the_next_one_is_planned(
    discord: Playground, bot: BotProcess, database: Path
) -> None:
    """A session that is refused a message ends; the break waits for its next hour."""
    town = Town(discord, database)
    await town.plan_breaks()
    hall = discord.guild("Studio").channel("hall")
    discord.set_clock(skip=60)
    await discord.until(lambda: shared(hall), timeout=20)
    discord.set_clock(skip=200)

    flickering = asyncio.create_task(flicker(discord, hall))
    async with asyncio.timeout(40):
        while not town.ended("hall"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    flickering.cancel()

    assert set(rows(database, "SELECT state FROM team_break")) == {("active",)}
    ahead = f"channel_id = {hall.id} AND state IN ('planned', 'called')"
    assert rows(database, f"SELECT count(*) FROM occurrence WHERE {ahead}") == [(1,)]
    assert max(nonces(discord).values()) == 1


async def flicker(discord: Playground, channel: Channel) -> None:
    while True:
        channel.deny(discord.bot, "send_messages")
        await asyncio.sleep(0.3)
        channel.allow(discord.bot, "send_messages")
        await asyncio.sleep(1)


async def test_all_of_it_at_once_costs_nothing_but_time(
    discord: Playground, bot: BotProcess, database: Path
) -> None:
    """A fifth of the sends fails in every way there is, and the gateway drops again and again."""
    town = Town(discord, database)
    await town.settle_in()
    await town.begin()
    for method, route in (("POST", POST), ("PATCH", PATCH), ("PATCH", "/webhooks/*")):
        discord.faults.ratio(0.07, method, route, status=503)
        discord.faults.ratio(0.07, method, route, status=0)
        discord.faults.ratio(0.06, method, route, status=502, after_write=True)

    dropping = asyncio.create_task(drop(discord))
    await discord.until(town.done, timeout=120)
    dropping.cancel()
    await town.come_to_rest()

    town.check()
    assert await bot.stop() == 0


async def drop(discord: Playground) -> None:
    while True:
        await asyncio.sleep(3)
        await discord.close_gateway()
