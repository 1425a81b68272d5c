from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from bot.core.delivery import Token
from bot.core.member import SAFETY_VERSION
from bot.core.ports import Terms
from bot.core.session import State
from bot.store.progress import History
from tests.core.builders import after, begun, script
from tests.store.conftest import Kept, on_sqlite

ANNA, BEN = 7, 8


async def ended(kept: Kept, who: int, state: State, at: datetime) -> None:
    await kept.members.accept_safety(who, SAFETY_VERSION, after(0))
    new = replace(begun(script()), member_id=who)
    session, _ = await kept.sessions.open(new, Token("t", after(900)), Terms(1000, None))
    await kept.sessions.change(
        session.id,
        lambda it: replace(it, state=state, ended_at=at, due_at=None, revision=it.revision + 1),
    )


async def test_only_what_was_finished_counts(kept: Kept):
    for state in (State.FINISHED, State.STOPPED, State.CLOSED, State.LOST):
        await ended(kept, ANNA, state, after(90))

    assert await History(kept.database).finished(ANNA, after(0)) == (after(90),)


async def test_only_the_persons_own_and_only_since_then(kept: Kept):
    await ended(kept, ANNA, State.FINISHED, after(50))
    await ended(kept, ANNA, State.FINISHED, after(100))
    await ended(kept, BEN, State.FINISHED, after(100))

    assert await History(kept.database).finished(ANNA, after(100)) == (after(100),)


@on_sqlite
async def test_it_is_found_by_member_without_reading_everybody_elses(kept: Kept):
    with closing(sqlite3.connect(kept.database.file)) as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT ended_at FROM session "
            "WHERE member_id = 7 AND state = 'finished' AND ended_at >= '2026'"
        ).fetchall()

    assert "session_member" in str(plan)
