"""What occurrences need to know of the world around them, read in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.core.occurrence import Facts, Occurrence, Stage
from bot.core.session import TELL_LIMIT
from bot.store import tables as t
from bot.store.channels import running_in, sessions_in
from bot.store.team_rows import breaks_by_id


def facts_of(
    connection: Connection, occurrences: Iterable[Occurrence], now: datetime
) -> dict[int, Facts]:
    """What these occurrences need to know, in a handful of statements however many they are."""
    them = list(occurrences)
    channels = {it.channel_id for it in them}
    breaks = breaks_by_id(connection, {it.break_id for it in them if it.break_id})
    joined = _joined(connection, [it.id for it in them])
    running = running_in(connection, channels)
    taken = sessions_in(connection, channels)
    told = _told(connection, channels, now)
    return {
        it.id: Facts(
            breaks.get(it.break_id or 0),
            joined.get(it.id, 0),
            _other(running.get(it.channel_id), it),
            taken=it.channel_id in taken,
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
