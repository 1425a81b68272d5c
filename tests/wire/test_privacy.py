"""Erasing while the real process is in the middle of something, with its own file looked into."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground import Person, Playground
from tests.wire.acts import heading, relax
from tests.wire.bot_process import BotProcess


def on_disk(folder: Path) -> bytes:
    """Everything the bot's process keeps there."""
    return b"".join(it.read_bytes() for it in folder.glob("unhunch.db*"))


def told(person: Person) -> str:
    """What the bot wrote to them in direct messages."""
    return "\n".join(it.text for it in person.inbox)


async def test_a_person_who_is_erased_mid_session_is_gone_from_the_disk(
    discord: Playground, bot: BotProcess, tmp_path: Path
) -> None:
    ada, linus = discord.person("Ada"), discord.person("Linus")
    await relax(ada, discord, where="dm")
    other = await relax(linus, discord)
    await discord.until(lambda: "your right" in told(ada), timeout=10)
    theirs = int(ada.id).to_bytes(8, "big")
    assert theirs in on_disk(tmp_path)

    asked = await (await ada.slash("privacy erase")).message()
    answer = await (await ada.press(asked, "Erase everything")).message()
    assert heading(answer.text) == "### Gone"
    assert theirs not in on_disk(tmp_path)
    await discord.until(lambda: "Stopped" in told(ada), timeout=10)
    await discord.until(lambda: "Done" in heading(other.text), timeout=15)

    assert theirs not in on_disk(tmp_path)
    assert await bot.stop() == 0
    assert str(ada.id) not in bot.log


@pytest.mark.usefixtures("bot")
async def test_files_and_pictures_arrive(discord: Playground) -> None:
    ada = discord.person("Ada")

    given = await (await ada.slash("privacy export")).message()
    shown = await (await ada.slash("progress")).message()

    (file,) = given.record.attachments
    assert file.filename == "unhunch-about-you.json"
    assert json.loads(file.content)["your Discord id"] == str(ada.id)
    (picture,) = shown.record.attachments
    assert picture.content.startswith(b"\x89PNG")
    assert "This week so far" in (picture.description or "")
