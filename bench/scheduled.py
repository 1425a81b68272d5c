"""A million rows at rest and 45 reminders due a second, over the wire."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.peers import Peer
from bench.report import Figure, quantile

PER_SECOND, _SECONDS = 45, 40
#: Until the first is due the process has started.
_LEAD, _AFTERWARDS = 10.0, 3.0
#: At 45 a second due, a gate at 45 would be full all the time, and say nothing of the bot.
_GATE = "50"

_ADD = (
    "INSERT INTO reminder (member_id, times, days, routine, once, state, consented_at,"
    " next_at, standing, snoozed, ignored, asked_fewer, halved, left_out, nudged_today, posts,"
    " told, due_at, revision) VALUES (:person, '09:00', 'daily', 'ninety-second-reset', 0,"
    " 'active', :at, :at, 0, 0, 0, 0, 0, 0, 0, 1, 1, :at, 2)"
)
_AT_HOME = "UPDATE member SET dm_channel_id = :channel, zone = 'UTC' WHERE id = :person"


@dataclass(frozen=True)
class Seen:
    """Lateness in seconds, memory in bytes, a share of a processor while they were due."""

    late: list[float]
    lost: int
    memory: int
    busy: float
    playground: float
    limited: int


async def measure(full: Path, folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """The bot beside a bare loop that makes the same sends."""
    seen: list[list[Seen]] = [[], []]
    for n in range(rounds):
        for at in (n % 2, (n + 1) % 2):
            seen[at].append(await (_bot(full) if at == 0 else _floor(folder)))
    return _figures(*seen), [_note(*seen)]


def _figures(ours: list[Seen], floor: list[Seen]) -> list[Figure]:
    late, least = ([quantile(it.late, 0.99) * 1000 for it in them] for them in (ours, floor))
    busy, idle = ([it.busy * 100 for it in them] for them in (ours, floor))
    memory, takes = ([it.memory / 1e6 for it in them] for them in (ours, floor))
    what = f"{PER_SECOND} due a second, 1,000,000 rows"
    return [
        Figure(f"{what}: late, p99", "bare loop", "ms", late, least, most=25),
        Figure(f"{what}: processor", "bare loop", "% of one", busy, idle, 2.0),
        Figure(f"{what}: memory", "bare loop", "MB", memory, takes, most=150),
    ]


def _note(*seen: list[Seen]) -> str:
    lost = [sum(it.lost for it in them) for them in seen]
    limited = [sum(it.limited for it in them) for them in seen]
    busy = [max(it.playground for it in them) * 100 for them in seen]
    return (
        f"{PER_SECOND} due a second: lost by the bot {lost[0]}, by the bare loop {lost[1]}; 429s "
        f"{limited[0]} and {limited[1]}. The playground took {busy[0]:.0f} % of a processor with "
        f"the bot, {busy[1]:.0f} % with the bare loop."
    )


async def _bot(full: Path) -> Seen:
    peer = Peer("bot", full, PER_SECOND * _SECONDS, {"REQUESTS_PER_SECOND": _GATE})
    began = time.time() + _LEAD
    peer.furnish = lambda it: remind(full, zip(_due(began), *_people(it), strict=True))
    return await _round(peer, began)


async def _floor(folder: Path) -> Seen:
    began, file = time.time() + _LEAD, folder / "sends.json"
    peer = Peer("bench.bare", None, PER_SECOND * _SECONDS, {"SENDS": str(file)})

    def furnish(it: Peer) -> None:
        file.write_text(json.dumps(list(zip(_due(began), _people(it)[1], strict=True))))

    peer.furnish = furnish
    return await _round(peer, began)


def _due(began: float) -> list[float]:
    return [began + n / PER_SECOND for n in range(PER_SECOND * _SECONDS)]


def _people(peer: Peer) -> tuple[list[int], list[int]]:
    """Everybody's id, and that of their direct messages."""
    them = peer.persons
    return [it.id for it in them], [peer.discord.dm(it).id for it in them]


def remind(file: Path, rows: Iterable[tuple[float, int, int]]) -> None:
    """A reminder for each: when it is due (Unix seconds), whose it is, and their channel."""
    with closing(sqlite3.connect(file)) as it, it:
        it.execute("DELETE FROM posting")
        it.execute("DELETE FROM reminder")
        for at, person, channel in rows:
            it.execute(_AT_HOME, {"person": person, "channel": channel})
            it.execute(_ADD, {"person": person, "at": _text(at)})


def _text(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S.%f}"


async def _round(peer: Peer, began: float) -> Seen:
    async with peer:
        assert time.time() < began, "it started too slowly"
        await asyncio.sleep(began - time.time())
        busy, own, at = peer.cpu(), time.process_time(), time.monotonic()
        await asyncio.sleep(_SECONDS)
        took = time.monotonic() - at
        busy, own = (peer.cpu() - busy) / took, (time.process_time() - own) / took
        memory = peer.resident()
        await asyncio.sleep(_AFTERWARDS)
    late, lost = [], 0
    for due, person in zip(_due(began), peer.persons, strict=True):
        came = [it.record.timestamp.timestamp() - due for it in person.inbox]
        lost += len(came) != 1
        late += came[:1]
    return Seen(late, lost, memory, busy, own, peer.discord.ledger.too_many_requests)
