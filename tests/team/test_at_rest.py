"""What is at rest costs nothing: every wake asks an index of what is due, and of nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

AT_REST = (
    "INSERT INTO reminder (member_id, days, routine, once, state, standing, snoozed, ignored,"
    " asked_fewer, halved, left_out, nudged_today, posts, told, revision)"
    " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " SELECT i, 'daily', 'circles', 0, 'paused', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM n"
)


@pytest.mark.parametrize("table", ["session", "occurrence", "reminder"])
@pytest.mark.parametrize(
    "question",
    [
        "SELECT min(due_at) FROM {table} WHERE due_at IS NOT NULL",
        "SELECT * FROM {table} WHERE due_at <= '2030' LIMIT 500",
    ],
)
def test_a_wake_never_scans_a_table(migrated: Path, table: str, question: str) -> None:
    with closing(sqlite3.connect(migrated)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {question.format(table=table)}").fetchall()

    assert [f"INDEX {table}_due" in row[3] for row in plan] == [True]


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (
            "SELECT * FROM occurrence WHERE channel_id IN (1, 2)"
            " AND state IN ('planned', 'called', 'running') AND state = 'running'",
            "occurrence_ahead",
        ),
        (
            "SELECT * FROM session WHERE place = 'channel' AND state IN ('running', 'paused')"
            " AND channel_id IN (1, 2)",
            "one_session_a_channel",
        ),
        ("SELECT * FROM posting WHERE state = 'claimed'", "posting_unconfirmed"),
        ("SELECT * FROM reminder WHERE member_id IN (1, 2)", "reminder_member"),
        ("SELECT * FROM member WHERE days_off IS NOT NULL", "member_away"),
        (
            "SELECT * FROM reminder JOIN member ON member.id = reminder.member_id"
            " WHERE due_at <= '2030' ORDER BY due_at LIMIT 500",
            "reminder_due",
        ),
    ],
)
def test_what_a_wake_needs_to_know_comes_from_an_index(
    migrated: Path, tmp_path: Path, question: str, index: str
) -> None:
    full = tmp_path / "full.db"
    with (
        closing(sqlite3.connect(migrated)) as empty,
        closing(sqlite3.connect(full)) as connection,
        connection,
    ):
        empty.backup(connection)
        connection.execute(AT_REST)
        plan = connection.execute(f"EXPLAIN QUERY PLAN {question}").fetchall()

    assert any(f"INDEX {index}" in row[3] for row in plan), plan
