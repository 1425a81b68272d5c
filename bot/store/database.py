"""Whole transactions, one after the other where there is one file, and reads beside them."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError

from bot.core.deadline import left
from bot.core.errors import Busy, CannotSave, NotNow
from bot.store.engines import FileThread, ServerPool, Work

log = logging.getLogger(__name__)

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


class Database:
    """Whole transactions, each as if it were alone; reads beside them.

    SQLite has one writing connection, so they go one after the other. On PostgreSQL they go side by
    side, and one that another overtook is done again.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        on_file = self._url.get_backend_name() == "sqlite"
        engine = FileThread if on_file else ServerPool
        self._writer, self._reader = engine(self._url, begins=True), engine(self._url, begins=False)
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if on_file else nullcontext()
        self._writing: set[asyncio.Future[Any]] = set()
        #: Why nothing could be saved the last time; None while all is well.
        self.trouble: str | None = None

    async def decide(self, work: Work[_Result]) -> _Result:
        """Runs `work` in one transaction for somebody who waits for the answer.

        Raises `CannotSave`, and `Busy` where it is not done by their deadline; then it is not done
        later either.
        """
        patience = left(asyncio.get_running_loop().time())
        if not patience:
            raise Busy
        #: Either the transaction has the last word and is committed, or whoever gave up on it.
        last_word, committing = Lock(), False

        def in_time(connection: Connection) -> _Result:
            nonlocal committing
            if committing:  # this is another try
                committing = False
                last_word.release()
            result = work(connection)
            committing = last_word.acquire(blocking=False)
            if not committing:
                raise Busy
            return result

        task = self._begun(self._transaction(in_time))
        await asyncio.wait({task}, timeout=patience)
        if not task.done() and last_word.acquire(blocking=False):
            raise Busy
        try:
            return await asyncio.shield(task)
        except DBAPIError as error:
            raise _meant(error) from error

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
        return await self._reader.run(work)

    async def alone(self, work: Work[_Result]) -> _Result:
        """Runs `work` outside any transaction, while nothing else of this process runs here."""
        return await self._shielded(self._alone(work))

    @property
    def file(self) -> Path:
        return Path(self._url.database or "")

    async def close(self) -> None:
        """Lets writes under way finish; an unclosed connection would hang the exit."""
        await asyncio.gather(*self._writing, return_exceptions=True)
        await self._reader.close()
        await self._writer.close()

    async def _shielded(self, running: Awaitable[_Result]) -> _Result:
        """A caller that is cancelled never leaves a transaction half open."""
        return await asyncio.shield(self._begun(running))

    def _begun(self, running: Awaitable[_Result]) -> asyncio.Future[_Result]:
        task = asyncio.ensure_future(running)
        self._writing.add(task)
        task.add_done_callback(self._written)
        return task

    async def _transaction(self, work: Work[_Result]) -> _Result:
        def whole(connection: Connection) -> _Result:
            if self.trouble:
                _prove_writable(connection)
            return work(connection)

        while True:
            try:
                async with self._turn:
                    result = await self._writer.run(whole)
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

    def _written(self, task: asyncio.Future[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # a caller that gave up does not ask for it any more


def _prove_writable(connection: Connection) -> None:
    """Writes something that changes nothing: a transaction that does not proves nothing."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA application_id = 0")


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
