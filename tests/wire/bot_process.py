"""The real bot as its own process, connected to a playground, stopped and killed at will."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from pathlib import Path

from playground import Playground

#: Fast, and yet slow enough that five messages in five seconds are never too many.
SPEED = 10
ROOT = Path(__file__).resolve().parent.parent.parent


class BotProcess:
    """Started by the contract alone: settings in, exit code out."""

    def __init__(self, discord: Playground, database: Path, **settings: str) -> None:
        self._discord = discord
        self._settings = {
            "PATH": os.environ["PATH"],
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "LOG_LEVEL": "INFO",
            **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE")},
            **settings,
        }
        self.log = ""
        self._said_more = asyncio.Condition()
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None

    async def start(self, ready: bool = True, full_disk: bool = False, **settings: str) -> None:
        """Starts it; with `ready`, returns once it is logged in and its commands are registered."""
        unlimited = resource.RLIM_INFINITY
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            cwd=ROOT,
            env={**self._settings, **settings},
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (0 if full_disk else unlimited, unlimited)
            ),
        )
        self._listening = asyncio.create_task(self._listen(self._process))
        if ready:
            await self._discord.bot_ready(timeout=20)

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    def fill_disk(self) -> None:
        """From now on it can write to no file (Linux)."""
        self._let_files_grow_to(0)

    def free_disk(self) -> None:
        self._let_files_grow_to(resource.RLIM_INFINITY)

    def _let_files_grow_to(self, size: int) -> None:
        assert self._process
        limits = (size, resource.RLIM_INFINITY)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, limits)

    async def exit_code(self) -> int:
        """Waits until it ends by itself."""
        assert self._process
        assert self._listening
        async with asyncio.timeout(20):
            await self._listening
            return await self._process.wait()

    async def said(self, words: str, times: int = 1) -> None:
        """Waits until it has logged these words so often."""
        async with asyncio.timeout(20), self._said_more:
            await self._said_more.wait_for(lambda: self.log.count(words) >= times)

    async def end(self) -> None:
        """Makes sure that it is gone."""
        if self._process and self._process.returncode is None:
            await self._end(signal.SIGKILL)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process
        self._process.send_signal(number)
        return await self.exit_code()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr
        async for line in process.stderr:
            self.log += line.decode()
            async with self._said_more:
                self._said_more.notify_all()
