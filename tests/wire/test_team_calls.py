"""Whom a break calls, what joining brings, and what becomes of a break whose channel is gone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from playground import Channel, Playground
from tests.wire.acts import relax
from tests.wire.bot_process import BotProcess
from tests.wire.test_team import bot, channel, done, plan, posts, rows, shown_now, skip_to, soon

__all__ = ["bot", "channel"]

PEOPLE = 60
#: A break and its occurrence like the first of each, at another minute and in another channel.
BREAK_LIKE_THE_FIRST = (
    "INSERT INTO team_break (guild_id, channel_id, creator_id, times, days, zone, routine, cues,"
    " state, consented_at, lonely, strikes, revision)"
    " SELECT guild_id, ?, creator_id, ?, days, zone, routine, cues, state, consented_at, 0, 0, 0"
    " FROM team_break WHERE id = 1"
)
OCCURRENCE_OF_IT = (
    "INSERT INTO occurrence (break_id, guild_id, channel_id, host_id, routine, cues, planned_at,"
    " starts_at, state, fingerprint, held, cue, posts, delays, pinged, due_at, revision)"
    " SELECT ?, guild_id, ?, host_id, routine, cues, ?, ?, 'planned', '', 0, 0, 0, 0, 0, ?, 0"
    " FROM occurrence WHERE id = 1"
)


@pytest.mark.usefixtures("bot")
async def test_at_most_fifty_are_called_by_name_and_nobody_twice(
    discord: Playground, channel: Channel, tmp_path: Path
) -> None:
    people = [discord.person(f"Person {n}") for n in range(PEOPLE)]
    database = tmp_path / "unhunch.db"
    at = shown_now(database, discord) + timedelta(minutes=7)
    await plan(discord, channel, at)
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.executemany(
            "INSERT INTO team_member (break_id, member_id, since) VALUES (1, ?, '2026-01-01')",
            [(it.id,) for it in people],
        )

    skip_to(discord, database, at.replace(second=0, microsecond=0) - timedelta(minutes=5))
    await discord.until(lambda: posts(channel), timeout=30)
    await (await discord.person("Grace").press(posts(channel)[0], "Start now")).answered()
    await done(discord, channel)

    call, *others = posts(channel)
    assert len(call.pinged) == 50
    assert len(set(call.pinged)) == 50
    assert [it.pinged for it in others] == [[]] * len(others)


@pytest.mark.usefixtures("bot")
async def test_a_role_is_called_and_neither_everyone_nor_who_only_follows(
    discord: Playground, channel: Channel, tmp_path: Path
) -> None:
    guild, ada = discord.guild("Studio"), discord.person("Ada")
    linus, crew = discord.person("Linus"), guild.role("Crew", mentionable=True)
    guild.give(ada, crew)
    database = tmp_path / "unhunch.db"
    at = shown_now(database, discord) + timedelta(minutes=7)
    await plan(discord, channel, at, role=crew.id)
    await (await linus.slash("team join", channel=channel)).message()

    skip_to(discord, database, at.replace(second=0, microsecond=0) - timedelta(minutes=5))
    await discord.until(lambda: posts(channel), timeout=30)

    assert posts(channel)[0].pinged == [ada]


@pytest.mark.usefixtures("bot")
async def test_who_joins_with_a_session_of_their_own_ends_it_in_one_press(
    discord: Playground, channel: Channel, tmp_path: Path
) -> None:
    database, ada = tmp_path / "unhunch.db", discord.person("Ada")
    await soon(discord, channel, database)
    await discord.until(lambda: posts(channel), timeout=30)
    own = await relax(ada, discord, exercise="five-minute-reset")
    await (await discord.person("Grace").press(posts(channel)[0], "Start now")).answered()
    await discord.until(lambda: len(posts(channel)) == 2, timeout=20)

    shown = await (await ada.press(posts(channel)[1], "Join")).message()
    for _ in range(2):
        told = await (await ada.press(shown, "End mine")).message()
    await discord.until(lambda: "Stopped" in own.text, timeout=10)
    end = await done(discord, channel)

    assert "in the middle of **Five-minute reset**" in shown.text
    assert "Yours has ended" in told.text
    assert rows(database, "SELECT state FROM session") == [("stopped",)]
    assert "One person stretched" in end.text


@pytest.mark.usefixtures("bot")
async def test_a_channel_that_is_gone_pauses_it_and_the_creator_is_told_once(
    discord: Playground, tmp_path: Path
) -> None:
    database, grace = tmp_path / "unhunch.db", discord.person("Grace")
    lost = discord.guild("Studio").channel("doomed")
    at = shown_now(database, discord) + timedelta(minutes=7)
    await plan(discord, lost, at)
    lost.delete()
    hour = at.replace(second=0, microsecond=0)

    moments = (hour - timedelta(minutes=5), hour, hour + timedelta(hours=23, minutes=55))
    for strikes, moment in enumerate(moments, start=1):
        skip_to(discord, database, moment)
        await discord.until(lambda n=strikes: struck(database) >= n, timeout=20)
    note = (await discord.until(lambda: grace.inbox, timeout=10))[0]

    assert rows(database, "SELECT state, why FROM team_break") == [("paused", "refused")]
    assert "the channel, which I cannot see" in note.text
    assert len(grace.inbox) == 1


def struck(database: Path) -> int:
    return rows(database, "SELECT strikes FROM team_break")[0][0]


async def test_500_missed_in_a_day_away_flood_nobody(
    discord: Playground, channel: Channel, bot: BotProcess, tmp_path: Path
) -> None:
    database, studio = tmp_path / "unhunch.db", discord.guild("Studio")
    await plan(discord, channel, shown_now(database, discord) + timedelta(hours=2))
    await bot.stop()
    channels = [studio.channel(f"team-{n}") for n in range(25)]
    add_breaks(database, [it.id for it in channels], shown_now(database, discord), 500)
    discord.set_clock(skip=timedelta(hours=24).total_seconds())

    await bot.start()
    await discord.until(lambda: missed(database) >= 501, timeout=30)
    await bot.stop()  # what it has to say is said

    said = Counter(it.channel_id for it in discord.ledger.messages(happened="created") if it.nonce)
    ahead = "SELECT count(*) FROM occurrence WHERE due_at IS NOT NULL"
    assert 0 < len(said) <= len(channels)
    assert set(said.values()) == {1}
    assert sum(it.pinged != [] for one in channels for it in posts(one)) == 0
    assert discord.ledger.too_many_requests == 0
    assert rows(database, ahead) == [(501,)]


def missed(database: Path) -> int:
    return rows(database, "SELECT count(*) FROM occurrence WHERE state = 'missed'")[0][0]


def add_breaks(database: Path, channels: list[int], now, count: int) -> None:
    """So many breaks, spread over the day that begins in ten minutes and over these channels."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for n in range(count):
            at = now + timedelta(minutes=10 + n * 2.8)
            minute = at.replace(second=0, microsecond=0)
            where = channels[n % len(channels)]
            made = connection.execute(BREAK_LIKE_THE_FIRST, (where, f"{minute:%H:%M}"))
            hour, due = (
                f"{it:%Y-%m-%d %H:%M:%S.%f}" for it in (minute, minute - timedelta(minutes=5))
            )
            connection.execute(OCCURRENCE_OF_IT, (made.lastrowid, where, hour, hour, due))
