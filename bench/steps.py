"""Content for the bench: a session whose cues come every 20 seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.peers import ROOT

EVERY = 20.0

_EXERCISE = """title = "Shoulder rolls"
purpose = "Slow circles, for the bench."
cautions = ["Stop if anything hurts."]

[arrive]
seconds = 20
{steps}
[finish]
seconds = 20
lines = ["Notice your shoulders."]
"""
_MOVE = """
[[steps]]
kind = "move"
side = "{side}"
seconds = 40
reps = 10
lines = ["Roll the {side} shoulder slowly backwards.", "Let the other one rest."]
"""
_REST = """
[[steps]]
kind = "rest"
seconds = 20
"""
_ROUTINE = """title = "Ninety-second reset"
purpose = "Slow circles, for the bench."
seconds = {seconds}

[arrive]
seconds = 20

[[parts]]
exercise = "shoulder-rolls"

[finish]
seconds = 20
lines = ["Notice your shoulders."]
"""


def content(folder: Path, moves: int, pictures: bool = False) -> tuple[Path, list[float]]:
    """Content in `folder`, and when the cues of the default routine come but for the first."""
    sides = [("right", "left")[n % 2] for n in range(moves)]
    steps = _REST.join(_MOVE.format(side=side) for side in sides)
    seconds = 60 * moves + 20
    for name in ("exercises", "routines"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "exercises/shoulder-rolls.toml").write_text(_EXERCISE.format(steps=steps))
    routine = _ROUTINE.format(seconds=seconds)
    (folder / "routines/ninety-second-reset.toml").write_text(routine)
    if pictures:
        shutil.copytree(ROOT / "content/pictures", folder / "pictures", dirs_exist_ok=True)
    return folder, [EVERY * n for n in range(1, round(seconds / EVERY) + 1)]
