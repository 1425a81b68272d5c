"""`python -m playground`: the server and its page alone, for a bot you start yourself."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from .demo import open_playground, say


async def serve(port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_playground(port) as discord:
        say(f"The page:            {discord.page.url}")
        say(f"DISCORD_TOKEN={discord.token}")
        say(f"DISCORD_API_URL={discord.api_url}")
        say(f"DISCORD_GATEWAY_URL={discord.gateway_url}")
        say(f"CLOCK_FILE={discord.clock_file}")
        await stop.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="playground", description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    asyncio.run(serve(parser.parse_args().port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
