"""The real bot as a process of its own, pointed at a playground."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Self

from .playground import Playground

#: The folder that this package lies in; the bot lies beside it, in a checkout and when installed.
BESIDE = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10.0


class BotProcess:
    """Runs `python -m bot run` against a playground, on a fresh database in `folder`."""

    def __init__(self, discord: Playground, folder: Path) -> None:
        self._discord = discord
        self._folder = folder
        self._errors = folder / "stderr.txt"
        self._process: asyncio.subprocess.Process | None = None
        self._wanted = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, also after it was killed: on the database it left behind."""
        with self._errors.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                # Not from the current folder, which may have another `bot` in it.
                *("-P", "-m", "bot", "run"),
                env={**os.environ, **self._settings()},
                stdin=asyncio.subprocess.DEVNULL,
                stderr=errors,
                # Ctrl-C goes to the whole group of a terminal; the bot is stopped by us, once.
                start_new_session=True,
            )
        self._wanted.set()

    async def kill(self) -> None:
        """`kill -9`: nothing is finished, nothing is said."""
        assert self._process is not None
        self._wanted.clear()
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    def _settings(self) -> dict[str, str]:
        discord = self._discord
        return {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{self._folder / 'unhunch.db'}",
            "CLOCK_SPEED": f"{discord.clock.speed:g}",
            "CLOCK_FILE": str(discord.clock_file),
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(BESIDE), os.getenv("PYTHONPATH")))),
        }

    async def ended(self) -> int:
        """Its exit code, once it ends by itself; being killed from here does not count."""
        while True:
            await self._wanted.wait()
            assert self._process is not None
            code = await self._process.wait()
            if self._wanted.is_set() and not self.running:
                return code

    def errors(self) -> str:
        """What it wrote to stderr."""
        return self._errors.read_text(errors="replace").strip()

    async def stop(self) -> int:
        """Ask it to end and wait; kill it if it does not. Answers its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self._process.wait()
        except TimeoutError:
            self._process.kill()
            return await self._process.wait()
