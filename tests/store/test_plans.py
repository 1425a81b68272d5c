"""However many rows are at rest, no statement of a press, a wake or a start reads them all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.core.delivery import Confirmation, Delivered
from bot.core.session import Place
from bot.store.database import Database
from bot.store.members import Members
from bot.store.migrate import upgrade
from bot.store.pruning import Pruning
from bot.store.sessions import Sessions
from bot.store.vitals import Waiting
from tests.core.builders import after
from tests.store.conftest import Kept
from tests.store.test_sessions import opened, pause, stop, wake


class Noted:
    """Every statement that was executed."""

    def __init__(self) -> None:
        self.statements: set[str] = set()

    def __call__(self, _c: object, _k: object, statement: str, *_: object) -> None:
        self.statements.add(statement)


@pytest.fixture
def noted() -> Iterator[Noted]:
    noted = Noted()
    event.listen(Engine, "before_cursor_execute", noted)
    yield noted
    event.remove(Engine, "before_cursor_execute", noted)


def scans(file: Path, statement: str) -> list[str]:
    """The steps of its plan that read a whole table."""
    nothing = [None] * statement.count("?")
    with closing(sqlite3.connect(file)) as it:
        plan = it.execute(f"EXPLAIN QUERY PLAN {statement}", nothing).fetchall()
    return [step for *_, step in plan if step.startswith("SCAN") and "USING" not in step]


async def test_no_statement_reads_a_whole_table(tmp_path: Path, noted: Noted):
    file = tmp_path / "unhunch.db"
    upgrade(file)
    noted.statements.clear()
    database = Database(f"sqlite+aiosqlite:///{file}")
    sessions, members = Sessions(database), Members(database)
    kept = Kept(database, sessions, members, None, sessions, None)

    for number, place in enumerate(Place, 1):
        session = await opened(kept, number, place)
        turn = await wake(sessions, 0)
        sent = [Confirmation(it.send, Delivered(1, 2)) for it in turn.speeches if it.send]
        await wake(sessions, 20, *sent)
        await sessions.change(session.id, pause)
        await sessions.change(session.id, stop)
    await sessions.running()
    await sessions.unconfirmed()
    await sessions.expire(after(900), pause)
    await sessions.wipe_tokens(after(0))
    await Waiting(database).get()
    await Pruning(database).prune(after(0) + timedelta(days=200))
    await database.close()

    # As many tokens as there are sessions going on: that table stays small.
    found = {it: scans(file, it) for it in noted.statements if it.lstrip().startswith(VERBS)}
    assert len(found) > 15
    small = ("SCAN card_token", "SCAN CONSTANT ROW")
    assert {it: why for it, why in found.items() if set(why) - set(small)} == {}


VERBS = ("SELECT", "UPDATE", "DELETE", "INSERT")
