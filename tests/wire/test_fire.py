"""Killed at any line, refused, dropped and hurried: nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest

from playground import Playground
from tests.wire.acts import relax
from tests.wire.bot_process import BotProcess
from tests.wire.town import Town, join_now_and_then

#: `make fire` asks for more.
KILLS = int(os.environ.get("KILLS", "20"))
POST = "/channels/{channel_id}/messages"


def nonces(discord: Playground) -> Counter[str]:
    return Counter(line.nonce for line in discord.ledger.messages(happened="created") if line.nonce)


def is_whole(database: Path, beside: Path) -> bool:
    """Whether what a killed process left, looked at as a copy, opens without a fault."""
    for part in ("", "-wal"):
        left = database.with_name(database.name + part)
        if left.exists():
            shutil.copy(left, beside / left.name)
    with closing(sqlite3.connect(beside / database.name)) as copy:
        intact = copy.execute("PRAGMA integrity_check").fetchall()
        return intact == [("ok",)] and not copy.execute("PRAGMA foreign_key_check").fetchall()


async def test_killed_at_random_it_repeats_and_loses_nothing(
    discord: Playground, bot: BotProcess, tmp_path: Path
) -> None:
    chance = random.Random(os.environ.get("SEED", "7"))
    database, beside = tmp_path / "unhunch.db", tmp_path / "left"
    beside.mkdir()
    town = Town(discord, database)
    await town.settle_in()
    await town.begin()
    joining = asyncio.create_task(join_now_and_then(town))

    for _ in range(KILLS):
        if town.done():
            await town.begin()
        await asyncio.sleep(chance.uniform(0.05, 1.5))
        await bot.kill()
        assert is_whole(database, beside)
        await discord.bot_gone()
        await bot.start()
    joining.cancel()
    with suppress(asyncio.CancelledError):
        await joining
    await town.come_to_rest()

    (tmp_path / "bot.log").write_text(bot.log)
    town.check()
    assert "Traceback" not in bot.log
    assert " ERROR " not in bot.log


@pytest.mark.usefixtures("bot")
async def test_a_message_created_but_answered_with_502_is_not_posted_twice(
    discord: Playground,
) -> None:
    ada = discord.person("Ada")
    discord.faults.fail("POST", POST, status=502, times=2, after_write=True)

    await relax(ada, discord, where="dm")
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=40)

    assert max(nonces(discord).values()) == 1
    assert len(nonces(discord)) == 6


@pytest.mark.usefixtures("bot")
async def test_a_fifth_of_all_sends_failing_costs_no_step(discord: Playground) -> None:
    ada = discord.person("Ada")
    discord.faults.ratio(0.2, "POST", POST, status=503)

    await relax(ada, discord, where="dm")
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=60)

    assert max(nonces(discord).values()) == 1
    assert len(nonces(discord)) == 6


@pytest.mark.usefixtures("bot")
async def test_a_gateway_that_keeps_closing_disturbs_no_session(discord: Playground) -> None:
    ada = discord.person("Ada")
    await relax(ada, discord, where="dm")

    for _ in range(3):
        await asyncio.sleep(1)
        await discord.close_gateway(code=4000)
    await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=60)

    assert len(nonces(discord)) == 6
