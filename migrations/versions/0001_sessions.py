"""Members, sessions, what they send, and the clock's anchor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _members_and_clock()
    _sessions()
    _sends()


def _members_and_clock() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("safety_version", sa.Integer),
        sa.Column("safety_accepted_at", INSTANT),
        sa.Column("dm_channel_id", sa.BigInteger),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("real_at", INSTANT, nullable=False),
        sa.Column("shown_at", INSTANT, nullable=False),
        sa.Column("skipped", sa.Float, nullable=False),
    )


def _sessions() -> None:
    op.create_table(
        "session",
        sa.Column("id", ID, primary_key=True),
        sa.Column("member_id", sa.BigInteger, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("asked", sa.String(10), nullable=False),
        sa.Column("place", sa.String(10), nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("pace", sa.String(10), nullable=False),
        sa.Column("fingerprint", sa.String(12), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.Column("paused_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("cue", sa.Integer, nullable=False),
        sa.Column("sends", sa.Integer, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("revision", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    going_on = sa.text("state IN ('running', 'paused')")
    op.create_index(
        "one_session_a_member",
        "session",
        ["member_id"],
        unique=True,
        sqlite_where=going_on,
        postgresql_where=going_on,
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("session_due", "session", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.create_index("session_member", "session", ["member_id"])
    op.create_table(
        "card_token",
        sa.Column(
            "session_id",
            ID,
            sa.ForeignKey("session.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("token", sa.String(400), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
    )


def _sends() -> None:
    op.create_table(
        "send",
        sa.Column(
            "session_id",
            ID,
            sa.ForeignKey("session.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cue", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=False),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger),
    )
    unconfirmed = sa.text("state = 'claimed'")
    op.create_index(
        "send_unconfirmed",
        "send",
        ["session_id", "n"],
        sqlite_where=unconfirmed,
        postgresql_where=unconfirmed,
    )
