"""Names that are nearly a setting's: a slip that would pass in silence, with the default read."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

#: One slip in nine letters (a letter too many, too few, another, two swapped), two in nineteen.
_NEAR = 0.885
#: Near one of ours, and names that other programs read from the environment. So are plurals.
_OF_OTHER_PROGRAMS = {
    "DATABASES_URL",
    "DATABASE_RO_URL",
    "DATABASE_URI",
    "DATABASE_URL_RO",
    "HTTP2_PORT",
    "HTTPD_PORT",
    "HTTPS_PORT",
    "LOCK_FILE",
    "LOGFORMAT",
    "LOGLEVEL",
}


def in_file(names: Iterable[str], settings: Collection[str]) -> dict[str, str]:
    """Each name of our own file that is nearly a setting's, with that setting."""
    return {
        name: near[0]
        for name in names
        if name not in settings
        and (near := difflib.get_close_matches(name, settings, n=1, cutoff=_NEAR))
    }


def in_environment(names: Collection[str], settings: Collection[str]) -> dict[str, str]:
    """The same among names that are also other programs': only where nothing speaks for those."""
    return {
        name: setting
        for name, setting in in_file(names, settings).items()
        if name not in _OF_OTHER_PROGRAMS and name != f"{setting}S" and setting not in names
    }
