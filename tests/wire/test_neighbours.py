"""Many servers, one hour: a slow, a limited and a forbidden one delay nobody but themselves."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from playground import Channel, Playground
from tests.wire.acts import LATE
from tests.wire.bot_process import SPEED
from tests.wire.test_team import bot, plan, shown_now, skip_to

__all__ = ["bot"]

#: How long the bad ones take, in real seconds: far more than anybody may be late.
BAD = 4 * LATE
LENGTH = timedelta(seconds=90)


def server(discord: Playground, name: str) -> Channel:
    """#general of a server that Grace manages."""
    guild, grace = discord.guild(name), discord.person("Grace")
    guild.give(grace, guild.role("Hosts", "manage_guild"))
    return guild.channel("general")


def due(database: Path, discord: Playground, at: datetime) -> float:
    """When the timetable reads `at`, on the clock that measures."""
    return time.monotonic() + (at - shown_now(database, discord)).total_seconds() / SPEED


def told(discord: Playground, channel: Channel, words: str) -> float | None:
    """When a channel was first told that, on the clock that measures."""
    lines = discord.ledger.messages(channel)
    return next((line.at.real for line in lines if words in line.text and not line.ephemeral), None)


async def all_told(discord: Playground, channels: list[Channel], words: str) -> list[float]:
    def each() -> list[float] | None:
        found = [told(discord, it, words) for it in channels]
        return [it for it in found if it] if all(found) else None

    return await discord.until(each, timeout=30) or []


@pytest.mark.usefixtures("bot")
async def test_one_bad_server_never_delays_another(discord: Playground, tmp_path: Path) -> None:
    database = tmp_path / "unhunch.db"
    slow, limited, closed = (server(discord, it) for it in ("Slow", "Limited", "Closed"))
    well = [server(discord, f"Well {n}") for n in range(4)]
    at = shown_now(database, discord) + timedelta(minutes=20)
    for channel in (slow, limited, closed, *well):  # the bad ones are claimed first
        await plan(discord, channel, at)
    hour = at.replace(second=0, microsecond=0)
    post = "/channels/{}/messages"
    discord.faults.slow(BAD, "*", f"/channels/{slow.id}/*")
    discord.faults.limit("POST", post.format(limited.id), retry_after=BAD, times=2)
    closed.deny(discord.bot, "send_messages")

    lateness = []
    skip_to(discord, database, hour - timedelta(minutes=5))
    called = due(database, discord, hour - timedelta(minutes=5))
    lateness += [it - called for it in await all_told(discord, well, "Stretch break")]
    skip_to(discord, database, hour)
    begins = due(database, discord, hour)
    lateness += [it - begins for it in await all_told(discord, well, "Arrive")]
    ends = begins + LENGTH.total_seconds() / SPEED
    lateness += [it - ends for it in await all_told(discord, well, "Done together")]
    (slow_at,) = await all_told(discord, [slow], "Stretch break")

    assert max(lateness) < LATE
    assert slow_at - called > BAD
    assert 429 in answers(discord, limited)
    assert answers(discord, closed) == {403}
    assert finished(database) >= {it.id for it in well}


def answers(discord: Playground, channel: Channel) -> set[int]:
    """How Discord answered the bot's messages to a channel."""
    posts = discord.ledger.requests("POST", "/channels/{channel_id}/messages")
    return {it.status for it in posts if it.path == f"/channels/{channel.id}/messages"}


def finished(database: Path) -> set[int]:
    """The channels whose break came to its end."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT channel_id FROM occurrence WHERE state = 'finished'"
        return {row[0] for row in connection.execute(query)}
