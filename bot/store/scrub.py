"""What erased rows leave behind in SQLite's files, and how it goes.

`secure_delete` zeroes a deleted row where it stands, but not the copies that moving rows between
pages left in unused space earlier (measured: a few erasures in a hundred leave some), and nothing
in the WAL. So the file is written anew and the WAL emptied. `user_version` is the note that this
is still to be done: it is set with the erasure, in the same transaction, and survives a crash.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

_TO_DO, _DONE = 1, 0


def mark_for_scrubbing(connection: Connection) -> None:
    """Notes that the file is to be scrubbed, with the transaction that erases."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {_TO_DO}")


def scrub(connection: Connection) -> bool:
    """Writes the file anew if that is to be done; whether it is done now.

    Needs a connection without a transaction, while no other of this process is used. Another
    program that is reading the file just now keeps the WAL from being emptied.
    """
    if connection.dialect.name != "sqlite" or _pragma(connection, "user_version") == _DONE:
        return True
    connection.exec_driver_sql("VACUUM")
    if _pragma(connection, "wal_checkpoint(TRUNCATE)"):
        return False
    connection.exec_driver_sql(f"PRAGMA user_version = {_DONE}")
    return True


def copies_beside(file: Path) -> bool:
    """Whether copies of the database from before an upgrade or a restore lie beside it."""
    return any(file.parent.glob(f"{file.name}.before-*"))


def _pragma(connection: Connection, name: str) -> int:
    """The first number a pragma answers; of a checkpoint, whether somebody was in its way."""
    row = connection.exec_driver_sql(f"PRAGMA {name}").one()
    return int(row[0])
