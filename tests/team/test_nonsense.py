"""Rows that somebody edited into nonsense: set aside with a word, and everybody else is served."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing

import pytest

from bot.core.session import Place
from bot.store.database import Database
from tests.flows.stage import ANNA, BEN

from .stage import TeamBot

ELSEWHERE = 999
#: What is edited in Anna's rows: the table, the column, the value.
EDITS = [
    *(("session", column, "nonsense") for column in ("state", "place", "pace", "options")),
    *(("session", column, "nonsense") for column in ("started_at", "held", "due_at")),
    *(("session", column, value) for column, value in (("cue", 99), ("cue", -99), ("held", 2**62))),
    ("session", "due_at", "0000"),
    *(("team_break", column, "nonsense") for column in ("zone", "times", "days", "state", "cues")),
    ("team_break", "paused_until", "nonsense"),
    ("team_break", "zone", "../../etc/passwd"),
    *(("occurrence", column, "nonsense") for column in ("state", "cues", "starts_at", "held")),
    ("occurrence", "due_at", "0000"),
    *(("reminder", column, "nonsense") for column in ("times", "days", "state", "next_at")),
    ("reminder", "every", -5),
    ("reminder", "due_at", "0000"),
    *(
        ("member", column, "nonsense")
        for column in ("pace", "options", "zone", "days_off", "safety_accepted_at")
    ),
    ("send", "claimed_at", "nonsense"),
    ("card_token", "expires_at", "nonsense"),
    ("posting", "claimed_at", "nonsense"),
    ("posting", "what", "nonsense"),
]
WHOSE = {
    "session": f"member_id = {ANNA}",
    "team_break": f"channel_id != {ELSEWHERE}",
    "occurrence": f"channel_id != {ELSEWHERE}",
    "reminder": f"member_id = {ANNA}",
    "member": f"id = {ANNA}",
    "send": "session_id = 1",
    "card_token": "session_id = 1",
    "posting": "owner_id = 1",
}


def edit(database: Database, table: str, column: str, value: object) -> int:
    with closing(sqlite3.connect(database.file)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        done = connection.execute(f"UPDATE {table} SET {column} = ? WHERE {WHOSE[table]}", [value])
        return done.rowcount


@pytest.mark.parametrize("place", [Place.PRIVATE, Place.DM])
@pytest.mark.parametrize(("table", "column", "value"), EDITS)
async def test_everybody_else_is_served(
    bot: TeamBot,
    restarted: TeamBot,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    table: str,
    column: str,
    value: object,
    place: Place,
) -> None:
    await bot.planned("9:06")
    await bot.planned("9:06", channel_id=ELSEWHERE)
    for user_id in (ANNA, BEN):
        await bot.reminded("9:08", user_id)
    await bot.until(3)  # both breaks are called
    await bot.relax(ANNA, place=place)
    await bot.relax(BEN, place=Place.DM)
    await bot.dispatcher.tick()
    await bot.die()
    bot.messenger.said.clear()
    changed = edit(database, table, column, value)

    await restarted.settle()
    await restarted.until(20)

    assert changed or (table, place) in (("send", Place.PRIVATE),)
    assert "finished" in restarted.told(where=ELSEWHERE, how="edit")
    assert sessions_of(database, BEN) == ["finished"]
    assert nudged(database, BEN) == 2
    unexpected = [it for it in caplog.records if it.name == "bot.flows.dispatcher"]
    assert unexpected == []
    assert all("nonsense" not in it.name for it in caplog.records)


@pytest.mark.parametrize(
    "nonsense",
    [
        "state = 'paused', paused_at = NULL, due_at = '2026-03-02 08:59:00.000000'",
        "state = 'stopped', due_at = '2026-03-02 08:59:00.000000'",
        "due_at = '2026-03-02 08:59:00.000000'",
    ],
)
async def test_a_due_row_that_stays_as_it_is_keeps_nobody_awake(
    bot: TeamBot, database: Database, nonsense: str
) -> None:
    await bot.relax(ANNA, place=Place.PRIVATE)
    await bot.work()
    with closing(sqlite3.connect(database.file)) as connection, connection:
        connection.execute(f"UPDATE session SET {nonsense} WHERE member_id = {ANNA}")

    pending = await bot.dispatcher.tick()

    assert not pending
    assert bot.alarm.at is None or bot.alarm.at > bot.clock.now()


async def test_it_is_said_by_its_name_and_once(
    bot: TeamBot, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.reminded("9:08")
    edit(database, "member", "zone", "Middle/Earth")

    await bot.until(60)

    said = [it.getMessage() for it in caplog.records if it.levelno >= logging.WARNING]
    assert said == [
        "reminder 1 cannot be read and is left out: 'Middle/Earth' is no time zone",
        "reminder 1 is set aside until somebody mends it",
    ]


async def test_a_break_goes_on_with_its_next_hour_where_one_of_its_occurrences_is_nonsense(
    bot: TeamBot, database: Database
) -> None:
    await bot.planned("9:06, 9:40")
    edit(database, "occurrence", "held", "nonsense")

    await bot.until(60)

    assert "finished" in bot.told("edit")


async def test_whoever_has_a_nonsense_session_can_begin_another(
    bot: TeamBot, database: Database
) -> None:
    await bot.relax()
    edit(database, "session", "cue", 99)
    await bot.until(5)

    await bot.relax()
    await bot.until(15)

    assert sessions_of(database, ANNA) == ["closed", "finished"]


def sessions_of(database: Database, user_id: int) -> list[str]:
    return column(database, f"SELECT state FROM session WHERE member_id = {user_id}")


def nudged(database: Database, user_id: int) -> int:
    """How many messages this person's reminder sent, its test included."""
    return column(database, f"SELECT posts FROM reminder WHERE member_id = {user_id}")[0]


def column(database: Database, query: str) -> list:
    with closing(sqlite3.connect(database.file)) as connection:
        return [it for (it,) in connection.execute(query)]
