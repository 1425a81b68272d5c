"""What a person chose once; a session keeps the options it began with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

USUAL = "seated|||moving|messages"


def upgrade() -> None:
    pace = sa.Column("pace", sa.String(10), nullable=False, server_default="normal")
    op.add_column("member", pace)
    op.add_column("member", _options())
    op.add_column("member", sa.Column("zone", sa.String(64)))
    op.add_column("member", sa.Column("working_hours", sa.String(200)))
    op.add_column("session", _options())


def _options() -> sa.Column[str]:
    return sa.Column("options", sa.String(160), nullable=False, server_default=USUAL)
