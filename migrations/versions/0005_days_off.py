"""Days off; a reminder has its person's zone and hours; a pause ends on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MEMBER = sa.table("member", sa.column("id"), sa.column("zone"), sa.column("working_hours"))
_REMINDER = sa.table(
    "reminder", sa.column("id"), sa.column("member_id"), sa.column("zone"), sa.column("hours")
)
_BREAK = sa.table(
    "team_break",
    sa.column("id"),
    sa.column("zone"),
    sa.column("paused_until", sa.DateTime(timezone=True)),
)
_RESTS = sa.table("team_break", sa.column("id"), sa.column("paused_until", sa.Date))


def upgrade() -> None:
    op.add_column("member", sa.Column("days_off", sa.String(400)))
    away = sa.text("days_off IS NOT NULL")
    op.create_index("member_away", "member", ["id"], sqlite_where=away, postgresql_where=away)
    _zones_to_members()
    op.drop_column("reminder", "zone")
    op.drop_column("reminder", "hours")
    op.add_column("reminder", sa.Column("paused_until", sa.Date))
    _pauses_to_days()


def _zones_to_members() -> None:
    """Whoever has a reminder and no zone of their own has the newest one's from now on."""
    connection = op.get_bind()
    known = {row.id: row.zone for row in connection.execute(sa.select(_MEMBER))}
    newest = connection.execute(sa.select(_REMINDER).order_by(_REMINDER.c.id))
    missing = {row.member_id: row for row in newest if not known.get(row.member_id)}
    for member_id, row in missing.items():
        own = _MEMBER.c.id == member_id
        if member_id in known:
            connection.execute(sa.update(_MEMBER).where(own).values(zone=row.zone))
        else:
            values = {"id": member_id, "zone": row.zone, "working_hours": row.hours}
            connection.execute(sa.insert(_MEMBER).values(**values))


def _pauses_to_days() -> None:
    connection = op.get_bind()
    paused = connection.execute(sa.select(_BREAK).where(_BREAK.c.paused_until.is_not(None))).all()
    op.drop_column("team_break", "paused_until")
    op.add_column("team_break", sa.Column("paused_until", sa.Date))
    for row in paused:
        day = _day(row.paused_until, row.zone)
        own = sa.update(_RESTS).where(_RESTS.c.id == row.id)
        connection.execute(own.values(paused_until=day))


def _day(at: datetime, zone: str) -> date:
    """The local day; SQLite forgets that it was UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone)).date()
