"""Rows of team breaks and occurrences, and values: how the one becomes the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row, Table, Update, bindparam, func, select, update

from bot.core.occurrence import TO_CREATOR, Facts, Occurrence, Stage
from bot.core.posting import Owner, Posting
from bot.core.session import TELL_LIMIT
from bot.core.teambreak import Cues, Reason, Standing, TeamBreak
from bot.core.timetable import Timetable, parse_days, parse_times, spell_days, spell_times
from bot.store import tables as t
from bot.store.statements import columns_but_id


def saving(table: Table) -> Update:
    """Writes a row over the revision it was made from, and over no other."""
    return (
        update(table)
        .where(table.c.id == bindparam("at_id"), table.c.revision == bindparam("at_revision"))
        .values({column: bindparam(column.name) for column in table.c if column.name != "id"})
    )


SAVE_BREAK, SAVE_OCCURRENCE = saving(t.team_break), saving(t.occurrence)


def times_of(text: str) -> tuple[time, ...]:
    times = parse_times(text)
    assert isinstance(times, tuple), text
    return times


def days_of(text: str) -> frozenset[int]:
    days = parse_days(text)
    assert isinstance(days, frozenset), text
    return days


def break_of(row: Row[Any]) -> TeamBreak:
    values = dict(row._mapping)
    times, days = times_of(values.pop("times")), days_of(values.pop("days"))
    values["timetable"] = Timetable(times, days, values.pop("zone"))
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
        select(table)
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
    rows = connection.execute(select(t.team_break).where(t.team_break.c.id.in_(list(ids))))
    return {row.id: break_of(row) for row in rows}


def facts_of(
    connection: Connection, occurrences: Iterable[Occurrence], now: datetime
) -> dict[int, Facts]:
    """What these occurrences need to know, in a handful of statements however many they are."""
    them = list(occurrences)
    channels = {it.channel_id for it in them}
    breaks = breaks_by_id(connection, {it.break_id for it in them if it.break_id})
    joined = _joined(connection, [it.id for it in them])
    running = _running(connection, channels)
    told = _told(connection, channels, now)
    return {
        it.id: Facts(
            breaks.get(it.break_id or 0),
            joined.get(it.id, 0),
            _other(running.get(it.channel_id), it),
            told=it.channel_id in told,
        )
        for it in them
    }


def _other(running: Occurrence | None, it: Occurrence) -> Occurrence | None:
    return running if running and running.id != it.id else None


def _joined(connection: Connection, ids: list[int]) -> dict[int, int]:
    table = t.joining
    rows = connection.execute(
        select(table.c.occurrence_id, func.count())
        .where(table.c.occurrence_id.in_(ids), table.c.joins)
        .group_by(table.c.occurrence_id)
    )
    return {row[0]: row[1] for row in rows}


def _running(connection: Connection, channels: set[int]) -> dict[int, Occurrence]:
    table = t.occurrence
    rows = connection.execute(
        select(table).where(
            table.c.channel_id.in_(channels), t.AHEAD_ONLY, table.c.state == Stage.RUNNING
        )
    )
    return {row.channel_id: occurrence_of(row) for row in rows}


def _told(connection: Connection, channels: set[int], now: datetime) -> set[int]:
    """Channels with a card about a missed break from a short while ago."""
    table = t.occurrence
    rows = connection.execute(
        select(table.c.channel_id).where(
            table.c.channel_id.in_(channels),
            table.c.state == Stage.MISSED,
            table.c.posts > 0,
            table.c.ended_at > now - TELL_LIMIT,
        )
    )
    return {row.channel_id for row in rows}
