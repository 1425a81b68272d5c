"""When a draft of a team break was shown, so that one nobody saves can be forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("team_break", sa.Column("drafted_at", sa.DateTime(timezone=True)))
    leaving = sa.text("state IN ('draft', 'deleted')")
    op.create_index(
        "team_break_leaving",
        "team_break",
        ["drafted_at"],
        sqlite_where=leaving,
        postgresql_where=leaving,
    )
