"""What is stored about one person: counted, told, erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.core.ports import Change, Changed

#: How much there is of each kind; kinds without anything are left out.
Counts = Mapping[str, int]
#: What one row says, by column.
Entry = Mapping[str, int | float | str | date | datetime | timedelta | frozenset[date] | None]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure took: how much of each kind, and the session it ended on the way."""

    gone: Counts
    ended: Changed | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What a person is told afterwards.

    `traces` is true while the database's file still has to be overwritten, `old_copies` where
    copies from before an upgrade or a restore lie beside it. Backups expire after `backups_days`;
    None: this program makes none.
    """

    gone: Counts
    traces: bool
    old_copies: bool
    backups_days: int | None


class Records(Protocol):
    """Everything that is stored about a person, from every table that has a row of theirs."""

    async def count(self, user_id: int) -> Counts: ...

    async def everything(self, user_id: int) -> Mapping[str, tuple[Entry, ...]]:
        """All of it but tokens, by kind."""
        ...

    async def erase(self, user_id: int, end: Change) -> Erasure:
        """Ends a session going on with `end`, then erases all rows; one transaction."""
        ...

    async def scrub(self) -> bool:
        """Overwrites what erased rows left in the file; whether nothing is left to overwrite."""
        ...

    def old_copies(self) -> bool:
        """Whether copies from before an upgrade or a restore lie beside the database."""
        ...
