"""The process: how it starts, how it ends, and what its exit code says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from playground import Intent, Playground
from tests.wire.bot_process import BotProcess


async def test_it_identifies_with_the_guilds_intent_alone(
    discord: Playground, bot: BotProcess
) -> None:
    intents = {session.intents for session in discord.gateway.sessions.values()}

    assert intents == {Intent.GUILDS}


async def test_it_registers_its_commands_and_logs_both_install_links(
    discord: Playground, bot: BotProcess
) -> None:
    put = discord.ledger.requests("PUT", "/applications/{application_id}/commands")

    assert len(put) == 1
    assert f"client_id={discord.application_id}&scope=bot+applications.commands" in bot.log
    assert "scope=applications.commands&integration_type=1" in bot.log
    assert discord.token not in bot.log


async def test_a_refused_token_ends_it_with_three(discord: Playground, tmp_path: Path) -> None:
    bot = BotProcess(discord, tmp_path / "unhunch.db", DISCORD_TOKEN="wrong")
    await bot.start(ready=False)

    assert await bot.exit_code() == 3
    assert "refuses the token" in bot.log


SYNC = ("PUT", "/applications/{application_id}/commands")


async def test_a_token_refused_only_with_the_commands_ends_it_with_three(
    discord: Playground, tmp_path: Path
) -> None:
    discord.faults.fail(*SYNC, status=401, times=None)
    bot = BotProcess(discord, tmp_path / "unhunch.db")
    await bot.start(ready=False)

    assert await bot.exit_code() == 3
    assert "refuses the token" in bot.log


@pytest.mark.parametrize(
    ("request_", "status"), [(SYNC, 403), (SYNC, 400), (("GET", "/users/@me"), 403)]
)
async def test_any_other_refusal_at_the_door_is_one_sentence(
    discord: Playground, tmp_path: Path, request_: tuple[str, str], status: int
) -> None:
    discord.faults.fail(*request_, status=status, code=50001, times=None)
    bot = BotProcess(discord, tmp_path / "unhunch.db", LOG_LEVEL="WARNING")
    await bot.start(ready=False)

    assert await bot.exit_code() == 1
    assert bot.log == (
        f"Discord does not let the bot in (status {status}, code 50001): Missing Access\n"
    )


@pytest.mark.parametrize("request_", [SYNC, ("GET", "/users/@me")])
async def test_a_429_at_the_door_is_waited_out(
    discord: Playground, tmp_path: Path, request_: tuple[str, str]
) -> None:
    discord.faults.limit(*request_, retry_after=0.1, via=False)
    bot = BotProcess(discord, tmp_path / "unhunch.db")
    await bot.start(ready=False)
    await bot.said("asks to wait")
    await bot.said("ready servers")

    assert await bot.stop() == 0


async def test_a_second_bot_on_the_same_file_ends_with_four(
    discord: Playground, bot: BotProcess, tmp_path: Path
) -> None:
    second = BotProcess(discord, tmp_path / "unhunch.db")
    await second.start(ready=False)

    assert await second.exit_code() == 4
    assert "another running bot" in second.log


async def test_after_kill_9_the_file_can_be_opened_again(
    discord: Playground, bot: BotProcess
) -> None:
    await bot.kill()
    await bot.start()

    assert await bot.stop() == 0


async def test_it_keeps_trying_while_the_network_is_down_and_still_stops_cleanly(
    discord: Playground, tmp_path: Path
) -> None:
    bot = BotProcess(discord, tmp_path / "unhunch.db", DISCORD_API_URL="http://127.0.0.1:9/api/v10")
    await bot.start(ready=False)
    await bot.said("out of reach")

    assert await bot.stop() == 0


async def test_a_try_that_failed_leaves_nothing_open(discord: Playground, tmp_path: Path) -> None:
    discord.faults.fail("GET", "/users/@me", status=503, times=2)
    bot = BotProcess(discord, tmp_path / "unhunch.db")
    await bot.start(ready=False)
    await bot.said("ready servers")
    code = await bot.stop()

    assert code == 0
    assert bot.log.count("out of reach") == 2
    assert "Unclosed" not in bot.log


async def test_it_keeps_trying_while_only_the_gateway_is_down_and_still_stops_cleanly(
    discord: Playground, tmp_path: Path
) -> None:
    bot = BotProcess(discord, tmp_path / "unhunch.db", DISCORD_GATEWAY_URL="ws://127.0.0.1:9/")
    await bot.start(ready=False)
    await bot.said("out of reach", times=2)

    assert await bot.stop() == 0


async def test_the_rehearsal_clock_goes_on_after_a_restart(
    discord: Playground, bot: BotProcess, tmp_path: Path
) -> None:
    before = anchor(tmp_path / "unhunch.db")
    await bot.stop()
    await bot.start()

    assert anchor(tmp_path / "unhunch.db") == before


def anchor(database: Path) -> tuple[str, str]:
    with closing(sqlite3.connect(database)) as connection:
        real, shown = connection.execute("SELECT real_at, shown_at FROM clock").fetchone()
    return real, shown
