"""A bot as a process of its own, beside a playground in this one."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.store.migrate import upgrade
from playground import Limits, Person, Playground, Rule

ROOT = Path(__file__).resolve().parent.parent
#: Buckets say nothing about the bot's cost; the global limit stays as it is.
_ROOMY = Limits(webhook=Rule(10_000, 1.0), other=Rule(10_000, 1.0))


def with_members(file: Path, people: list[Person]) -> None:
    """They accepted the safety text long ago."""
    upgrade(file)
    with closing(sqlite3.connect(file)) as it, it:
        it.executemany(
            "INSERT OR IGNORE INTO member (id, safety_version) VALUES (?, 1)",
            [(person.id,) for person in people],
        )


@dataclass
class Peer:
    """`module` is `bot` or `bench.bare`; `database` None: without one."""

    module: str
    database: Path | None
    people: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    #: Called once the playground and its people are there, before the process starts.
    furnish: Callable[[Any], None] = lambda _: None

    async def __aenter__(self) -> Self:
        self.discord = Playground(limits=_ROOMY)
        await self.discord.start()
        self.persons = [self.discord.person(f"Person {n}") for n in range(self.people)]
        if self.database:
            with_members(self.database, self.persons)
        self.furnish(self)
        await self.launch()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()
        await self.discord.stop()

    async def launch(self) -> None:
        """Starts the process and returns once it is ready."""
        variables = {
            "PATH": os.environ["PATH"],
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
            "DISCORD_GATEWAY_URL": self.discord.gateway_url,
            "LOG_LEVEL": "WARNING",
            **self.settings,
        }
        if self.database:
            variables["DATABASE_URL"] = f"sqlite+aiosqlite:///{self.database}"
        arguments = ("-m", "bot", "run") if self.module == "bot" else ("-m", self.module)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-W", "ignore", *arguments, cwd=ROOT, env=variables
        )
        await self.discord.bot_ready(60)

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()
        await self.discord.bot_gone()

    def resident(self) -> int:
        """Its memory in bytes (Linux)."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def cpu(self) -> float:
        """Processor time it took until now, in seconds (Linux)."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="bench-")
