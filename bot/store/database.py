"""The engines: on SQLite one writer that begins immediately and one reader, on PostgreSQL pools."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.core.errors import Busy, CannotSave, NotNow

log = logging.getLogger(__name__)

#: A press is answered within three seconds; what cannot be decided in two is "busy, press again".
DECIDE_WITHIN = 2.0
_BUSY_TIMEOUT_MS = 1500
#: What cannot be saved for want of room is tried again this much later, in real seconds.
_AGAIN_AFTER = 1.0
#: PostgreSQL's names for: another transaction was first; these two waited for each other.
_OVERTAKEN = ("40001", "40P01")
#: What SQLite and PostgreSQL call it: it waited for a lock as long as it may.
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03")
#: ... and: there is no room, it may only be read, the disk fails.
_UNWRITABLE = (
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN),
    *("53100", "25006", "58030"),
)

_Result = TypeVar("_Result")
Work = Callable[[AsyncConnection], Awaitable[_Result]]


class Database:
    """Whole transactions, each as if it were alone; reads beside them.

    SQLite has one writing connection, so they go one after the other. On PostgreSQL they go side by
    side, and one that another overtook is done again.
    """

    def __init__(self, url: str) -> None:
        self._turn: AbstractAsyncContextManager[Any]
        if make_url(url).get_backend_name() == "sqlite":
            self._writer, self._reader = _file(url)
            self._turn = asyncio.Lock()
        else:
            self._writer, self._reader = _server(url)
            self._turn = nullcontext()
        self._writing: set[asyncio.Task[Any]] = set()
        #: Why nothing could be saved the last time; None while all is well.
        self.trouble: str | None = None

    async def decide(self, work: Work[_Result]) -> _Result:
        """Runs `work` in one transaction for somebody who waits for the answer.

        Raises `CannotSave`, and `Busy` where it is not done in time; it may still be done then.
        """
        try:
            async with asyncio.timeout(DECIDE_WITHIN):
                return await self.attempt(work)
        except TimeoutError:
            raise Busy from None

    async def attempt(self, work: Work[_Result]) -> _Result:
        """Runs `work` in one transaction. Raises `NotNow` where the database cannot be written."""
        try:
            return await self._shielded(self._transaction(work))
        except DBAPIError as error:
            raise _meant(error) from error

    async def write(self, work: Work[_Result]) -> _Result:
        """Runs `work` in one transaction, however long the database cannot be written."""
        while True:
            try:
                return await self.attempt(work)
            except Busy:
                continue
            except CannotSave:
                await asyncio.sleep(_AGAIN_AFTER)

    async def read(self, work: Work[_Result]) -> _Result:
        """Runs `work` on what is committed."""
        async with self._reader.connect() as connection:
            return await work(connection)

    async def alone(self, work: Work[_Result]) -> _Result:
        """Runs `work` outside any transaction, while nothing else of this process runs here."""
        return await self._shielded(self._alone(work))

    @property
    def file(self) -> Path:
        return Path(self._writer.url.database or "")

    async def close(self) -> None:
        """Lets writes under way finish; an unclosed connection would hang the exit."""
        await asyncio.gather(*self._writing, return_exceptions=True)
        await self._reader.dispose()
        await self._writer.dispose()

    async def _shielded(self, running: Awaitable[_Result]) -> _Result:
        """A caller that is cancelled or gives up never leaves a transaction half open."""
        task = asyncio.ensure_future(running)
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    async def _transaction(self, work: Work[_Result]) -> _Result:
        while True:
            try:
                async with self._turn, self._writer.begin() as connection:
                    if self.trouble:
                        await _prove_writable(connection)
                    result = await work(connection)
            except DBAPIError as error:
                if _code(error) not in _OVERTAKEN:
                    if isinstance(_meant(error), NotNow):
                        self._note(str(error.orig))
                    raise
            else:
                self._note(None)
                return result

    async def _alone(self, work: Work[_Result]) -> _Result:
        # The only reading connection is in use here, so it holds no snapshot either.
        async with self._turn:
            return await self.read(work)

    def _note(self, trouble: str | None) -> None:
        """Says it once when nothing can be saved any more, and once when it can be again."""
        if trouble and not self.trouble:
            log.error("nothing can be saved, trying again and again: %s", trouble)
        elif self.trouble and not trouble:
            log.warning("what happens is saved again")
        self.trouble = trouble

    def _written(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # a caller that gave up does not ask for it any more


async def _prove_writable(connection: AsyncConnection) -> None:
    """Writes something that changes nothing: a transaction that does not proves nothing."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA application_id = 0")


def _meant(error: DBAPIError) -> Exception:
    """What the database's error means for whoever asked; itself where it is a surprise."""
    code = _code(error)
    if code in _LOCKED:
        return Busy()
    return CannotSave(str(error.orig)) if code in _UNWRITABLE else error


def _code(error: DBAPIError) -> int | str | None:
    """SQLite's primary result code, or PostgreSQL's state."""
    extended = getattr(error.orig, "sqlite_errorcode", None)
    return getattr(error.orig, "sqlstate", None) if extended is None else extended & 0xFF


def _server(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    settings = {"lock_timeout": str(_BUSY_TIMEOUT_MS)}
    writer, reader = (
        create_async_engine(
            url,
            isolation_level=level,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"server_settings": settings},
        )
        for level in ("SERIALIZABLE", "AUTOCOMMIT")
    )
    return writer, reader


def _file(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    writer = _engine(url)
    event.listen(writer.sync_engine, "begin", _begin_immediately)
    # A single statement sees what is committed; it needs no transaction around it.
    return writer, _engine(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)


def _engine(url: str, **options: Any) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_reset_on_return=None,
        # An error is logged with its statement, and never with the token that was in it.
        hide_parameters=True,
        **options,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    return engine


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare(connection: Any, _record: object) -> None:
    # The driver would begin and commit on its own; `_begin_immediately` does it where we mean it.
    connection.isolation_level = None
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
