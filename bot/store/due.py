"""What is due, of every kind. A row that cannot be read or decided is set aside: the others go on.

Set aside means that it is not due any more; the log says why. What it was stays in it, to be
mended by whoever looks after the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Row, Select, Table, bindparam, func, select, update

from bot.core.occurrence import Stage
from bot.core.session import State
from bot.store import tables as t
from bot.store.readable import NONSENSE, Key, name, sorted_out

log = logging.getLogger(__name__)

#: Due ones of a kind claimed in one wake. A wake that was full is followed by another at once.
BATCH = 500
#: One that goes on would stand in its person's, or its channel's, way for ever.
_ENDED: Mapping[Table, Mapping[str, str]] = {
    t.session: {"state": State.CLOSED},
    t.occurrence: {"state": Stage.CLOSED},
}

_Value = TypeVar("_Value")
_Asked = ParamSpec("_Asked")
_Decided = TypeVar("_Decided")


def due_of(table: Table, rows: Select[Any] | None = None) -> Select[Any]:
    """What of a table is due at `now`, to be claimed: built once, read with `rows` if given."""
    return (
        (select(table) if rows is None else rows)
        .where(table.c.due_at <= bindparam("now"))
        .order_by(table.c.due_at, table.c.id)
        .limit(BATCH)
        .with_for_update(of=table, skip_locked=True)
    )


def claim_due(
    connection: Connection,
    table: Table,
    due: Select[Any],
    now: datetime,
    of: Callable[[Row[Any]], _Value],
) -> tuple[list[_Value], list[int]]:
    """Due rows as values, the earliest first, and the ids of those that were set aside."""
    good, bad = sorted_out(connection, table, due, of, {"now": now})
    for key in bad:
        set_aside(connection, table, key)
    return good, [identifier for (identifier,) in bad]


def decided(
    connection: Connection,
    table: Table,
    identifier: int,
    decide: Callable[_Asked, _Decided],
    *asked: _Asked.args,
    **more: _Asked.kwargs,
) -> _Decided | None:
    """What the rules say about a due row; None where they cannot, and it is set aside."""
    try:
        return decide(*asked, **more)
    except Exception:
        log.exception("%s cannot be decided", name(table, (identifier,)))
        set_aside(connection, table, (identifier,))
        return None


def set_aside(connection: Connection, table: Table, key: Key) -> None:
    """Lets a row be due no more."""
    log.error("%s is set aside until somebody mends it", name(table, key))
    aside = update(table).where(table.c.id == key[0])
    connection.execute(aside.values(due_at=None, **_ENDED.get(table, {})))


def next_due(connection: Connection, table: Table) -> datetime | None:
    """The least `due_at` of a table; one that is no instant is set aside."""
    try:
        found: datetime | None = connection.scalar(earliest_due(table))
    except NONSENSE:
        _, bad = sorted_out(connection, table, select(table).where(t.DUE_ONLY), tuple)
        for key in bad:
            set_aside(connection, table, key)
        found = connection.scalar(earliest_due(table))
    return found


def earliest_due(table: Table) -> Select[Any]:
    """The least `due_at` of a table, answered by its index of what is due and of nothing else."""
    # Without its condition SQLite would read the whole table for this.
    return select(func.min(table.c.due_at)).where(t.DUE_ONLY)
