"""What ended long ago is forgotten, everything else is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, insert, select

from bot.store import tables as t
from bot.store.database import Database
from bot.store.pruning import KEPT_FOR, Pruning

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def put(database: Database, *ended: datetime | None, started: datetime | None = None) -> None:
    """Sessions of different people with three sends each."""

    def work(connection: Connection) -> None:
        first = (connection.scalar(select(func.count()).select_from(t.member)) or 0) + 1
        ids = range(first, first + len(ended))
        connection.execute(insert(t.member), [{"id": it} for it in ids])
        connection.execute(
            insert(t.session),
            [row(it, end, started) for it, end in zip(ids, ended, strict=True)],
        )
        sends = [sent(it, n) for it in ids for n in range(3)]
        connection.execute(insert(t.send), sends)

    await database.write(work)


def row(number: int, ended: datetime | None, started: datetime | None) -> dict[str, object]:
    began = started or (ended or NOW) - timedelta(minutes=5)
    return {
        "id": number,
        "member_id": number,
        "asked": "dm",
        "place": "dm",
        "source": "neck-rolls",
        "pace": "normal",
        "fingerprint": "f",
        "state": "finished" if ended else "running",
        "started_at": began,
        "held": timedelta(0),
        "ended_at": ended,
        "cue": 0,
        "sends": 3,
        "revision": 0,
    }


def sent(session: int, n: int) -> dict[str, object]:
    return {
        "session_id": session,
        "n": n,
        "cue": n,
        "revision": 0,
        "state": "sent",
        "claimed_at": NOW,
    }


async def kept(database: Database) -> tuple[list[int], int]:
    def work(connection: Connection) -> tuple[list[int], int]:
        ids = connection.scalars(select(t.session.c.id).order_by(t.session.c.id))
        return list(ids), connection.scalar(select(func.count()).select_from(t.send)) or 0

    return await database.read(work)


async def test_older_than_ninety_days_goes_with_its_sends_and_younger_stays(database: Database):
    limit = NOW - KEPT_FOR
    await put(database, limit - DAY, limit - HOUR, limit + HOUR, NOW - DAY)
    forgotten = await Pruning(database).prune(NOW)

    assert KEPT_FOR == 90 * DAY
    assert forgotten == 2
    assert await kept(database) == ([3, 4], 6)


async def test_what_has_not_ended_is_never_forgotten(database: Database):
    await put(database, None, None, started=NOW - 200 * DAY)
    await put(database, NOW - 150 * DAY)

    assert await Pruning(database).prune(NOW) == 1
    assert await kept(database) == ([1, 2], 6)


@pytest.mark.parametrize("count", [199, 200, 201, 1000])
async def test_more_than_a_batch_is_forgotten_in_one_go(database: Database, count: int):
    await put(database, *[NOW - 100 * DAY] * count)
    await put(database, NOW - DAY)

    assert await Pruning(database).prune(NOW) == count
    assert await kept(database) == ([count + 1], 3)


async def test_with_nothing_old_nothing_happens(database: Database):
    await put(database, NOW)

    assert await Pruning(database).prune(NOW) == 0
    assert await kept(database) == ([1], 3)


async def test_a_later_session_gets_no_id_that_was_forgotten(database: Database):
    await put(database, NOW - 100 * DAY)
    await Pruning(database).prune(NOW)

    def again(connection: Connection) -> int:
        values = row(0, NOW, None)
        del values["id"]
        values["member_id"] = 1
        made = connection.execute(insert(t.session).values(values).returning(t.session.c.id))
        return int(made.scalar_one())

    assert await database.write(again) == 2
