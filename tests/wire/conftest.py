from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground import Playground
from tests.wire.bot_process import SPEED, BotProcess


@pytest.fixture
async def discord() -> AsyncIterator[Playground]:
    async with Playground(port=0, token="playground-token", seed=1) as discord:
        yield discord
        assert not discord.unknown_routes
        assert not discord.unidentified


@pytest.fixture
async def bot(discord: Playground, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A rehearsing bot."""
    bot = BotProcess(discord, tmp_path / "unhunch.db", CLOCK_SPEED=str(SPEED))
    await bot.start()
    yield bot
    await bot.end()
