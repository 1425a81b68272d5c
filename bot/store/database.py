"""Whole transactions, one after the other where there is one file, and reads beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.core.errors import Busy
from bot.store.engines import FileThread, ServerPool, Work

#: A press is answered within three seconds; what cannot be decided in two is "busy, press again".
DECIDE_WITHIN = 2.0
#: PostgreSQL's names for: another transaction was first; these two waited for each other.
_OVERTAKEN = ("40001", "40P01")
#: And for: it waited for a lock as long as it may.
_LOCKED = "55P03"

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
        self._writing: set[asyncio.Task[Any]] = set()

    async def decide(self, work: Work[_Result]) -> _Result:
        """Runs `work` in one transaction for somebody who waits for the answer.

        Raises `Busy` where it is not done in time; it may still be done after that.
        """
        try:
            async with asyncio.timeout(DECIDE_WITHIN):
                return await self._shielded(self._transaction(work))
        except TimeoutError:
            raise Busy from None
        except DBAPIError as error:
            if _is_locked(error):
                raise Busy from error
            raise

    async def write(self, work: Work[_Result]) -> _Result:
        """Runs `work` in one transaction, however long others keep the database busy."""
        while True:
            try:
                return await self._shielded(self._transaction(work))
            except DBAPIError as error:
                if not _is_locked(error):
                    raise

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
        """A caller that is cancelled or gives up never leaves a transaction half open."""
        task = asyncio.ensure_future(running)
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    async def _transaction(self, work: Work[_Result]) -> _Result:
        while True:
            try:
                async with self._turn:
                    return await self._writer.run(work)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _OVERTAKEN:
                    raise

    async def _alone(self, work: Work[_Result]) -> _Result:
        # The only reading connection is in use here, so it holds no snapshot either.
        async with self._turn:
            return await self.read(work)

    def _written(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # a caller that gave up does not ask for it any more


def _is_locked(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == _LOCKED or "is locked" in str(error.orig)
