"""Sessions in channels, one a channel; what Back and Skip pass over; the clock's speed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    jumped = sa.Column("jumped", sa.BigInteger, nullable=False, server_default="0")
    op.add_column("session", jumped)
    op.add_column("clock", sa.Column("speed", sa.Float, nullable=False, server_default="1"))
    in_channel = sa.text("place = 'channel' AND state IN ('running', 'paused')")
    op.create_index(
        "one_session_a_channel",
        "session",
        ["channel_id"],
        unique=True,
        sqlite_where=in_channel,
        postgresql_where=in_channel,
    )
