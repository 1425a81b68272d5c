"""Days off, pauses until a day and changed hours over the wire, on a clock that is moved on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from playground import Person, Playground
from tests.wire.bot_process import BotProcess
from tests.wire.test_team import bot, rows, shown_now, skip_to

__all__ = ["bot"]

pytestmark = pytest.mark.usefixtures("bot")


async def confirmed(discord: Playground, ada: Person, **options: object) -> None:
    """A reminder that counts."""
    before = len(ada.inbox)
    await said(ada, "reminder add", days="daily", **options)
    await discord.until(lambda: len(ada.inbox) > before, timeout=10)
    yes = await (await ada.press(ada.inbox[-1], "Yes, remind me")).message()
    assert "I will remind you" in yes.text


async def said(ada: Person, command: str, **options: object) -> str:
    return (await (await ada.slash(command, options)).message()).text


def due(database: Path) -> datetime:
    ((at,),) = rows(database, "SELECT min(due_at) FROM reminder")
    return datetime.fromisoformat(at).replace(tzinfo=UTC)


async def comes(discord: Playground, ada: Person, database: Path) -> datetime:
    """Moves the clock on to what is due next; what it reads when a reminder has come."""
    before, at = len(ada.inbox), due(database)
    skip_to(discord, database, at)
    await discord.until(lambda: len(ada.inbox) > before, timeout=20)
    assert shown_now(database, discord) >= at
    return at


async def test_a_pause_until_a_day_ends_by_itself_and_days_off_stay_quiet(
    discord: Playground, tmp_path: Path
) -> None:
    ada, database = discord.person("Ada"), tmp_path / "unhunch.db"
    day = shown_now(database, discord).date() + timedelta(days=9)
    await confirmed(discord, ada, time="12:00", zone="UTC")

    paused = await said(ada, "reminder pause", reminder="1", until=f"{day}")
    off = await said(ada, "settings", days_off=f"{day}..{day + timedelta(days=2)}")
    listed = await said(ada, "reminder list")
    came = await comes(discord, ada, database)

    assert "Then it goes on by itself" in paused
    assert "Your reminder goes by that from now on." in off
    assert "paused until" in listed
    assert f"None on your days off: {day}..{day + timedelta(days=2)}" in listed
    assert came == datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=3)
    assert "Time to un-hunch" in ada.inbox[-1].text
    assert "paused until" not in await said(ada, "reminder list")


async def test_changed_hours_and_zone_move_what_is_due_also_after_a_restart(
    discord: Playground, bot: BotProcess, tmp_path: Path
) -> None:
    ada, database = discord.person("Ada"), tmp_path / "unhunch.db"
    await confirmed(discord, ada, every=60, zone="UTC")

    told = await said(ada, "settings", zone="Tokyo", working_hours="3-4:30", days_off="none")
    await bot.kill()
    await bot.start()
    came = await comes(discord, ada, database)

    assert "**Zone**: Asia/Tokyo\n**Working hours**: 03:00-04:30" in told
    assert "Your reminder goes by that from now on. Next: <t:" in told
    assert (came.hour, came.minute) in {(18, 0), (19, 0)}
