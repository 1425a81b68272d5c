"""Ten thousand break cards due in one second, Discord's global limit, and people who press."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.peers import Peer
from bench.report import Figure, quantile
from playground import Channel, Interaction, Person

_CARDS, _CHANNELS_A_GUILD, _LIMIT = 10_000, 100, 50
_LEAD, _HEADS_UP = 15.0, 300.0
#: Longer than the bot needs at 45 a second; a card is late at its hour.
_WITHIN = 260.0
_PRESS_EVERY, _WARM = 0.5, 6

_BREAK = (
    "INSERT INTO team_break (id, guild_id, channel_id, creator_id, times, days, zone, routine,"
    " cues, state, consented_at, lonely, strikes, revision) VALUES (:id, :guild, :channel, 1,"
    " '09:00', 'daily', 'UTC', 'five-minute-reset', 'card', 'active', :due, 0, 0, 1)"
)
_OCCURRENCE = (
    "INSERT INTO occurrence (break_id, guild_id, channel_id, host_id, routine, cues, planned_at,"
    " starts_at, state, fingerprint, held, cue, posts, delays, pinged, due_at, revision) VALUES"
    " (:id, :guild, :channel, 1, 'five-minute-reset', 'card', :starts, :starts, 'planned', '',"
    " 0, 0, 0, 0, 0, :due, 0)"
)


@dataclass(frozen=True)
class Seen:
    """When the last card came (seconds after the first was due), and what went wrong."""

    took: float
    once: int
    repeated: int
    limited: int
    presses: list[float]
    resting: list[float]
    memory: int


async def measure(folder: Path) -> tuple[list[Figure], list[str]]:
    """The bot beside arithmetic, and beside naive sends all at once."""
    ours = await _bot(folder / "cards.db")
    naive = await _naive(folder / "naive.json")
    name = f"{_CARDS:,} break cards due in a second"
    figures = [
        Figure(
            f"{name}: all sent",
            f"{_LIMIT} a second",
            "s",
            [ours.took],
            [_CARDS / _LIMIT],
            1.15,
        )
    ]
    resting, meanwhile = ([quantile(it, 0.99) * 1000] for it in (ours.resting, ours.presses))
    figures.append(
        Figure(f"{name}: presses, p99", "before them", "ms", meanwhile, resting, most=250)
    )
    note = (
        f"{name}: the bot sent {ours.once} once, {ours.repeated} twice, and got {ours.limited} "
        f"429s; it held {ours.memory / 1e6:.0f} MB at its most; {len(ours.presses)} presses were "
        f"answered meanwhile. `gather` of as many sends: {naive.once} arrived within "
        f"{_WITHIN:.0f} s, with {naive.limited} 429s."
    )
    return figures, [note]


async def _bot(database: Path) -> Seen:
    due: dict[Channel, float] = {}

    def furnish(peer: Peer) -> None:
        due.update(_due(peer))
        _plan(database, due)

    return await _round(Peer("bot", database, furnish=furnish), due)


async def _naive(file: Path) -> Seen:
    due: dict[Channel, float] = {}

    def furnish(peer: Peer) -> None:
        due.update(_due(peer))
        file.write_text(json.dumps([(at, channel.id) for channel, at in due.items()]))

    peer = Peer("bench.bare", None, settings={"SENDS": str(file)}, furnish=furnish)
    return await _round(peer, due)


def _due(peer: Peer) -> dict[Channel, float]:
    """Each channel, and when its card is due: Unix seconds, all within one."""
    channels = _channels(peer)
    began = time.time() + _LEAD
    return {it: began + n / _CARDS for n, it in enumerate(channels)}


def _channels(peer: Peer) -> list[Channel]:
    """Made before the bot is there, so that nobody is told of each."""
    made = []
    for n in range(_CARDS // _CHANNELS_A_GUILD):
        guild = peer.discord.guild(f"Guild {n}")
        made += [guild.channel(f"room-{k}") for k in range(_CHANNELS_A_GUILD)]
    return made


def _plan(file: Path, due: dict[Channel, float]) -> None:
    """A break in each, whose heads-up is due then."""
    with closing(sqlite3.connect(file)) as it, it:
        for n, (channel, at) in enumerate(due.items()):
            assert channel.record.guild
            row = {"id": n + 1, "guild": channel.record.guild.id, "channel": channel.id}
            times = {"due": _text(at), "starts": _text(at + _HEADS_UP)}
            it.execute(_BREAK, row | times)
            it.execute(_OCCURRENCE, row | times)


def _text(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S.%f}"


async def _round(peer: Peer, due: dict[Channel, float]) -> Seen:
    async with peer:
        channels, began = list(due), min(due.values())
        assert time.time() < began, "it started too slowly"
        taken: list[tuple[float, float]] = []
        pressing = asyncio.create_task(_press(peer, taken)) if peer.database else None
        await asyncio.sleep(began - time.time())
        memory = 0
        while time.time() < began + _WITHIN and _arrived(channels) < _CARDS:
            await asyncio.sleep(1)
            memory = max(memory, peer.resident())
        if pressing:
            if pressing.done():
                pressing.result()
            pressing.cancel()
        told = [[it.record.timestamp.timestamp() for it in c.messages] for c in channels]
        limited = peer.discord.ledger.too_many_requests
    return Seen(
        max((at for them in told for at in them), default=began) - began,
        sum(len(them) == 1 for them in told),
        sum(len(them) > 1 for them in told),
        limited,
        [took for at, took in taken if at >= began],
        [took for at, took in taken[_WARM:] if at < began],
        memory,
    )


def _arrived(channels: list[Channel]) -> int:
    return sum(bool(it.record.messages) for it in channels)


async def _press(peer: Peer, taken: list[tuple[float, float]]) -> None:
    """One person begins, pauses and stops, again and again."""
    person: Person = peer.persons[0]
    channel = peer.discord.guild("Studio").channel("general")
    while True:
        asked = await person.slash("relax", channel=channel)
        taken.append(await _answered(asked))
        for label in ("Pause", "Stop"):
            card = await asked.message()
            taken.append(await _answered(await person.press(card, label)))
        await asyncio.sleep(_PRESS_EVERY)


async def _answered(asked: Interaction) -> tuple[float, float]:
    """When it was sent (Unix seconds), and how long its answer took."""
    at, began = time.time(), time.perf_counter()
    await asked.answered()
    return at, time.perf_counter() - began
