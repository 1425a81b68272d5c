"""`python -m bench [answers wake start crowd]`: measures and writes bench/RESULTS.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bench import answers, crowd, start, wake
from bench.peers import folder
from bench.report import Figure, load, row, write
from bench.rows import at_rest

_ALL = ("answers", "wake", "start", "crowd")


async def measure(names: list[str], rounds: int, where: Path) -> tuple[list[Figure], list[str]]:
    figures: list[Figure] = []
    notes: list[str] = []
    files = wake.make(where) if {"wake", "start"} & set(names) else {}
    if "answers" in names:
        figures += say(await answers.measure(where, rounds))
    if "wake" in names:
        figures += say(await wake.measure(files, rounds))
    if "start" in names:
        empty = at_rest(where / "empty.db", 0)
        figures += say(await start.measure(files[1_000_000], empty, rounds))
    if "crowd" in names:
        made, notes = await crowd.measure(where, max(rounds // 3, 1))
        figures += say(made)
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
