"""Where to find what comes with the program and is no module: its content, its migrations."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The file or folder of that name: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / "data" / name
    return inside if inside.exists() else _PACKAGE.parent / name
