"""Copies of the database, made beside a running bot and put back."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import DatabaseUnusable, Faults
from bot.store.backup import DailyBackup, back_up, restore
from bot.store.migrate import upgrade
from tests.flows.fakes import FakeClock

DAY = timedelta(days=1)


def add(file: Path, *members: int) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        rows = [(it,) for it in members]
        connection.executemany("INSERT INTO member (id, safety_version) VALUES (?, 1)", rows)


def add_session(file: Path, member: int) -> int:
    with closing(sqlite3.connect(file)) as connection, connection:
        made = connection.execute(
            "INSERT INTO session (member_id, asked, place, source, pace, fingerprint, state,"
            " started_at, held, cue, sends, revision)"
            " VALUES (?, 'dm', 'dm', 'x', 'normal', 'f', 'finished', '2026-01-01', 0, 0, 0, 0)",
            (member,),
        )
        return int(made.lastrowid or 0)


def members(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        return [it for (it,) in connection.execute("SELECT id FROM member ORDER BY id")]


# Copying


def test_a_copy_holds_everything_committed_and_is_one_file(file: Path, tmp_path: Path):
    with closing(sqlite3.connect(file)) as bot:  # keeps the -wal from being folded into the file
        bot.execute("INSERT INTO member (id) VALUES (7)")
        bot.commit()
        back_up(file, tmp_path / "copies" / "one.db")

    assert members(tmp_path / "copies" / "one.db") == [7]
    assert [it.name for it in (tmp_path / "copies").iterdir()] == ["one.db"]


def test_a_copy_can_be_made_in_the_middle_of_a_write_and_leaves_it_out(file: Path, tmp_path: Path):
    with closing(sqlite3.connect(file, isolation_level=None)) as bot:
        bot.execute("BEGIN IMMEDIATE")
        bot.execute("INSERT INTO member (id) VALUES (7)")
        back_up(file, tmp_path / "one.db")
        bot.execute("COMMIT")

    assert members(tmp_path / "one.db") == []
    assert members(file) == [7]


def test_copies_made_while_another_thread_writes_are_all_whole(file: Path, tmp_path: Path):
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 2
            add(file, n, n + 1)

    writer = threading.Thread(target=write)
    writer.start()
    for n in range(10):
        back_up(file, tmp_path / f"{n}.db")
    stop.set()
    writer.join()

    counts = [len(members(tmp_path / f"{n}.db")) for n in range(10)]
    assert all(count % 2 == 0 for count in counts)
    assert counts == sorted(counts)


def test_nothing_is_overwritten(file: Path, tmp_path: Path):
    there = tmp_path / "precious.txt"
    there.write_text("precious")

    with pytest.raises(Faults, match=r"precious\.txt exists already"):
        back_up(file, there)
    assert there.read_text() == "precious"


def test_without_a_database_there_is_no_copy_and_no_new_database(tmp_path: Path):
    with pytest.raises(DatabaseUnusable, match="there is no"):
        back_up(tmp_path / "typo.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_not_taken_for_a_backup(file: Path, tmp_path: Path):
    damaged = bytearray(file.read_bytes())
    damaged[4096:12288] = b"\xff" * 8192
    file.write_bytes(damaged)
    (tmp_path / "copies").mkdir()

    with pytest.raises(DatabaseUnusable, match="cannot copy"):
        back_up(file, tmp_path / "copies" / "one.db")
    assert list((tmp_path / "copies").iterdir()) == []


# Restoring


def test_a_copy_is_put_back_and_the_present_one_kept_with_all_it_holds(file: Path, tmp_path: Path):
    add(file, 1)
    back_up(file, tmp_path / "copy.db")
    with closing(sqlite3.connect(file)) as killed:  # its -wal stays, as after kill -9
        killed.execute("INSERT INTO member (id) VALUES (2)")
        killed.commit()
        assert file.with_name("unhunch.db-wal").stat().st_size
        kept = restore(tmp_path / "copy.db", file)

    assert kept
    assert upgrade(file) is None
    assert members(file) == [1]
    assert members(kept) == [1, 2]


def test_ids_given_since_the_copy_are_not_given_again(file: Path, tmp_path: Path):
    add(file, 1)
    back_up(file, tmp_path / "empty.db")
    since = add_session(file, 1)
    restore(tmp_path / "empty.db", file)

    assert add_session(file, 1) > since + 1000


def test_restoring_twice_keeps_both(file: Path, tmp_path: Path):
    back_up(file, tmp_path / "copy.db")
    first, second = (restore(tmp_path / "copy.db", file) for _ in range(2))

    assert first != second
    assert first
    assert first.exists()


def test_a_damaged_database_can_be_replaced(file: Path, tmp_path: Path):
    add(file, 1)
    back_up(file, tmp_path / "copy.db")
    file.write_bytes(b"Dear diary" * 1000)

    assert restore(tmp_path / "copy.db", file)
    assert members(file) == [1]


@pytest.mark.parametrize("content", [b"", b"Dear diary" * 1000])
def test_what_is_no_copy_of_ours_leaves_everything_as_it_was(
    file: Path, tmp_path: Path, content: bytes
):
    add(file, 1)
    (tmp_path / "other").write_bytes(content)

    with pytest.raises(DatabaseUnusable, match="cannot restore"):
        restore(tmp_path / "other", file)
    assert members(file) == [1]
    assert not list(file.parent.glob("*.partial*"))
    assert not list(file.parent.glob("*before-restore*"))


# Every day


def names(folder: Path) -> list[str]:
    return sorted(it.name for it in folder.iterdir())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


async def test_there_is_one_copy_a_day_and_the_newest_are_kept(
    file: Path, folder: Path, clock: FakeClock
):
    daily = DailyBackup(file, folder, 3, clock)
    first = clock.real_now()
    for _ in range(10):
        await daily.run()
        clock.forward((DAY / 2).total_seconds())

    days = [first + DAY * n for n in range(2, 5)]
    assert names(folder) == [f"unhunch-{it:%Y-%m-%d}.db" for it in days]


async def test_nothing_else_in_the_folder_is_touched(file: Path, folder: Path, clock: FakeClock):
    others = ["unhunch-before-the-move.db", "other-2020-01-01.db", "notes.txt"]
    for name in others:
        (folder / name).touch()
    daily = DailyBackup(file, folder, 1, clock)
    for _ in range(3):
        await daily.run()
        clock.forward((DAY).total_seconds())

    assert set(others) < set(names(folder))
    assert len(names(folder)) == 4


async def test_what_a_killed_process_left_half_written_is_no_copy_and_goes(
    file: Path, folder: Path, clock: FakeClock
):
    half = folder / f"unhunch-{clock.real_now():%Y-%m-%d}.db.123.partial"
    half.write_bytes(b"half")
    await DailyBackup(file, folder, 7, clock).run()

    assert names(folder) == [f"unhunch-{clock.real_now():%Y-%m-%d}.db"]


async def test_a_failed_one_is_said_in_one_line_and_tried_again(
    file: Path, tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
):
    folder = tmp_path / "backups"
    folder.write_text("a file where the folder should be")
    daily = DailyBackup(file, folder, 7, clock)
    for _ in range(30):  # looked for every minute
        await daily.run()
        clock.forward((timedelta(minutes=1)).total_seconds())
    said = [it for it in caplog.records if it.levelno >= logging.WARNING]
    folder.unlink()
    clock.forward((timedelta(minutes=31)).total_seconds())
    await daily.run()

    assert len(said) == 1
    assert "no backup today yet" in said[0].getMessage()
    assert said[0].exc_info is None
    assert len(names(folder)) == 1


async def test_cut_off_by_a_stop_it_still_leaves_whole_files_alone(
    file: Path, folder: Path, clock: FakeClock
):
    add(file, *range(20_000))
    task = asyncio.create_task(DailyBackup(file, folder, 7, clock).run())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()

    assert names(folder) == [f"unhunch-{clock.real_now():%Y-%m-%d}.db"]
    assert len(members(folder / names(folder)[0])) == 20_000
