"""`python -m playground.demo`: the real bot in a Discord on this machine, and a page to try it on.

Ada plays one session by herself, then a team break with Grace; every write is a line. Then the
page is yours until Ctrl-C.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any

from .asking import NoSuchCommand, available
from .botprocess import BotProcess
from .demo_team import TeamPlay
from .ledger import name_of
from .messages import text_of
from .people import Person
from .plain import title_and_rest
from .playground import Playground
from .seen import Message
from .world import Event, MessageFlag
from .world import Message as MessageRecord

COMMAND = "relax"
ACCEPT, STOP = "I understand", "Stop"
# At 20x the last cues would wait for the DM's five messages in five seconds.
FAST, LIVE = 10.0, 1.0
PLAY_SECONDS, QUIET_SECONDS, READY_SECONDS = 60.0, 2.0, 30.0
FIRST_PORT, PORTS = 8080, 20


class GaveUp(Exception):
    """The demo cannot go on; says why in one sentence."""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Narrator:
    """Prints one line for each thing the bot writes: `mm:ss place person: title - text`."""

    def __init__(self, discord: Playground) -> None:
        self._discord = discord
        self._began = discord.clock.elapsed()
        discord.world.subscribe(self.hear)

    def hear(self, event: Event) -> None:
        record = event.message
        if record is None or event.name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            return
        if record.author is self._discord.bot and MessageFlag.LOADING not in record.flags:
            say(self._line(record))

    def _line(self, record: MessageRecord) -> str:
        minutes, seconds = divmod(int(self._discord.clock.elapsed() - self._began), 60)
        title, rest = title_and_rest(text_of(record))
        said = f"{title} - {rest}" if rest else title
        return f"{minutes:02}:{seconds:02} {_place(record)} {_reader(record)}: {said}"


def _place(record: MessageRecord) -> str:
    if record.ephemeral:
        return "private"
    return name_of(record.channel) if record.channel.guild else "dm"


def _reader(record: MessageRecord) -> str:
    if record.ephemeral_to is not None:
        return record.ephemeral_to.name
    people = [user.name for user in record.channel.recipients if not user.bot]
    return ", ".join(people) or "everyone"


class Play:
    """Ada's session, from her command to its end card."""

    def __init__(self, discord: Playground) -> None:
        self._discord = discord
        self._ada: Person = discord.person("Ada")

    async def run(self) -> None:
        """Play it; GaveUp when it does not come to an end in time."""
        try:
            async with asyncio.timeout(PLAY_SECONDS):
                await self._begin()
                await self._to_the_end()
        except TimeoutError:
            raise GaveUp(f"The session did not end within {PLAY_SECONDS:g} seconds.") from None

    async def _begin(self) -> None:
        channel = self._discord.guild("Studio").channel("general")
        options = {"where": "dm"} if self._takes_where() else {}
        act = await self._ada.slash(COMMAND, options, channel=channel)
        card = await act.message(PLAY_SECONDS)
        if any(button.label == ACCEPT for button in card.buttons):
            await self._ada.press(card, ACCEPT)

    def _takes_where(self) -> bool:
        channel = self._discord.guild("Studio").channel("general").record
        known = available(self._discord.world, self._ada.user, channel)
        command = next((c for c in known if c["name"] == COMMAND), None)
        if command is None:
            raise GaveUp(f"The bot has not registered /{COMMAND}.")
        return any(option["name"] == "where" for option in command["options"])

    async def _to_the_end(self) -> None:
        """Until no live card has stood there for a moment, after there was one."""
        await self._discord.until(self._is_live, PLAY_SECONDS)
        while True:
            await self._discord.until(lambda: not self._is_live(), PLAY_SECONDS)
            try:
                await self._discord.until(self._is_live, QUIET_SECONDS)
            except TimeoutError:
                return

    def _is_live(self) -> bool:
        newest = self._newest()
        return newest is not None and any(b.label == STOP for b in newest.buttons)

    def _newest(self) -> Message | None:
        seen = self._ada.inbox or self._ada.ephemerals
        return seen[-1] if seen else None


