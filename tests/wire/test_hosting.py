"""What whoever hosts the bot relies on: health, figures, copies, and logs that tell no secrets."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from playground import Playground
from tests.wire.acts import free_port, get, relax
from tests.wire.bot_process import ROOT, SPEED, BotProcess

POST = "/channels/{channel_id}/messages"
HOSTING = ROOT / "docs" / "hosting.md"


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_health_and_figures_follow_what_happens(discord: Playground, tmp_path: Path) -> None:
    port = free_port()
    bot = BotProcess(discord, tmp_path / "unhunch.db", CLOCK_SPEED=str(SPEED), HTTP_PORT=str(port))
    await bot.start()
    await bot.said("ready servers")
    well = await get(port, "/healthz")
    ada = discord.person("Ada")
    discord.faults.limit("POST", POST, retry_after=0.1)
    await relax(ada, discord, where="dm")
    await discord.until(lambda: len(ada.inbox) == 2, timeout=10)
    _, during = await get(port, "/metrics")
    await discord.until(lambda: "Done" in ada.inbox[-1].text, timeout=30)
    discord.ledger.lines.clear()  # the 429 was asked for
    _, after = await get(port, "/metrics")
    await bot.stop()

    assert well == (200, "ok\n")
    assert figure(during, "unhunch_sessions_running") == 1
    assert figure(after, "unhunch_sessions_running") == 0
    assert figure(after, "unhunch_rate_limited_total") == 1
    assert figure(after, 'unhunch_sends_total{outcome="delivered"}') >= 6
    assert figure(after, 'unhunch_interactions_total{kind="application_command"}') == 1
    assert figure(after, 'unhunch_interactions_total{kind="component"}') == 1
    assert figure(after, "unhunch_gateway_latency_seconds") > 0
    assert figure(after, "unhunch_due_lag_seconds") == 0


async def test_without_a_connection_it_is_503_and_says_why(
    discord: Playground, tmp_path: Path
) -> None:
    port = free_port()
    nowhere = "http://127.0.0.1:9/api/v10"
    bot = BotProcess(discord, tmp_path / "unhunch.db", DISCORD_API_URL=nowhere, HTTP_PORT=str(port))
    await bot.start(ready=False)
    await bot.said("out of reach")
    status, text = await get(port, "/healthz")

    assert (status, text) == (503, "not connected to Discord's gateway\n")
    assert await bot.stop() == 0


async def test_a_copy_is_made_every_day_beginning_at_the_start(
    discord: Playground, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    bot = BotProcess(discord, tmp_path / "unhunch.db", BACKUP_DIR=str(folder))
    await bot.start()
    await bot.said("backed up as")
    await bot.stop()

    assert [it.name for it in folder.iterdir()] == [f"unhunch-{datetime.now(UTC):%Y-%m-%d}.db"]


async def test_a_session_goes_on_from_a_restored_copy_as_the_docs_tell(
    discord: Playground, tmp_path: Path
) -> None:
    """Runs the commands of docs/hosting.md, in their order, with a bot on a `.env`."""
    home = tmp_path / "unhunch"
    home.mkdir()
    for part in ("bot", "content", "migrations"):
        (home / part).symlink_to(ROOT / part)
    (home / ".venv").symlink_to(Path(sys.executable).parent.parent)
    database = home / "data" / "unhunch.db"
    bot = BotProcess(discord, database, CLOCK_SPEED="1")
    ada = discord.person("Ada")
    await bot.start()
    await relax(ada, discord, where="dm", exercise="five-minute-reset")
    await discord.until(lambda: len(ada.inbox) == 1, timeout=10)

    backup, restore = blocks("backup"), blocks("restore")
    await asyncio.to_thread(shell, backup, home)
    await (await ada.press(ada.inbox[-1], "Stop")).message()
    refused = await asyncio.to_thread(shell, restore, home, False)
    await bot.stop()
    database.write_bytes(b"the disk failed here")
    told = await asyncio.to_thread(shell, restore, home)
    await bot.start()
    card = await relax(ada, discord)

    assert "used by another running bot" in refused
    assert "is the database now; the one before is kept as" in told
    assert "still going" in card.text  # as it was when the copy was made: before the Stop
    assert await bot.stop() == 0


def blocks(name: str) -> str:
    """The shell commands that follow `<!-- name -->` in docs/hosting.md."""
    found = re.search(rf"<!-- {name} -->\n```\n(.*?)```", HOSTING.read_text(), re.DOTALL)
    assert found
    return found[1].replace("unhunch-2026-11-22.db", "copy.db")


def shell(commands: str, folder: Path, good: bool = True) -> str:
    done = subprocess.run(
        ["sh", "-ec", commands],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode == 0) == good, done.stderr
    return done.stdout + done.stderr


async def test_the_log_at_debug_holds_no_token_no_text_and_no_name(
    discord: Playground, tmp_path: Path
) -> None:
    file = tmp_path / "unhunch.db"
    bot = BotProcess(discord, file, CLOCK_SPEED=str(SPEED), LOG_LEVEL="DEBUG", LOG_FORMAT="json")
    await bot.start()
    ada, grace = discord.person("Ada Quillfeather"), discord.person("Grace Ombersley")
    discord.faults.ratio(0.2, "POST", POST, status=503)
    discord.faults.ratio(0.2, "PATCH", "*", status=500)
    discord.faults.limit("PATCH", "/webhooks/*", retry_after=0.1)
    grace.close_dms()
    await relax(ada, discord, where="channel")
    card = await relax(grace, discord, where="dm")
    await discord.until(lambda: "your right" in card.text, timeout=30)
    tokens = kept_tokens(file)
    await discord.close_gateway(code=4000)
    await discord.until(lambda: "Done" in card.text, timeout=60)
    discord.ledger.lines[:] = [it for it in discord.ledger.lines if not too_many(it)]
    await bot.stop()

    assert tokens
    for line in bot.log.splitlines():
        assert {"at", "level", "logger", "message"} <= set(json.loads(line))
    secrets = [discord.token, *tokens, "Quillfeather", "Ombersley", "Studio", "general"]
    texts = {line.text for line in discord.ledger.messages()}
    lines = {part.strip() for text in texts for part in text.splitlines() if len(part) > 12}
    assert len(lines) > 10
    assert [it for it in (*secrets, *lines) if it in bot.log] == []


def kept_tokens(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [token for (token,) in connection.execute("SELECT token FROM card_token")]


def too_many(line: object) -> bool:
    return getattr(line, "status", 0) == 429


def forget(database: Path, server_id: int) -> tuple[int, str]:
    """`db forget`, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "db", "forget", str(server_id)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite+aiosqlite:///{database}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return done.returncode, done.stdout + done.stderr


