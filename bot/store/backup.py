"""Copies of the database made while the bot runs, and putting one of them back. SQLite only.

A copy is written under a temporary name, checked and then renamed, so that whatever has a copy's
name is whole.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.errors import DatabaseUnusable, Faults
from bot.core.ports import Clock

log = logging.getLogger(__name__)

#: After a daily copy that failed, the next try comes this much later. Real time.
_AGAIN_AFTER = timedelta(hours=1)
#: Ids given since the copy was made stand in buttons; after a restore they are not given again.
_IDS_SKIPPED = 1_000_000


def back_up(file: Path, copy: Path) -> None:
    """Copies the database as it is now; the bot may go on writing to it meanwhile.

    Raises `Faults` where `copy` exists, `DatabaseUnusable` where it cannot be made.
    """
    if os.path.lexists(copy):
        raise Faults([f"{copy} exists already; name a file that does not, nothing is overwritten"])
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        _written(file, copy).rename(copy)
        _sync(copy.parent)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseUnusable(f"cannot copy {file} to {copy}: {error}") from error


def restore(copy: Path, file: Path) -> Path | None:
    """Puts a copy in the database's place; returns where the present one is kept, if any.

    To be called while the database is `locked`. Raises `DatabaseUnusable` where the copy cannot
    be used; the database is then as it was.
    """
    try:
        new = _written(copy, file, then=_skip_ids)
        kept = _moved_away(file) if file.exists() else None
        new.rename(file)
        _sync(file.parent)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseUnusable(f"cannot restore {copy} as {file}: {error}") from error
    return kept


class DailyBackup:
    """Keeps one copy a day, and of these the newest `keep`."""

    def __init__(self, file: Path, folder: Path, keep: int, clock: Clock) -> None:
        self._file = file
        self._folder = folder
        self._keep = keep
        self._clock = clock
        self._not_before: datetime | None = None

    async def run(self) -> None:
        """Makes today's copy (the day is UTC's) unless it is there. A failure is logged."""
        now = self._clock.real_now()
        copy = self._folder / f"unhunch-{now:%Y-%m-%d}.db"
        if copy.exists() or (self._not_before and now < self._not_before):
            return
        try:
            # Cancelling this leaves the thread to finish; the exit of the program waits for it.
            await asyncio.to_thread(self._make, copy)
        except (DatabaseUnusable, Faults) as error:
            self._not_before = now + _AGAIN_AFTER
            log.error("no backup today yet, trying again in an hour: %s", error)  # noqa: TRY400
        else:
            log.info("backed up as %s", copy)

    def _make(self, copy: Path) -> None:
        try:
            for partial in self._folder.glob("unhunch-*.partial*"):
                partial.unlink()  # of a process that was killed
        except OSError as error:
            raise DatabaseUnusable(f"cannot tidy {self._folder}: {error}") from error
        back_up(self._file, copy)
        for old in sorted(self._folder.glob("unhunch-????-??-??.db"))[: -self._keep]:
            old.unlink(missing_ok=True)


def _written(
    file: Path, copy: Path, then: Callable[[sqlite3.Connection], None] | None = None
) -> Path:
    """A whole and checked copy of `file`, beside `copy` under a temporary name."""
    if not file.exists():
        raise FileNotFoundError(f"there is no {file.absolute()}")
    partial = copy.with_name(f"{copy.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(_open(file, "rw")) as old, closing(_open(partial, "rwc")) as new:
            # In one step: no writer waits for it, and none makes it begin anew.
            old.backup(new)
            # One file alone: a copy of a copy would miss what still stands in a -wal beside it.
            new.execute("PRAGMA journal_mode = DELETE")
            _check(new)
            if then:
                then(new)
        _sync(partial)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return partial


def _check(copy: sqlite3.Connection) -> None:
    told = copy.execute("PRAGMA quick_check").fetchone()[0]
    if told != "ok":
        raise sqlite3.DatabaseError(f"it is damaged ({told})")
    if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
        raise sqlite3.DatabaseError("it is not a database of Unhunch's")


def _skip_ids(copy: sqlite3.Connection) -> None:
    with copy:
        copy.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master "
            "WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' "
            "AND name NOT IN (SELECT name FROM sqlite_sequence)"
        )
        copy.execute("UPDATE sqlite_sequence SET seq = seq + ?", (_IDS_SKIPPED,))


def _moved_away(file: Path) -> Path:
    """Renames the database and what SQLite keeps beside it; as it is, for it may be damaged."""
    kept, n = file.with_name(f"{file.name}.before-restore"), 1
    while kept.exists():
        kept, n = file.with_name(f"{file.name}.before-restore-{n + 1}"), n + 1
    for part in ("", "-wal", "-shm"):
        beside = file.with_name(f"{file.name}{part}")
        if beside.exists():
            beside.rename(kept.with_name(f"{kept.name}{part}"))
    return kept


def _open(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)


def _sync(path: Path) -> None:
    """Makes what was written, or the names in a folder, outlast a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
