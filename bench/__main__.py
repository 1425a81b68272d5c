"""`python -m bench [NAME ...]`: measures and writes bench/RESULTS.md; bench/README.md says what."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bench import answers, cards, crowd, scheduled, start, wake
from bench.peers import folder
from bench.report import Figure, load, row, write
from bench.rows import at_rest

_CROWDS = {
    "crowd": crowd.THOUSAND,
    "pictures": crowd.PICTURES,
    "ten-thousand": crowd.TEN_THOUSAND,
}
_ALL = ("answers", "wake", "start", "scheduled", *_CROWDS, "cards")


async def measure(names: list[str], rounds: int, where: Path) -> tuple[list[Figure], list[str]]:
    figures: list[Figure] = []
    notes: list[str] = []

    def keep(made: tuple[list[Figure], list[str]]) -> None:
        figures.extend(say(made[0]))
        notes.extend(made[1])

    files = wake.make(where) if {"wake", "start", "scheduled"} & set(names) else {}
    if "answers" in names:
        figures += say(await answers.measure(where, rounds))
    if "wake" in names:
        figures += say(await wake.measure(files, rounds))
    if "start" in names:
        empty = at_rest(where / "empty.db", 0)
        figures += say(await start.measure(files[1_000_000], empty, rounds))
    # What takes minutes has fewer rounds.
    few = max(rounds // 3, 1)
    if "scheduled" in names:
        keep(await scheduled.measure(files[1_000_000], where, few))
    for name in (it for it in _CROWDS if it in names):
        keep(await crowd.measure(_CROWDS[name], where, few if name == "crowd" else 1))
    if "cards" in names:
        keep(await cards.measure(where))
    return figures, notes


def say(figures: list[Figure]) -> list[Figure]:
    sys.stdout.writelines(f"{row(it)}\n" for it in figures)
    sys.stdout.flush()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="|".join(_ALL))
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    names = asked.names or list(_ALL)
    if unknown := set(names) - set(_ALL):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    before = load()
    with folder() as where:
        figures, notes = asyncio.run(measure(names, asked.rounds, Path(where)))
    write(figures, notes, before)


if __name__ == "__main__":
    main()
