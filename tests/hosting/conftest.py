from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.migrate import upgrade


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with the newest schema and nothing in it."""
    file = tmp_path / "data" / "unhunch.db"
    upgrade(file)
    return file


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{file}")
    yield database
    await database.close()
