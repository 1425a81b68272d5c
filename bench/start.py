"""From the start of the process to its first answer."""

from __future__ import annotations

import time
from pathlib import Path

from bench.peers import Peer
from bench.report import Figure


async def measure(full: Path, empty: Path, rounds: int) -> list[Figure]:
    """With a million rows at rest, and with none."""
    peers = [Peer("bot", full, rounds + 1), Peer("bot", empty, rounds + 1)]
    taken: list[list[float]] = [[], []]
    async with peers[0], peers[1]:
        for n in range(rounds + 1):
            for at in (n % 2, (n + 1) % 2):
                peer = peers[at]
                await peer.end()
                began = time.perf_counter()
                await peer.launch()
                channel = peer.discord.guild("Studio").channel("general")
                asked = await peer.persons[n].slash("relax", channel=channel)
                await asked.answered()
                if n:  # the first reads the file into the system's cache
                    taken[at].append(time.perf_counter() - began)
                card = await asked.message()
                await (await peer.persons[n].press(card, "Stop")).answered()
    ours, floor = taken
    return [Figure("start to first answer, 1,000,000 rows", "no rows", "s", ours, floor, 1.1)]
