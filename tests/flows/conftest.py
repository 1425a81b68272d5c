from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.migrate import upgrade

from .fakes import FakeClock, FakeMessenger
from .stage import Bot


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, to be copied: migrating takes longer than a test."""
    file = tmp_path_factory.mktemp("migrated") / "unhunch.db"
    upgrade(file)
    return file


@pytest.fixture
async def database(migrated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    file = shutil.copy(migrated, tmp_path / "unhunch.db")
    database = Database(f"sqlite+aiosqlite:///{file}")
    yield database
    await database.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def messenger(clock: FakeClock) -> FakeMessenger:
    return FakeMessenger(clock)


@pytest.fixture
def bot(database: Database, clock: FakeClock, messenger: FakeMessenger) -> Bot:
    return Bot(database, clock, messenger)
