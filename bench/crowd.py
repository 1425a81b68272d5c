"""A thousand private sessions at once: how late their cues are, and the memory each takes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from bench.peers import ROOT, Peer
from bench.report import Figure, quantile
from bot.chat.words import session as words
from bot.content import DEFAULT_ROUTINE, load_library
from bot.core.script import Pace
from bot.flows.scripts import Scripts
from playground import Message

_PEOPLE, _BEGIN_WITHIN, _AFTERWARDS = 1_000, 20.0, 3.0


def offsets() -> list[float]:
    """When the cues of the default routine come, but for the first, in seconds."""
    library = load_library(ROOT / "content", len(words.words().safety_line.split()))
    script = Scripts(library).get(DEFAULT_ROUTINE, Pace.NORMAL)
    assert script
    return [cue.at.total_seconds() for cue in script.cues[1:]]


async def measure(folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """The bot beside a bare loop that edits the same messages at the same times."""
    due = offsets()
    late: list[list[float]] = [[], []]
    memory: list[list[float]] = [[], []]
    lost = [0, 0]
    for n in range(rounds):
        for at, peer in enumerate(
            (
                Peer("bot", folder / f"crowd-{n}.db", _PEOPLE),
                Peer("bench.bare", None, _PEOPLE, {"OFFSETS": json.dumps(due)}),
            )
        ):
            lateness, missing, taken = await _round(peer, due)
            late[at].append(quantile(lateness, 0.99) * 1000)
            memory[at].append(taken / 1000)
            lost[at] += missing
    figures = [
        Figure(
            "1,000 private sessions, cue late p99 (must: < 250 ms)",
            "bare loop",
            "ms",
            late[0],
            late[1],
        ),
        Figure(
            "memory a session of these (must: < 10 kB)", "bare loop", "kB", memory[0], memory[1]
        ),
    ]
    note = (
        f"Of {rounds * _PEOPLE * len(due)} cues the bot left out {lost[0]}, the bare loop "
        f"{lost[1]}. Lateness is counted from the moment the first card was taken."
    )
    return figures, [note]


async def _round(peer: Peer, due: list[float]) -> tuple[list[float], int, float]:
    """How late each cue was, how many did not come, and the memory each session took."""
    async with peer:
        channel = peer.discord.guild("Studio").channel("general")
        before = peer.resident()
        asked = []
        for person in peer.persons:
            asked.append(await person.slash("relax", channel=channel))
            await asyncio.sleep(_BEGIN_WITHIN / _PEOPLE)
        await asyncio.sleep(due[0])
        memory = (peer.resident() - before) / _PEOPLE
        await asyncio.sleep(due[-1] + _AFTERWARDS - due[0])
        cards = [Message(it.record.original) for it in asked if it.record.original]
    told = [_late(card, due) for card in cards]
    came = [late for lates in told for late in lates]
    return came, _PEOPLE * len(due) - len(came), memory


def _late(card: Message, due: list[float]) -> list[float]:
    edits = [it.at - card.created_at for it in card.edits]
    return [at - offset for at, offset in zip(edits, due, strict=False)]
