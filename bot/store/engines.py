"""The engines: on SQLite one connection in a thread of its own, on PostgreSQL a pool."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool

_BUSY_TIMEOUT_MS = 1500

_Result = TypeVar("_Result")
#: Statements that belong together. It may run in another thread: it touches nothing but its values.
Work = Callable[[Connection], _Result]


class FileThread:
    """One connection to a SQLite file, in aiosqlite's thread.

    Going there costs as much as a statement, so it is done once for all statements of a piece of
    work; pieces run whole, one after the other.
    """

    def __init__(self, url: URL, begins: bool) -> None:
        self._file = url.database or ""
        self._opening: asyncio.Task[aiosqlite.Connection] | None = None
        self._handed_over = False
        # A single statement sees what is committed; it needs no transaction around it.
        alone = (
            {} if begins else {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
        )
        self._engine = create_engine(
            "sqlite://",
            creator=self._driver,
            poolclass=StaticPool,
            pool_reset_on_return=None,
            hide_parameters=True,
            **alone,
        )
        event.listen(self._engine, "connect", _prepare)
        if begins:
            event.listen(self._engine, "begin", _begin_immediately)
        self._enter = self._engine.begin if begins else self._engine.connect

    async def run(self, work: Work[_Result]) -> _Result:
        connection = await self._opened()
        # aiosqlite has no public way to run more than one statement in its thread.
        done: _Result = await connection._execute(self._whole, work)  # type: ignore[no-untyped-call]
        return done

    async def close(self) -> None:
        """An unclosed connection would hang the exit."""
        if self._opening is None:
            return
        connection = await self._opened()
        self._opening, self._handed_over = None, False
        await connection._execute(self._engine.dispose)  # type: ignore[no-untyped-call]
        await connection.close()

    def _whole(self, work: Work[_Result]) -> _Result:
        with self._enter() as connection:
            return work(connection)

    async def _opened(self) -> aiosqlite.Connection:
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.create_task(_open(self._file))
        # Whoever goes away meanwhile must not leave a thread behind that nobody ends.
        return await asyncio.shield(self._opening)

    def _driver(self) -> Any:
        """Called in the thread: at first, and where one that cannot be rolled back was closed."""
        assert self._opening
        it = self._opening.result()
        if self._handed_over:
            it._connection = it._connector()
        self._handed_over = True
        return it._conn


class ServerPool:
    """Connections to PostgreSQL, as many side by side as there is work."""

    def __init__(self, url: URL, begins: bool) -> None:
        self._engine = create_async_engine(
            url,
            isolation_level="SERIALIZABLE" if begins else "AUTOCOMMIT",
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"server_settings": {"lock_timeout": str(_BUSY_TIMEOUT_MS)}},
        )
        self._enter = self._engine.begin if begins else self._engine.connect

    async def run(self, work: Work[_Result]) -> _Result:
        async with self._enter() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


async def _open(file: str) -> aiosqlite.Connection:
    # The driver would begin and commit on its own; `_begin_immediately` does it where we mean it.
    return await aiosqlite.connect(file, isolation_level=None)


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