class Demo:
    """One run: the server, the bot, the played session, and what follows."""

    def __init__(self, *, port: int, once: bool) -> None:
        self._port = port
        self._once = once
        self._stop = asyncio.Event()

    async def run(self) -> int:
        """The exit code of `make demo`."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        try:
            async with open_playground(self._port) as discord:
                return await self._with_bot(discord)
        except GaveUp as reason:
            sys.stderr.write(f"{reason}\n")
            return 1

    async def _with_bot(self, discord: Playground) -> int:
        discord.set_clock(speed=FAST)
        with tempfile.TemporaryDirectory(prefix="unhunch-demo-") as folder:
            async with BotProcess(discord, Path(folder)) as bot:
                discord.process = bot
                furnish(discord)
                say(f"A Discord on your own machine: {discord.page.url}")
                stopped = await self._unless_stopped(self._perform(discord), bot)
                code = await bot.stop()
                if self._once and not stopped and code != 0:
                    raise GaveUp(f"The bot ended with exit code {code}.\n{bot.errors()}")
        return 0

    async def _unless_stopped(self, work: Coroutine[Any, Any, None], bot: BotProcess) -> bool:
        """Do the work; answer whether it was cut short. A bot that dies meanwhile is an error."""
        doing, dying = asyncio.create_task(work), asyncio.create_task(bot.ended())
        stopping = asyncio.create_task(self._stop.wait())
        tasks = {doing, dying, stopping}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                doing.result()
            elif dying.done() and not stopping.done():
                raise GaveUp(f"The bot ended early, exit code {dying.result()}.\n{bot.errors()}")
            return stopping.done()
        finally:
            await _cancel(tasks)

    async def _perform(self, discord: Playground) -> None:
        try:
            await discord.bot_ready(READY_SECONDS)
        except TimeoutError:
            raise GaveUp(f"The bot was not ready within {READY_SECONDS:g} seconds.") from None
        Narrator(discord)
        await Play(discord).run()
        await self._together(discord)
        if self._once:
            return
        discord.set_clock(speed=LIVE)
        say("Now it is your turn: open the page, type / and choose relax. Ctrl-C ends it.")
        await self._stop.wait()

    async def _together(self, discord: Playground) -> None:
        """The team break, which a bot that has none leaves out."""
        try:
            await TeamPlay(discord).run()
        except NoSuchCommand:
            say("This bot has no team breaks.")
        except TimeoutError:
            raise GaveUp("The team break did not come to its end in time.") from None


def furnish(discord: Playground) -> None:
    """More than one place to be: another channel, and a server that has not installed the bot."""
    discord.guild("Studio").channel("stretch")
    discord.guild("Elsewhere", bot=False)
    discord.person("Ada").install_app()


async def _cancel(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def open_playground(first_port: int) -> AsyncIterator[Playground]:
    """A playground with its page on this port, or on the next one that is free."""
    for port in (*range(first_port, first_port + PORTS), 0):
        discord = Playground(port=port, token=secrets.token_urlsafe(24))
        try:
            await discord.start()
        except OSError:
            await discord.stop()
            continue
        try:
            yield discord
        finally:
            await discord.stop()
        return


def options_of(program: str | None = None) -> argparse.ArgumentParser:
    """What its command line takes."""
    parser = argparse.ArgumentParser(prog=program, description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("--once", action="store_true", help="end after the played session")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the page's port, or the next")
    return parser


def main(arguments: Sequence[str] | None = None, program: str = "python -m playground.demo") -> int:
    options = options_of(program).parse_args(arguments)
    try:
        return asyncio.run(Demo(port=options.port, once=options.once).run())
    except KeyboardInterrupt:
        # Ctrl-C in the instant before the loop listens to it.
        return 0


if __name__ == "__main__":
    sys.exit(main())
