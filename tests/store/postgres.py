"""A PostgreSQL server to throw away, where its programs are installed."""

from __future__ import annotations

import asyncio
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.store.server import upgrade_server

#: What keeps everybody else from writing, as one writer does on SQLite.
HOLD = "BEGIN; LOCK TABLE member, session, send, card_token, clock IN EXCLUSIVE MODE;"
#: A server for tests need not survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"

_numbers = itertools.count()


def why_not() -> str | None:
    """What is missing; None where a server can be started."""
    missing = [it for it in ("initdb", "pg_ctl", "psql") if not _found(it)]
    if missing:
        return f"PostgreSQL: {', '.join(missing)} not installed"
    if os.geteuid() == 0 and _owner() is None:
        return "PostgreSQL does not run as root, and there is no user postgres"
    return None


class Server:
    """One cluster in a folder of its own, reached by a socket in it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._user = _owner() if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        self._run("initdb", "-D", f"{self._data}", "-U", "test", "-A", "trust", "-E", "UTF8")
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=50 {FAST}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", f"{self._data}", "-w", "-l", log, "-o", options, "start")
        self.sql("postgres", "CREATE DATABASE empty")
        asyncio.run(upgrade_server(self.url("empty")))

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self._data}", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://test@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """One with the newest schema and nothing in it."""
        name = f"it{next(_numbers)}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE empty")
        return name

    def sql(self, database: str, command: str) -> None:
        subprocess.run([*self._psql(database), "-c", command], check=True, capture_output=True)

    def hold(self, database: str) -> Callable[[], None]:
        """Keeps everybody else from writing there; call what it returns to let go."""
        other = subprocess.Popen(
            self._psql(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert other.stdin
        assert other.stdout
        other.stdin.write(f"{HOLD} SELECT 'held';\n")
        other.stdin.flush()
        while "held" not in (line := other.stdout.readline()):
            assert line, "psql ended"
        return lambda: (other.communicate("ROLLBACK;\n"), None)[1]

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _psql(self, database: str) -> list[str]:
        return ["psql", "-h", str(self.folder), "-U", "test", "-qAtX", "-d", database]

    def _run(self, *command: str) -> None:
        program, *arguments = command
        subprocess.run(
            [_found(program) or program, *arguments],
            check=True,
            cwd=self.folder,
            user=self._user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _found(program: str) -> str | None:
    """Debian keeps the server's programs, one folder for each version, off the PATH."""
    folders = sorted(str(it) for it in Path("/usr/lib/postgresql").glob("*/bin"))
    return shutil.which(program, path=os.pathsep.join([os.environ["PATH"], *folders]))


def _owner() -> str | None:
    names = {it.pw_name for it in pwd.getpwall()}
    return "postgres" if "postgres" in names else None


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    why = why_not()
    if why:
        pytest.skip(why)
    server = Server()
    yield server
    server.stop()


@contextmanager
def postgres(server: Server) -> Iterator[tuple[str, Callable[[], Callable[[], None]]]]:
    name = server.new_database()
    yield server.url(name), lambda: server.hold(name)
