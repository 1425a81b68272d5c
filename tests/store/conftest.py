"""The stores on a real database in a file. A second kind of database is one more `Kind`."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.store.clockwork import Anchors
from bot.store.database import Database
from bot.store.members import Members
from bot.store.migrate import upgrade
from bot.store.sessions import Sessions
from tests.store.postgres import postgres, server

__all__ = ["server"]


@dataclass(frozen=True)
class Kept:
    """One database, what is kept in it, and a way to keep everybody else from writing to it."""

    database: Database
    sessions: Sessions
    members: Members
    anchors: Anchors
    #: The same database as a second program would have it.
    beside: Sessions
    #: Holds the write lock from another connection; call it once to let go.
    hold: Callable[[], Callable[[], None]]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the newest schema and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "unhunch.db"
    upgrade(file)
    return file


@contextmanager
def sqlite(folder: Path, empty: Path) -> Iterator[tuple[str, Callable[[], Callable[[], None]]]]:
    file = folder / "unhunch.db"
    shutil.copy(empty, file)
    other = sqlite3.connect(file, isolation_level=None, timeout=0)

    def hold() -> Callable[[], None]:
        other.execute("BEGIN EXCLUSIVE")
        return other.rollback

    yield f"sqlite+aiosqlite:///{file}", hold
    other.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(
    request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path
) -> Iterator[tuple[str, Callable[[], Callable[[], None]]]]:
    """A new database's address, and a way to hold it; PostgreSQL where it is installed."""
    if request.param == "postgresql":
        with postgres(request.getfixturevalue("server")) as it:
            yield it
    else:
        with sqlite(tmp_path, empty_file) as it:
            yield it


#: For what only a file can show: its bytes, its plans.
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
async def kept(kind: tuple[str, Callable[[], Callable[[], None]]]) -> AsyncIterator[Kept]:
    url, hold = kind
    database, second = Database(url), Database(url)
    yield Kept(
        database,
        Sessions(database),
        Members(database),
        Anchors(database),
        Sessions(second),
        hold,
    )
    await second.close()
    await database.close()
