"""Renders every picture in this folder anew: `python content/pictures/draw.py`. Needs Pillow."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from drawing import pacer, palette, scene

_HERE = Path(__file__).resolve().parent
_LONGEST_ALT = 256


def main() -> int:
    """Draws all pictures; complains where one lacks its alt text or the other way round."""
    figures, pictures = scene.read(_HERE / "sources")
    for name in pictures:
        image = scene.still(name, figures, pictures)
        palette.still(image).save(_HERE / f"{name}.png", optimize=True)
    for name, breath in pacer.read(_HERE / "sources" / "pacers.toml").items():
        (_HERE / f"{name}.gif").write_bytes(pacer.loop(breath))
    return _check_alt()


def _check_alt() -> int:
    told = tomllib.loads((_HERE / "alt.toml").read_text(encoding="utf-8"))
    drawn = {path.stem for kind in ("*.png", "*.gif") for path in _HERE.glob(kind)}
    faults = [f"{name}: no picture or no alt text" for name in sorted(drawn ^ told.keys())]
    faults += [f"{name}: alt too long" for name in told if len(told[name]) > _LONGEST_ALT]
    sys.stderr.writelines(f"alt.toml: {fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
