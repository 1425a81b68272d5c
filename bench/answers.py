"""A press answered: from the moment it is sent to the moment the answer is taken."""

from __future__ import annotations

import time
from pathlib import Path

from bench.peers import Peer
from bench.report import Figure, quantile
from playground.acts import Interaction

_PRESSES, _WARM = 100, 10


async def measure(folder: Path, rounds: int) -> list[Figure]:
    """The bot, a bare one with the same statements and one without, in turn."""
    peers = [
        Peer("bot", folder / "ours.db"),
        Peer("bench.bare", folder / "bare.db"),
        Peer("bench.bare", None),
    ]
    taken: list[list[dict[str, list[float]]]] = [[], [], []]
    async with peers[0], peers[1], peers[2]:
        for peer in peers:
            await _round(peer, _WARM)
        for n in range(rounds):
            for at in (n % 3, (n + 1) % 3, (n + 2) % 3):
                taken[at].append(await _round(peers[at], _PRESSES))
    return [
        _figure(taken[0], taken[at], kind, share, floor, must if at == 1 else None)
        for at, floor in ((1, "bare, same statements"), (2, "bare, no database"))
        for kind in ("slash", "button")
        for share, must in ((0.5, 1.3), (0.99, 1.5))
    ]


def _figure(
    ours: list[dict[str, list[float]]],
    floors: list[dict[str, list[float]]],
    kind: str,
    share: float,
    floor: str,
    must: float | None,
) -> Figure:
    taken, least = (
        [quantile(it[kind], share) * 1000 for it in rounds] for rounds in (ours, floors)
    )
    return Figure(f"{kind} answered, p{share * 100:g}", floor, "ms", taken, least, must)


async def _round(peer: Peer, presses: int) -> dict[str, list[float]]:
    person, channel = peer.persons[0], peer.discord.guild("Studio").channel("general")
    taken: dict[str, list[float]] = {"slash": [], "button": []}
    for _ in range(presses):
        began = time.perf_counter()
        asked = await person.slash("relax", channel=channel)
        taken["slash"].append(await _answered(asked, began))
        card = await asked.message()
        began = time.perf_counter()
        taken["button"].append(await _answered(await person.press(card, "Pause"), began))
        await (await person.press(card, "Stop")).answered()
    return taken


async def _answered(asked: Interaction, began: float) -> float:
    await asked.answered()
    return time.perf_counter() - began
