"""Small pieces that several statements share.

Building a statement takes longer than making it: those of presses and wakes are built once.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection, table: Table, key: dict[str, Any], columns: dict[str, Any]
) -> None:
    """Inserts the row, or updates these columns of the one with this key."""
    statement = _upsert(connection.dialect.name, table, tuple(key), tuple(columns))
    connection.execute(statement, {**key, **columns})


def columns_but_id(value: Any) -> dict[str, Any]:
    """A value's fields as they are; what is in them is not copied, as `asdict` would."""
    return {it.name: getattr(value, it.name) for it in fields(value) if it.name != "id"}


@cache
def _upsert(dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Insert:
    # Both databases know ON CONFLICT, SQLAlchemy spells it once for each.
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table)
    if not columns:
        return statement.on_conflict_do_nothing()
    anew = {it: statement.excluded[it] for it in columns}
    return statement.on_conflict_do_update(index_elements=key, set_=anew)