async def test_a_server_that_removed_the_bot_is_forgotten_on_request_while_it_runs(
    discord: Playground, tmp_path: Path
) -> None:
    database = tmp_path / "unhunch.db"
    bot = BotProcess(discord, database)
    await bot.start()
    here, there = discord.guild("Studio"), discord.guild("Elsewhere")
    grace = discord.person("Grace")
    there.give(grace, there.role("Hosts", "manage_guild"))
    asked = {"time": "10:25", "zone": "UTC"}
    for guild in (here, there):
        act = await grace.slash("teambreak create", asked, channel=guild.channel("general"))
        await (await grace.press(await act.message(), "Save")).message()

    refused = await asyncio.to_thread(forget, database, there.id)
    there.remove_bot()
    await bot.said("removed from a server")
    done = await asyncio.to_thread(forget, database, there.id)
    listed = await (await grace.slash("teambreak list", channel=here.channel("general"))).message()
    code = await bot.stop()

    assert refused[0] == 2
    assert f"still in server {there.id}" in refused[1]
    assert done[0] == 0
    assert f"server {there.id} is forgotten" in done[1]
    with closing(sqlite3.connect(database)) as connection:
        kept = connection.execute("SELECT DISTINCT guild_id FROM team_break").fetchall()
    assert kept == [(here.id,)]
    assert "10:25" in listed.text
    assert code == 0
