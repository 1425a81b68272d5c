"""Which zone data counts: the system's or the tzdata package's, whichever is newer.

Python asks the system first. That is right where the system is kept up to date for years and the
bot is not, and wrong on an old system: there the rules of some zone would be last year's.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

_VERSION = "# version "


def use_newest(folders: Iterable[str] = zoneinfo.TZPATH) -> str:
    """Makes every zone read from now on come from the newer data; says which that is."""
    packaged = _version(files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8"))
    found = _of_system(folders)
    if found and found >= packaged:
        zoneinfo.reset_tzpath([it for it in folders if Path(it).is_absolute()])
        return f"{found}, the system's"
    zoneinfo.reset_tzpath([])
    return f"{packaged}, the tzdata package's"


def _of_system(folders: Iterable[str]) -> str | None:
    """The version of the first zone data there is; None where it does not say."""
    for folder in map(Path, folders):
        if (folder / "tzdata.zi").is_file():
            return _version((folder / "tzdata.zi").read_text("utf-8"))
        if (folder / "+VERSION").is_file():  # macOS
            return (folder / "+VERSION").read_text("utf-8").strip()
    return None


def _version(text: str) -> str:
    """`2026f`, out of the first line of a `tzdata.zi`."""
    return text.partition("\n")[0].removeprefix(_VERSION).strip()
