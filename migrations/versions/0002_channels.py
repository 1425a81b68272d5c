"""Sessions in channels, one a channel; what was passed over by Back, Skip and Continue."""

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
    in_channel = sa.text("place = 'channel' AND state IN ('running', 'paused')")
    op.create_index(
        "one_session_a_channel",
        "session",
        ["channel_id"],
        unique=True,
        sqlite_where=in_channel,
        postgresql_where=in_channel,
    )
