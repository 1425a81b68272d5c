"""Team breaks and their occurrences, reminders, and the messages they owe."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    _servers()
    _team_breaks()
    _occurrences()
    _joinings()
    _reminders()
    _postings()


def _servers() -> None:
    op.create_table(
        "guild",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("zone", sa.String(64)),
        sa.Column("removed_at", INSTANT),
    )


def _team_breaks() -> None:
    op.create_table(
        "team_break",
        sa.Column("id", ID, primary_key=True),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("creator_id", sa.BigInteger, nullable=False),
        sa.Column("times", sa.String(120), nullable=False),
        sa.Column("days", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("routine", sa.String(40), nullable=False),
        sa.Column("role_id", sa.BigInteger),
        sa.Column("cues", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(10)),
        sa.Column("paused_until", INSTANT),
        sa.Column("consented_at", INSTANT),
        sa.Column("lonely", sa.Integer, nullable=False),
        sa.Column("strikes", sa.Integer, nullable=False),
        sa.Column("refused_since", INSTANT),
        sa.Column("untold", sa.String(10)),
        sa.Column("revision", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "team_member",
        sa.Column(
            "break_id", ID, sa.ForeignKey("team_break.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("since", INSTANT, nullable=False),
    )
    op.create_index("team_break_guild", "team_break", ["guild_id"])
    op.create_index("team_break_channel", "team_break", ["channel_id"])


def _occurrences() -> None:
    op.create_table(
        "occurrence",
        sa.Column("id", ID, primary_key=True),
        sa.Column("break_id", ID, sa.ForeignKey("team_break.id")),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("host_id", sa.BigInteger, nullable=False),
        sa.Column("routine", sa.String(40), nullable=False),
        sa.Column("cues", sa.String(10), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("fingerprint", sa.String(12), nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.Column("cue", sa.Integer, nullable=False),
        sa.Column("posts", sa.Integer, nullable=False),
        sa.Column("delays", sa.Integer, nullable=False),
        sa.Column("pinged", sa.Boolean, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("revision", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    _due_index("occurrence")
    ahead = sa.text("state IN ('planned', 'called', 'running')")
    op.create_index(
        "occurrence_ahead",
        "occurrence",
        ["channel_id"],
        sqlite_where=ahead,
        postgresql_where=ahead,
    )
    op.create_index("occurrence_channel", "occurrence", ["channel_id", "id"])
    op.create_index("occurrence_break", "occurrence", ["break_id", "id"])


def _joinings() -> None:
    op.create_table(
        "joining",
        sa.Column(
            "occurrence_id",
            ID,
            sa.ForeignKey("occurrence.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("joins", sa.Boolean, nullable=False),
    )


def _reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", ID, primary_key=True),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("times", sa.String(120)),
        sa.Column("every", sa.Integer),
        sa.Column("days", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("routine", sa.String(40), nullable=False),
        sa.Column("once", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("consented_at", INSTANT),
        sa.Column("next_at", INSTANT),
        sa.Column("standing", sa.Boolean, nullable=False),
        sa.Column("snoozed", sa.Boolean, nullable=False),
        sa.Column("ignored", sa.Integer, nullable=False),
        sa.Column("asked_fewer", sa.Boolean, nullable=False),
        sa.Column("halved", sa.Boolean, nullable=False),
        sa.Column("left_out", sa.Boolean, nullable=False),
        sa.Column("nudged_at", INSTANT),
        sa.Column("nudged_today", sa.Integer, nullable=False),
        sa.Column("posts", sa.Integer, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("hours", sa.String(200)),
        sqlite_autoincrement=True,
    )
    _due_index("reminder")
    op.create_index("reminder_member", "reminder", ["member_id"])


def _postings() -> None:
    op.create_table(
        "posting",
        sa.Column("owner", sa.String(1), primary_key=True),
        sa.Column("owner_id", ID, primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("cue", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=False),
        sa.Column("pings", sa.Boolean, nullable=False),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger),
    )
    unconfirmed = sa.text("state = 'claimed'")
    op.create_index(
        "posting_unconfirmed",
        "posting",
        ["owner", "owner_id", "n"],
        sqlite_where=unconfirmed,
        postgresql_where=unconfirmed,
    )


def _due_index(table: str) -> None:
    op.create_index(f"{table}_due", table, ["due_at"], sqlite_where=DUE, postgresql_where=DUE)
