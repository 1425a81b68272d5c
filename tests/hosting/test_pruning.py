"""What ended long ago is forgotten, everything else is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from bot.store import tables as t
from bot.store.database import Database
from bot.store.pruning import KEPT_FOR, Pruning
from bot.store.teambreaks import TeamBreaks

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


async def test_a_year_of_everything_is_bounded(database: Database, tmp_path: Path):
    """A day of it, every day: after ninety days nothing grows any more."""
    sizes = []
    await database.write(lambda it: it.execute(insert(t.team_break).values(break_row(1, "active"))))
    for day in range(1, 366):
        now = NOW + DAY * day
        await database.write(lambda it, at=now: a_day(it, at))
        if day % 15 == 0:
            await Pruning(database).prune(now)
            await TeamBreaks(database).purge(now - DAY)
            counted = [select(func.count()).select_from(it) for it in GROWING]
            sizes.append(await database.read(lambda it, all_=counted: counts(it, all_)))

    quarter, year = sizes[6], sizes[-1]
    assert quarter == year
    assert year[0] == 91 * PER_DAY
    assert await database.read(lambda it: counts(it, [ORPHANS])) == [0]


PER_DAY = 2
GROWING = (t.session, t.send, t.occurrence, t.joining, t.posting, t.reminder, t.team_break)
ORPHANS = select(func.count()).where(
    t.posting.c.owner == "o", t.posting.c.owner_id.not_in(select(t.occurrence.c.id))
)


def counts(connection: Connection, statements: list) -> list[int]:
    return [connection.scalar(it) or 0 for it in statements]


def a_day(connection: Connection, at: datetime) -> None:
    """Two of everything, begun and over; and what is kept on: a break that runs, a reminder."""
    number = int(at.timestamp()) // 86_400 * PER_DAY
    for n in (number, number + 1):
        connection.execute(insert(t.member).values(id=n))
        connection.execute(insert(t.session).values({**row(n, at, None), "id": n}))
        connection.execute(insert(t.send), [sent(n, it) for it in range(3)])
        connection.execute(insert(t.team_break).values(break_row(n, "deleted")))
        connection.execute(insert(t.occurrence).values(occurrence_row(n, at)))
        joins = {"occurrence_id": n, "member_id": n, "joins": True}
        connection.execute(insert(t.joining).values(joins))
        connection.execute(insert(t.reminder).values(reminder_row(n)))
        said = [posting_row(owner, n, at) for owner in ("o", "r")]
        connection.execute(insert(t.posting), said)


def break_row(number: int, state: str) -> dict[str, object]:
    return {
        **{"id": number, "guild_id": 1, "channel_id": 2, "creator_id": 3, "times": "10:25"},
        **{"days": "daily", "zone": "UTC", "routine": "neck-rolls", "cues": "card"},
        **{"state": state, "lonely": 0, "strikes": 0, "revision": 0},
    }


def occurrence_row(number: int, at: datetime) -> dict[str, object]:
    return {
        **{"id": number, "break_id": 1, "guild_id": 1, "channel_id": 2, "host_id": 3},
        **{"routine": "neck-rolls", "cues": "card", "planned_at": at, "starts_at": at},
        **{"state": "finished", "fingerprint": "", "held": timedelta(), "cue": 0, "posts": 1},
        **{"delays": 0, "pinged": True, "ended_at": at, "revision": 0},
    }


def reminder_row(number: int) -> dict[str, object]:
    flags = ("standing", "snoozed", "asked_fewer", "halved", "left_out")
    return {
        **{"id": number, "member_id": number, "times": "10:25", "days": "daily"},
        **{"routine": "neck-rolls", "once": True, "state": "removed", "ignored": 0, "posts": 1},
        **{"nudged_today": 0, "told": True, "revision": 0, **dict.fromkeys(flags, False)},
    }


def posting_row(owner: str, number: int, at: datetime) -> dict[str, object]:
    return {
        **{"owner": owner, "owner_id": number, "n": 1, "what": "call", "cue": 0, "revision": 0},
        **{"state": "sent", "claimed_at": at, "pings": False},
    }


async def test_a_reminder_and_a_break_that_go_on_stay_and_only_old_messages_go(database: Database):
    def begin(connection: Connection) -> None:
        connection.execute(insert(t.reminder).values({**reminder_row(1), "state": "active"}))
        said = [posting_row("r", 1, NOW - DAY * n) | {"n": 200 - n} for n in (100, 80, 0)]
        connection.execute(insert(t.posting), said)
        connection.execute(insert(t.team_break).values(break_row(1, "active")))
        connection.execute(insert(t.team_break).values(break_row(2, "draft")))

    await database.write(begin)
    await Pruning(database).prune(NOW)

    counted = [select(func.count()).select_from(it) for it in (t.reminder, t.team_break, t.posting)]
    assert await database.read(lambda it: counts(it, counted)) == [1, 2, 2]


async def test_one_that_ends_far_ahead_keeps_none_behind_it(database: Database):
    def begin(connection: Connection) -> None:
        connection.execute(insert(t.team_break), [break_row(n, "active") for n in (1, 2)])
        ahead = {**occurrence_row(1, NOW + 300 * DAY), "state": "planned", "ended_at": None}
        connection.execute(insert(t.occurrence).values(ahead))
        connection.execute(insert(t.occurrence).values(occurrence_row(2, NOW - 100 * DAY)))

    await database.write(begin)

    assert await Pruning(database).prune(NOW) == 1
