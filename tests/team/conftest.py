from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Database
from tests.flows.conftest import clock, database, messenger, migrated
from tests.flows.fakes import FakeClock, FakeMessenger

from .stage import TeamBot

__all__ = ["clock", "database", "messenger", "migrated"]


@pytest.fixture
async def bot(
    database: Database, clock: FakeClock, messenger: FakeMessenger
) -> AsyncIterator[TeamBot]:
    bot = TeamBot(database, clock, messenger)
    yield bot
    await bot.said()


@pytest.fixture
async def restarted(
    database: Database, clock: FakeClock, messenger: FakeMessenger
) -> AsyncIterator[TeamBot]:
    """The next life of the bot on the same database."""
    bot = TeamBot(database, clock, messenger)
    yield bot
    await bot.said()
