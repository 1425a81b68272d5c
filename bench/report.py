"""Figures as a table and a plot."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
#: The plot ends here; what is beyond stands at its edge, with its number.
_WIDEST = 8.0
PLOT = RESULTS.with_name("results.svg")


@dataclass(frozen=True)
class Figure:
    """One figure and its floor, a value of each for every round."""

    what: str
    floor: str
    unit: str
    ours: list[float]
    floors: list[float]
    #: The most that the ratio may be, or the figure itself.
    must: float | None = None
    most: float | None = None

    @property
    def ratios(self) -> list[float]:
        return [ours / floor for ours, floor in zip(self.ours, self.floors, strict=True)]


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def spread(values: Sequence[float]) -> str:
    """Minimum, median and maximum."""
    return " / ".join(f"{it:.3g}" for it in (min(values), statistics.median(values), max(values)))


def judged(figure: Figure) -> str:
    """What it must be, and whether the median is."""
    if figure.must:
        met = statistics.median(figure.ratios) <= figure.must
        return f"≤ {figure.must:g}x: {'met' if met else '**not met**'}"
    if figure.most:
        met = statistics.median(figure.ours) <= figure.most
        return f"≤ {figure.most:g} {figure.unit}: {'met' if met else '**not met**'}"
    return ""


def row(figure: Figure) -> str:
    must = judged(figure)
    return (
        f"| {figure.what} | {spread(figure.ours)} {figure.unit} | {figure.floor}: "
        f"{spread(figure.floors)} | **{spread(figure.ratios)}** | {must} | {len(figure.ours)} |"
    )


def write(figures: list[Figure], notes: list[str], load_before: str) -> None:
    """RESULTS.md and results.svg."""
    lines = [
        "# What it costs",
        "",
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}, Python "
        f"{platform.python_version()}, {platform.system()}, {os.cpu_count()} processors; load "
        f"before {load_before}, after {load()}. Each cell: min / median / max over the rounds; a "
        "ratio is taken within its round. The bot, its floor and the playground are separate "
        "processes on one machine; what the playground itself takes is in both.",
        "",
        "| what | the bot | floor | ratio | must | rounds |",
        "|---|---|---|---|---|---|",
        *(row(it) for it in figures),
        "",
        "![Ratios](results.svg)",
        "",
        *(f"- {it}" for it in notes),
    ]
    RESULTS.write_text("\n".join(lines).rstrip() + "\n")
    PLOT.write_text(plot(figures))


def load() -> str:
    return " ".join(f"{it:.1f}" for it in os.getloadavg())


def plot(figures: list[Figure]) -> str:
    """Each ratio as a line from its minimum to its maximum, with its median and what it must be."""
    left, width, step = 600, 420, 26

    def x(ratio: float) -> float:
        return left + width * min(ratio, _WIDEST) / _WIDEST

    height = step * (len(figures) + 1) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 60}" height="{height}" '
        'font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<line x1="{x(1)}" x2="{x(1)}" y1="8" y2="{height - 25}" stroke="#888"/>',
        f'<text x="{x(1)}" y="{height - 8}" text-anchor="middle">1x, the floor</text>',
    ]
    for n, figure in enumerate(figures):
        y = step * n + 22
        low, middle, high = (f(figure.ratios) for f in (min, statistics.median, max))
        name = escape(f"{figure.what}, beside {figure.floor}")
        parts += [
            f'<text x="{left - 10}" y="{y + 4}" text-anchor="end">{name}</text>',
            f'<line x1="{x(low)}" x2="{x(high)}" y1="{y}" y2="{y}" stroke="#3f7cac" '
            'stroke-width="6" stroke-linecap="round"/>',
            f'<circle cx="{x(middle)}" cy="{y}" r="5" fill="#1d3f5a"/>',
            f'<text x="{left + width + 12}" y="{y + 4}">{middle:.2g}x</text>',
        ]
        if figure.must:
            at = x(figure.must)
            parts.append(f'<line x1="{at}" x2="{at}" y1="{y - 9}" y2="{y + 9}" stroke="#c33"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"
