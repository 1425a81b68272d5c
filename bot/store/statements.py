"""Small pieces that several statements share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection, table: Table, key: dict[str, Any], columns: dict[str, Any]
) -> Insert:
    """Inserts the row, or updates these columns of the one with this key."""
    # Both databases know ON CONFLICT, SQLAlchemy spells it once for each.
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(**key, **columns)
    if not columns:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=list(key), set_=columns)
