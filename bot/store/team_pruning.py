"""Team breaks and all that hangs on them, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from bot.core.posting import Owner
from bot.core.teambreak import Standing
from bot.store import tables as t


def forget(
    connection: Connection, breaks: Sequence[int], whose: ColumnElement[bool]
) -> Mapping[str, int]:
    """Forgets these breaks and those occurrences; how many rows of each table went."""
    posting, joining, follower = t.posting, t.joining, t.team_member
    occurrences = select(t.occurrence.c.id).where(whose)
    of_them = and_(posting.c.owner == Owner.OCCURRENCE, posting.c.owner_id.in_(occurrences))
    going = {  # a row goes before the row it refers to
        posting: of_them,
        joining: joining.c.occurrence_id.in_(occurrences),
        follower: follower.c.break_id.in_(breaks),
        t.occurrence: whose,
        t.team_break: t.team_break.c.id.in_(breaks),
    }
    return {
        table.name: (connection.execute(delete(table).where(those))).rowcount
        for table, those in going.items()
    }


def leaving(connection: Connection, drafted_before: datetime) -> list[int]:
    """Drafts from before that, and breaks that are over for good and have nothing ahead."""
    c = t.team_break.c
    ahead = select(t.occurrence.c.break_id).where(
        t.AHEAD_ONLY, t.occurrence.c.break_id.is_not(None)
    )
    # A draft from before this was noted is old enough.
    old = or_(c.drafted_at.is_(None), c.drafted_at <= drafted_before)
    gone = or_(
        and_(c.state == Standing.DRAFT, old),
        and_(c.state == Standing.DELETED, c.id.not_in(ahead)),
    )
    rows = connection.execute(select(c.id).where(t.LEAVING_ONLY, gone))
    return [row.id for row in rows]
