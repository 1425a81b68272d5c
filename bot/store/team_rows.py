"""Rows of team breaks and occurrences, and values: how the one becomes the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, Update, bindparam, select, update

from bot.core.occurrence import TO_CREATOR, Occurrence, Stage
from bot.core.posting import Owner, Posting
from bot.core.teambreak import Cues, Reason, Standing, TeamBreak
from bot.core.timetable import Timetable, known_zone
from bot.core.typed import Unreadable, parse_days, parse_times, spell_days, spell_times
from bot.store import tables as t
from bot.store.readable import readable
from bot.store.statements import columns_but_id

#: Different texts of hours and days whose meaning is kept at hand: most people choose the same.
_REMEMBERED = 1_000


def saving(table: Table) -> Update:
    """Writes a row over the revision it was made from, and over no other."""
    return (
        update(table)
        .where(table.c.id == bindparam("at_id"), table.c.revision == bindparam("at_revision"))
        .values({column: bindparam(column.name) for column in table.c if column.name != "id"})
    )


SAVE_BREAK, SAVE_OCCURRENCE = saving(t.team_break), saving(t.occurrence)


@lru_cache(_REMEMBERED)
def times_of(text: str) -> tuple[time, ...]:
    times = parse_times(text)
    if isinstance(times, Unreadable):
        raise ValueError(f"{text!r} are no times")  # noqa: TRY004
    return times


@lru_cache(_REMEMBERED)
def days_of(text: str) -> frozenset[int]:
    days = parse_days(text)
    if isinstance(days, Unreadable):
        raise ValueError(f"{text!r} are no days")  # noqa: TRY004
    return days


def zone_of(text: str) -> str:
    if not known_zone(text):
        raise ValueError(f"{text!r} is no time zone")
    return text


def break_of(row: Row[Any]) -> TeamBreak:
    values = dict(row._mapping)
    times, days = times_of(values.pop("times")), days_of(values.pop("days"))
    values["timetable"] = Timetable(times, days, zone_of(values.pop("zone")))
    values["cues"], values["state"] = Cues(values["cues"]), Standing(values["state"])
    values["why"] = Reason(values["why"]) if values["why"] else None
    return TeamBreak(**values)


def break_columns(it: TeamBreak) -> dict[str, Any]:
    """A break's columns but its id."""
    values = columns_but_id(it)
    timetable = values.pop("timetable")
    return {
        **values,
        "times": spell_times(timetable.times),
        "days": spell_days(timetable.days),
        "zone": timetable.zone,
    }


def occurrence_of(row: Row[Any]) -> Occurrence:
    values = dict(row._mapping)
    values["cues"], values["state"] = Cues(values["cues"]), Stage(values["state"])
    return Occurrence(**values)


def posting_of(row: Row[Any]) -> Posting:
    return Posting(
        Owner(row.owner),
        row.owner_id,
        row.n,
        row.what,
        row.cue,
        row.revision,
        row.claimed_at,
        row.pings,
    )


def posting_columns(it: Posting) -> dict[str, Any]:
    return {**columns_but_id(it), "state": "claimed"}


def live_postings(
    connection: Connection, owner: Owner, ids: Iterable[int]
) -> dict[int, tuple[int, int]]:
    """The newest message of each that Discord confirmed, what went to creators left aside."""
    table = t.posting
    rows = connection.execute(
        select(table.c.owner_id, table.c.channel_id, table.c.message_id)
        .where(
            table.c.owner == owner,
            table.c.owner_id.in_(list(ids)),
            table.c.message_id.is_not(None),
            table.c.what.not_in(list(TO_CREATOR)),
        )
        .order_by(table.c.n)
    )
    return {row.owner_id: (row.channel_id, row.message_id) for row in rows}


def breaks_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, TeamBreak]:
    them = select(t.team_break).where(t.team_break.c.id.in_(list(ids)))
    return {it.id: it for it in breaks_of(connection, them)}


def breaks_of(connection: Connection, statement: Select[Any]) -> list[TeamBreak]:
    """Breaks that a statement finds, as far as they can be read."""
    return readable(connection, t.team_break, statement, break_of)


def occurrences_of(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any] | None = None
) -> list[Occurrence]:
    """Occurrences that a statement finds, as far as they can be read."""
    return readable(connection, t.occurrence, statement, occurrence_of, values)
