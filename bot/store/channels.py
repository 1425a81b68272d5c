"""Who has a channel: somebody's session, or a team's, and never both.

Whoever wants one asks here in the transaction that takes it. Writers come one after the other,
so that of two who ask at once the second sees the first.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from bot.core.occurrence import Occurrence, Stage
from bot.core.session import Session
from bot.store import tables as t
from bot.store.rows import sessions_of
from bot.store.team_rows import occurrences_of


def sessions_in(connection: Connection, channels: Collection[int]) -> dict[int, Session]:
    """The session that posts its steps in each of these channels, paused ones too."""
    there = select(t.session).where(t.CHANNEL_ONLY, t.session.c.channel_id.in_(channels))
    return {it.channel_id or 0: it for it in sessions_of(connection, there)}


def running_in(connection: Connection, channels: Collection[int]) -> dict[int, Occurrence]:
    """The occurrence that runs in each of these channels."""
    table = t.occurrence
    there = select(table).where(
        table.c.channel_id.in_(channels), t.AHEAD_ONLY, table.c.state == Stage.RUNNING
    )
    return {it.channel_id: it for it in occurrences_of(connection, there)}


def is_called(connection: Connection, channel_id: int) -> bool:
    """Whether an occurrence is in its heads-up there, or runs."""
    table = t.occurrence
    rows = connection.execute(
        select(table.c.id)
        .where(table.c.channel_id == channel_id, t.AHEAD_ONLY, table.c.state != Stage.PLANNED)
        .limit(1)
    )
    return rows.first() is not None
