"""Every sentence people read, a file per subject, keyed by locale. English for now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

_Words = TypeVar("_Words")

DEFAULT = "en"


def pick(by_locale: dict[str, _Words], locale: str) -> _Words:
    """The words for a Discord locale such as `en-GB`; English where there are none."""
    language = locale.split("-", maxsplit=1)[0]
    return by_locale.get(locale) or by_locale.get(language) or by_locale[DEFAULT]


def minutes(length: timedelta) -> str:
    """A length as `m:ss`."""
    whole = round(length.total_seconds())
    return f"{whole // 60}:{whole % 60:02}"


def full_date(day: date) -> str:
    """A date as it is said: `Thursday, 24 December 2026`."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"
