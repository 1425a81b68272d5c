"""Rows as values, each by itself: one that says nonsense keeps nobody else from being served."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table

log = logging.getLogger(__name__)

#: What reading nonsense raises: a word where a number or an instant should be, an unknown state.
NONSENSE = (ValueError, TypeError, LookupError, ArithmeticError)

_Value = TypeVar("_Value")
Key = tuple[Any, ...]


def readable(
    connection: Connection,
    table: Table,
    statement: Select[Any],
    of: Callable[[Row[Any]], _Value],
    values: Mapping[str, Any] | None = None,
) -> list[_Value]:
    """The rows of a statement over `table` as values; those that cannot be read are left out.

    The log names them.
    """
    return sorted_out(connection, table, statement, of, values)[0]


def sorted_out(
    connection: Connection,
    table: Table,
    statement: Select[Any],
    of: Callable[[Row[Any]], _Value],
    values: Mapping[str, Any] | None = None,
) -> tuple[list[_Value], Sequence[Key]]:
    """The same, and the primary keys of those that were left out."""
    try:
        return [of(row) for row in connection.execute(statement, values)], ()
    except NONSENSE:
        return _one_by_one(connection, table, statement, of, values)


def _one_by_one(
    connection: Connection,
    table: Table,
    statement: Select[Any],
    of: Callable[[Row[Any]], _Value],
    values: Mapping[str, Any] | None = None,
) -> tuple[list[_Value], Sequence[Key]]:
    primary = tuple(table.primary_key)
    only = statement.with_only_columns(*primary, maintain_column_froms=True)
    good: list[_Value] = []
    bad: list[Key] = []
    for key in connection.execute(only, values).all():
        one = statement.where(*(it == value for it, value in zip(primary, key, strict=True)))
        try:
            good += [of(row) for row in connection.execute(one, values)]
        except NONSENSE as error:
            log.error("%s cannot be read and is left out: %s", name(table, key), error)  # noqa: TRY400
            bad.append(tuple(key))
    return good, bad


def name(table: Table, key: Key) -> str:
    """A row, as the log calls it."""
    return f"{table.name} {'.'.join(map(str, key))}"
