"""Small pieces that several statements share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert, Select, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import DUE_ONLY


def upsert(
    connection: AsyncConnection, table: Table, key: dict[str, Any], columns: dict[str, Any]
) -> Insert:
    """Inserts the row, or updates these columns of the one with this key."""
    # Both databases know ON CONFLICT, SQLAlchemy spells it once for each.
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(**key, **columns)
    if not columns:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=list(key), set_=columns)


def earliest_due(table: Table) -> Select[Any]:
    """The least `due_at` of a table, answered by its index of what is due and of nothing else."""
    # Without its condition SQLite would read the whole table for this.
    return select(func.min(table.c.due_at)).where(DUE_ONLY)
