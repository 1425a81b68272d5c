"""Many private sessions at once: how late their cues are, and the memory each takes."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from pathlib import Path

from bench.peers import ROOT, Peer
from bench.report import Figure, quantile
from bench.steps import EVERY, content
from playground import Message
from playground.acts import Interaction

#: What the first sessions take, the program needs once: it is not counted with the others'.
_WARM = 100
_ANSWERED_WITHIN, _AFTERWARDS = 3.0, 5.0
_PICTURE = ROOT / "content/pictures/shoulder-rolls-seated-left.png"


@dataclass(frozen=True)
class Crowd:
    """So many people who begin evenly within `begin` seconds and then all go on for a minute."""

    people: int
    begin: float
    moves: int
    most: float
    pictures: bool = False

    @property
    def name(self) -> str:
        return f"{self.people:,} private sessions{', with pictures' if self.pictures else ''}"


#: `most`: how late the 99th of a hundred cues may be, in milliseconds.
THOUSAND = Crowd(1_000, 20, 1, 250)
PICTURES = Crowd(1_000, 20, 1, 250, pictures=True)
TEN_THOUSAND = Crowd(10_000, 200, 5, 1_000)


@dataclass(frozen=True)
class Seen:
    """Lateness in seconds and memory in bytes a session; shares of a processor while all are in."""

    late: list[float]
    missing: int
    memory: float
    busy: float
    playground: float


async def measure(crowd: Crowd, folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """The bot beside a bare loop that edits the same messages at the same times."""
    steps, due = content(folder / crowd.name, crowd.moves, crowd.pictures)
    picture = {"PICTURE": str(_PICTURE)} if crowd.pictures else {}
    seen: list[list[Seen]] = [[], []]
    for n in range(rounds):
        database = folder / f"crowd-{crowd.people}-{crowd.pictures}-{n}.db"
        floor = {"OFFSETS": json.dumps(due), **picture}
        for at, peer in enumerate(
            (
                Peer("bot", database, crowd.people, {"CONTENT_DIR": str(steps)}),
                Peer("bench.bare", None, crowd.people, floor),
            )
        ):
            seen[at].append(await _round(peer, crowd, due))
    return _figures(crowd, *seen), [_note(crowd, *seen)]


def _figures(crowd: Crowd, ours: list[Seen], floor: list[Seen]) -> list[Figure]:
    late, least = ([quantile(it.late, 0.99) * 1000 for it in them] for them in (ours, floor))
    memory, takes = ([it.memory / 1000 for it in them] for them in (ours, floor))
    busy, idle = ([it.busy * 100 for it in them] for them in (ours, floor))
    name = crowd.name
    return [
        Figure(f"{name}: cue late, p99", "bare loop", "ms", late, least, most=crowd.most),
        Figure(f"{name}: processor", "bare loop", "% of one", busy, idle),
        Figure(f"{name}: memory each", "bare loop", "kB", memory, takes, most=10),
    ]


def _note(crowd: Crowd, *seen: list[Seen]) -> str:
    lost = [sum(it.missing for it in them) for them in seen]
    busy = [max(it.playground for it in them) * 100 for them in seen]
    return (
        f"{crowd.name}, cues every {EVERY:.0f} s: cards that lack one with the bot {lost[0]}, "
        f"with the bare loop {lost[1]}. The playground and the people took {busy[0]:.0f} % of "
        f"a processor with the bot, {busy[1]:.0f} % with the bare loop."
    )


async def _round(peer: Peer, crowd: Crowd, due: list[float]) -> Seen:
    async with peer:
        asked, before = await _all_in(peer, crowd)
        began, busy, own = time.monotonic(), peer.cpu(), time.process_time()
        await asyncio.sleep(EVERY)
        memory = (peer.resident() - before) / (crowd.people - _WARM)
        first = min(it.record.original.created_at for it in asked if it.record.original)
        await asyncio.sleep(first + due[-1] - time.monotonic())
        took = time.monotonic() - began
        busy, own = (peer.cpu() - busy) / took, (time.process_time() - own) / took
        await asyncio.sleep(_AFTERWARDS)
        cards = [Message(it.record.original) for it in asked if it.record.original]
    late, missing = _late(cards, due)
    return Seen(late, missing + crowd.people - len(cards), memory, busy, own)


async def _all_in(peer: Peer, crowd: Crowd) -> tuple[list[Interaction], int]:
    """What everybody asked, and the memory when the first of them were in."""
    channel = peer.discord.guild("Studio").channel("general")
    began, asked, memory = time.monotonic(), [], 0
    for n, person in enumerate(peer.persons):
        await asyncio.sleep(began + n * crowd.begin / crowd.people - time.monotonic())
        asked.append(await person.slash("relax", channel=channel))
        if n == _WARM:
            memory = peer.resident()
    await asyncio.sleep(_ANSWERED_WITHIN)
    return asked, memory


def _late(cards: list[Message], due: list[float]) -> tuple[list[float], int]:
    """How late the cues were that were due while everybody was in; how many cards lack one.

    Counted from the moment each card was taken, until the first session is over.
    """
    since = max(it.created_at for it in cards)
    until = min(it.created_at for it in cards) + due[-1]
    late, missing = [], 0
    for card in cards:
        then = [card.created_at + it for it in due if card.created_at + it <= until]
        missing += len(card.edits) < len(then)
        if len(card.edits) >= len(then):
            came = zip(card.edits, then, strict=False)
            late += [edit.at - at for edit, at in came if at >= since]
    return late, missing
