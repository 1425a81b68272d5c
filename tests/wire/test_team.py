"""Team breaks over the wire: joined, delayed, killed, away, the clocks changed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from playground import Channel, Message, Person, Playground
from tests.wire.acts import heading, relax
from tests.wire.bot_process import SPEED, BotProcess

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
async def bot(discord: Playground, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A rehearsing bot whose clock can be steered."""
    discord.set_clock(speed=SPEED)
    bot = BotProcess(
        discord,
        tmp_path / "unhunch.db",
        CLOCK_SPEED=str(SPEED),
        CLOCK_FILE=str(discord.clock_file),
    )
    await bot.start()
    yield bot
    await bot.end()


@pytest.fixture
def channel(discord: Playground) -> Channel:
    return discord.guild("Studio").channel("general")


def rows(database: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def shown_now(database: Path, discord: Playground) -> datetime:
    """What the timetable's clock reads."""
    real, shown, skipped = rows(database, "SELECT real_at, shown_at, skipped FROM clock")[0]
    real_at, shown_at = (datetime.fromisoformat(it).replace(tzinfo=UTC) for it in (real, shown))
    owed = timedelta(seconds=discord.clock.skip - skipped)
    return shown_at + (datetime.now(UTC) - real_at) * SPEED + owed


async def plan(
    discord: Playground, channel: Channel, at: datetime, zone: str = "UTC", **options: object
) -> Person:
    """Grace, who manages the server, plans a break at that time of day."""
    grace = discord.person("Grace")
    time = f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
    asked = {"time": time, "days": "daily", "zone": zone, "routine": "ninety-second-reset"}
    act = await grace.slash("teambreak create", {**asked, **options}, channel=channel)
    saved = await (await grace.press(await act.message(), "Save")).message()
    assert "Saved" in saved.text
    return grace


async def soon(discord: Playground, channel: Channel, database: Path) -> datetime:
    """A break whose heads-up comes in a moment; its hour."""
    at = shown_now(database, discord) + timedelta(minutes=7)
    await plan(discord, channel, at)
    hour = at.replace(second=0, microsecond=0)
    skip_to(discord, database, hour - timedelta(minutes=5))
    return hour


def skip_to(discord: Playground, database: Path, at: datetime) -> None:
    """Moves the clock to a second of real time before `at`."""
    ahead = at - timedelta(seconds=SPEED) - shown_now(database, discord)
    discord.set_clock(skip=max(ahead.total_seconds(), 0))


def posts(channel: Channel) -> list[Message]:
    return [it for it in channel.messages if not it.ephemeral]


def nonces(discord: Playground) -> Counter[str]:
    lines = discord.ledger.messages(happened="created")
    return Counter(line.nonce for line in lines if line.nonce)


def finished(channel: Channel) -> int:
    return sum("Done together" in it.text for it in posts(channel))


def refusals(discord: Playground) -> int:
    sent = discord.ledger.requests("POST", "/channels/{channel_id}/messages")
    return sum(line.status == 403 for line in sent)


async def done(discord: Playground, channel: Channel) -> Message:
    await discord.until(
        lambda: any("Done together" in it.text for it in posts(channel)), timeout=60
    )
    return next(it for it in posts(channel) if "Done together" in it.text)


@pytest.mark.usefixtures("bot")
async def test_three_join_one_late_and_the_host_delays(
    discord: Playground, channel: Channel, tmp_path: Path
) -> None:
    ada, linus, late = (discord.person(name) for name in ("Ada", "Linus", "Late"))
    grace = discord.person("Grace")
    database = tmp_path / "unhunch.db"
    at = shown_now(database, discord) + timedelta(minutes=7)
    await plan(discord, channel, at)
    await (await ada.slash("team join", channel=channel)).message()
    skip_to(discord, database, at.replace(second=0, microsecond=0) - timedelta(minutes=5))
    await discord.until(lambda: posts(channel), timeout=30)
    call = posts(channel)[0]
    told = call.text

    for person in (ada, linus):
        await (await person.press(call, "Join")).message()
    refused = await (await linus.press(call, "Delay 10")).message()
    hour = rows(tmp_path / "unhunch.db", "SELECT starts_at FROM occurrence WHERE id = 1")[0][0]
    await (await grace.press(call, "Delay 10")).answered()
    await discord.until(lambda: "2 people are in" in call.text, timeout=10)
    later = rows(tmp_path / "unhunch.db", "SELECT starts_at FROM occurrence WHERE id = 1")[0][0]
    await (await grace.press(call, "Start now")).answered()
    await discord.until(lambda: len(posts(channel)) == 2, timeout=10)
    session = posts(channel)[1]
    await discord.until(lambda: "your right" in heading(session.text), timeout=10)
    shown = await (await late.press(session, "Join")).message()
    end = await done(discord, channel)

    delayed = datetime.fromisoformat(later) - datetime.fromisoformat(hour)
    assert f"the timetable reads {at:%H:%M} then" in told
    assert call.pinged == [ada]
    assert session.pinged == []
    assert "whoever planned it" in refused.text
    assert delayed == timedelta(minutes=10)
    assert shown.ephemeral
    assert "your right" in shown.text
    assert "3 people stretched" in end.text
    assert end.id == session.id


@pytest.mark.usefixtures("bot")
async def test_while_the_team_has_the_channel_relax_says_so_and_is_offered_privately(
    discord: Playground, channel: Channel, tmp_path: Path
) -> None:
    ada = discord.person("Ada")
    await soon(discord, channel, tmp_path / "unhunch.db")
    await discord.until(lambda: posts(channel), timeout=30)

    refused = await relax(ada, discord, where="channel")
    why = refused.text
    card = await (await ada.press(refused, "Do it here, just for me")).message()

    assert "A team break is on in this channel, or begins in a few minutes" in why
    assert "Arrive" in card.text
    assert len(posts(channel)) == 1


@pytest.mark.usefixtures("bot")
async def test_a_break_waits_for_somebodys_session_and_says_so(
    discord: Playground, channel: Channel, tmp_path: Path
) -> None:
    database, ada = tmp_path / "unhunch.db", discord.person("Ada")
    at = shown_now(database, discord) + timedelta(minutes=9)
    await plan(discord, channel, at)
    hour = at.replace(second=0, microsecond=0)
    await relax(ada, discord, where="channel")
    await discord.until(lambda: posts(channel), timeout=20)
    await (await ada.press(posts(channel)[0], "Pause")).answered()
    skip_to(discord, database, hour - timedelta(minutes=5))
    await discord.until(lambda: len(posts(channel)) == 2, timeout=30)
    call = posts(channel)[1]

    skip_to(discord, database, hour)
    await discord.until(lambda: "right after it" in call.text, timeout=30)
    waiting = len(posts(channel))
    joined = await (await discord.person("Grace").press(call, "Join")).message()
    await (await ada.press(posts(channel)[0], "Stop")).message()
    end = await done(discord, channel)

    assert waiting == 2
    assert "as soon as the session here is over" in joined.text
    assert "Stopped" in posts(channel)[0].text
    assert end.id == posts(channel)[2].id


async def killed_at(
    discord: Playground, channel: Channel, bot: BotProcess, database: Path, hour: datetime, at: str
) -> None:
    await discord.until(lambda: posts(channel), timeout=30)
    if at != "heads-up":
        skip_to(discord, database, hour)
        await discord.until(lambda: len(posts(channel)) == 2, timeout=60)
    if at == "mid-session":
        await discord.until(lambda: "your right" in heading(posts(channel)[1].text), timeout=20)
    await bot.kill()
    await discord.bot_gone()
    await bot.start()
    if at == "heads-up":
        skip_to(discord, database, hour)


@pytest.mark.parametrize("moment", ["heads-up", "the hour", "mid-session"])
async def test_killed_it_pings_once_and_finishes(
    discord: Playground, channel: Channel, bot: BotProcess, tmp_path: Path, moment: str
) -> None:
    database = tmp_path / "unhunch.db"
    ada = discord.person("Ada")
    at = shown_now(database, discord) + timedelta(minutes=7)
    await plan(discord, channel, at)
    await (await ada.slash("team join", channel=channel)).message()
    hour = at.replace(second=0, microsecond=0)
    skip_to(discord, database, hour - timedelta(minutes=5))

    await killed_at(discord, channel, bot, database, hour, moment)
    end = await done(discord, channel)

    assert set(nonces(discord)) == {"o1.1", "o1.2"}
    assert max(nonces(discord).values()) == 1
    assert [it.pinged for it in posts(channel)] == [[ada], []]
    told = [heading(edit.text) for edit in end.edits]
    steps = [now for before, now in pairwise(["", *told]) if now != before]
    assert len(steps) == len(set(steps))


async def test_a_day_away_leaves_the_channel_quiet_and_the_plan_goes_on(
    discord: Playground, channel: Channel, bot: BotProcess, tmp_path: Path
) -> None:
    database = tmp_path / "unhunch.db"
    await plan(discord, channel, shown_now(database, discord) + timedelta(hours=2))
    await bot.stop()
    discord.set_clock(skip=timedelta(hours=25).total_seconds())
    await bot.start()

    await discord.until(
        lambda: rows(database, "SELECT count(*) FROM occurrence")[0][0] == 2, timeout=10
    )
    await asyncio.sleep(0.5)  # what it would have said, it would say now

    assert posts(channel) == []
    first, second = rows(database, "SELECT state, starts_at FROM occurrence ORDER BY id")
    ahead = datetime.fromisoformat(second[1]) - datetime.fromisoformat(first[1])
    assert (first[0], second[0], ahead) == ("missed", "planned", timedelta(days=1))


def clock_change(after: datetime) -> datetime:
    """The next instant at which Berlin's clocks change."""
    at = after.replace(minute=0, second=0, microsecond=0)
    while (
        at.astimezone(BERLIN).utcoffset()
        == (at + timedelta(hours=1)).astimezone(BERLIN).utcoffset()
    ):
        at += timedelta(hours=1)
    return at + timedelta(hours=1)


async def test_over_a_clock_change_it_keeps_its_wall_clock_hour(
    discord: Playground, channel: Channel, bot: BotProcess, tmp_path: Path
) -> None:
    database = tmp_path / "unhunch.db"
    now = shown_now(database, discord)
    change = clock_change(now)
    eve = (change.astimezone(BERLIN) - timedelta(days=1)).replace(hour=10, minute=25)
    morning = (change.astimezone(BERLIN)).replace(hour=10, minute=25)
    await plan(discord, channel, eve, "Europe/Berlin")

    for number, at in enumerate((eve, morning), start=1):
        hour = at.astimezone(UTC).replace(second=0, microsecond=0)
        skip_to(discord, database, hour - timedelta(minutes=5))
        await discord.until(lambda n=number: len(posts(channel)) == 2 * n - 1, timeout=30)
        skip_to(discord, database, hour)
        await discord.until(lambda n=number: finished(channel) == n, timeout=30)

    told = rows(database, "SELECT starts_at FROM occurrence WHERE state = 'finished' ORDER BY id")
    starts = [datetime.fromisoformat(it[0]).replace(tzinfo=UTC) for it in told]
    assert [f"{it.astimezone(BERLIN):%H:%M}" for it in starts] == ["10:25", "10:25"]
    assert starts[1] - starts[0] != timedelta(days=1)


@pytest.mark.usefixtures("bot")
async def test_missing_permissions_are_named_before_anything_is_saved(
    discord: Playground, channel: Channel
) -> None:
    grace = discord.person("Grace")
    channel.deny(discord.bot, "send_messages", "attach_files")

    act = await grace.slash("teambreak create", {"time": "10:25", "zone": "UTC"}, channel=channel)
    preview = await act.message()
    listed = await (await grace.slash("teambreak list", channel=channel)).message()

    assert "Send Messages, Attach Files" in preview.text
    assert "Save" not in [it.label for it in preview.buttons]
    assert "There is none yet" in listed.text


async def test_removed_from_the_server_while_down_its_breaks_stop(
    discord: Playground, channel: Channel, bot: BotProcess, tmp_path: Path
) -> None:
    await soon(discord, channel, tmp_path / "unhunch.db")
    await bot.stop()
    discord.guild("Studio").remove_bot()
    discord.guild("Elsewhere")

    await bot.start()

    database = tmp_path / "unhunch.db"
    await discord.until(
        lambda: rows(database, "SELECT why FROM team_break") == [("removed",)], timeout=10
    )
    assert rows(database, "SELECT count(*) FROM occurrence WHERE due_at IS NOT NULL") == [(0,)]


async def test_an_outage_of_the_server_is_no_removal(
    discord: Playground, channel: Channel, bot: BotProcess, tmp_path: Path
) -> None:
    await soon(discord, channel, tmp_path / "unhunch.db")
    guild = discord.guild("Studio")

    guild.go_down()
    await bot.stop()
    await bot.start()
    guild.come_back()

    await discord.until(lambda: posts(channel), timeout=40)
    assert rows(tmp_path / "unhunch.db", "SELECT state FROM team_break") == [("active",)]


@pytest.mark.usefixtures("bot")
async def test_permission_lost_is_told_once_by_its_name_and_one_press_resumes(
    discord: Playground, channel: Channel, tmp_path: Path
) -> None:
    database, grace = tmp_path / "unhunch.db", discord.person("Grace")
    at = shown_now(database, discord) + timedelta(minutes=7)
    await plan(discord, channel, at)
    channel.deny(discord.bot, "send_messages")
    hour = at.replace(second=0, microsecond=0)

    moments = (hour - timedelta(minutes=5), hour, hour + timedelta(hours=23, minutes=55))
    for strikes, moment in enumerate(moments, start=1):
        skip_to(discord, database, moment)
        await discord.until(lambda n=strikes: refusals(discord) == n, timeout=20)
    note = (await discord.until(lambda: grace.inbox, timeout=10))[0]
    doctor = await (await grace.slash("doctor", channel=channel)).message()
    channel.allow(discord.bot, "send_messages")
    await (await grace.press(note, "Resume")).message()

    assert len([it for it in grace.inbox if "I paused" in it.text]) == 1
    assert "Send Messages" in note.text
    assert "✗ Send Messages" in doctor.text
    assert rows(database, "SELECT state FROM team_break") == [("active",)]
