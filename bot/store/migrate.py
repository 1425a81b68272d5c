"""Opening the database: the folder, the lock, a copy before an upgrade, the migrations."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from bot.core.errors import DatabaseUnusable
from bot.shipped import shipped

MIGRATIONS = shipped("migrations")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Holds the database for this process; the system lets go of it even after a crash.

    Raises `DatabaseUnusable` where another process holds it. SQLite only: several processes
    that share one PostgreSQL need no such lock.
    """
    path = file.with_name(f"{file.name}.lock")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise DatabaseUnusable(_cannot(file, error.strerror or str(error))) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise DatabaseUnusable(
            f"{file.absolute()} is used by another running bot; stop that one, "
            "or give this one its own DATABASE_URL"
        ) from None
    finally:
        os.close(handle)


def upgrade(file: Path, migrations: Path = MIGRATIONS) -> Path | None:
    """Brings the database to the newest schema; the copy made of an older one, if any.

    Raises `DatabaseUnusable` where it cannot be opened, is newer than this program, or a
    migration fails; the file is then as it was.
    """
    try:
        with _connection(file) as connection:
            script = ScriptDirectory(str(migrations))
            found = MigrationContext.configure(connection).get_current_revision()
            newest = script.get_current_head()
            if found == newest:
                _prove_writable(connection)
                return None
            if found:
                _refuse_newer(file, found, script)
            copy = _copy(file, found) if found else None
            run_migrations(connection, migrations)
            return copy
    except DatabaseError as error:
        raise DatabaseUnusable(_cannot(file, str(error.orig))) from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise DatabaseUnusable(_cannot(file, str(error))) from error
    except DatabaseUnusable:
        raise
    except Exception as error:
        raise DatabaseUnusable(
            f"the schema of {file.absolute()} could not be upgraded ({error}); "
            "the file is as it was, please report this"
        ) from error


def prove_current(file: Path, migrations: Path = MIGRATIONS) -> None:
    """Whether this program can work on the database beside a bot that runs; writes nothing.

    Raises `DatabaseUnusable` where there is none, or its schema is another one.
    """
    if not file.is_file():
        raise DatabaseUnusable(f"there is no database {file.absolute()}; look at DATABASE_URL")
    engine = create_engine(f"sqlite:///file:{quote(str(file.absolute()))}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as error:
        raise DatabaseUnusable(_cannot(file, str(error.orig))) from error
    finally:
        engine.dispose()
    script = ScriptDirectory(str(migrations))
    if found != script.get_current_head():
        if found:
            _refuse_newer(file, found, script)
        raise DatabaseUnusable(
            f"{file.absolute()} has an older schema; stop the bot, `db upgrade`, then again"
        )


@contextmanager
def _connection(file: Path) -> Iterator[Connection]:
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _plain(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _refuse_newer(file: Path, found: str, script: ScriptDirectory) -> None:
    if found not in {it.revision for it in script.walk_revisions()}:
        raise DatabaseUnusable(
            f"{file.absolute()} has schema {found}, which is newer than this program; "
            "run the version that wrote it, or restore an older copy"
        )


def run_migrations(connection: Connection, migrations: Path = MIGRATIONS) -> None:
    """Brings the schema behind this connection, in its transaction, to the newest one."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prove_writable(connection: Connection) -> None:
    # BEGIN IMMEDIATE alone succeeds on a full disk; writing a page does not.
    connection.exec_driver_sql("CREATE TABLE proof_of_writing (it INTEGER)")
    connection.exec_driver_sql("DROP TABLE proof_of_writing")


def _copy(file: Path, revision: str) -> Path:
    copy = file.with_name(f"{file.name}.before-upgrade-from-{revision}")
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return copy


def _cannot(file: Path, why: str) -> str:
    return (
        f"cannot use the database {file.absolute()}: {why}; user {os.getuid()} must be able "
        f"to write to it and to its folder"
    )
