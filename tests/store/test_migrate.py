"""Opening the database: the lock, the copy, the migrations, and every way it can be unusable."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, select
from sqlalchemy.pool import NullPool

from bot.core.errors import DatabaseUnusable
from bot.store.migrate import MIGRATIONS, locked, upgrade
from bot.store.tables import metadata

ROOT = Path(__file__).parents[2]
SCRIPTS = ScriptDirectory(str(MIGRATIONS))
HEAD = SCRIPTS.get_current_head()
REVISIONS = [it.revision for it in SCRIPTS.walk_revisions()][::-1]

FAILING = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", {head!r}, None, None


def upgrade() -> None:
    op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE member SET safety_version = 99")
    {then}
"""
BY_DATABASE = 'op.execute("INSERT INTO nowhere VALUES (1)")'
BY_PYTHON = 'raise LookupError("a mistake in the migration")'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "unhunch.db"


@pytest.fixture
def next_version(tmp_path: Path) -> Callable[[str], Path]:
    """Migrations with one more at the end."""

    def made(then: str) -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "9999_next.py").write_text(FAILING.format(head=HEAD, then=then))
        return folder

    return made


def sql(file: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute(statement).fetchall()


def upgrade_to(file: Path, revision: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def differences(file: Path, told: MetaData = metadata) -> list[object]:
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, told)


def finer_points(file: Path) -> dict[str, object]:
    """What `compare_metadata` does not see in SQLite: keys, partial indexes, AUTOINCREMENT."""
    tables = sql(file, "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
    named = {name: made for name, made in tables if name in metadata.tables}
    indexes = sql(file, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOTNULL")
    return {
        "columns": {
            it: sorted(
                (name, kind, required, key)
                for _, name, kind, required, _, key in sql(file, f"PRAGMA table_info('{it}')")
            )
            for it in named
        },
        "references": {
            it: sorted(row[2:] for row in sql(file, f"PRAGMA foreign_key_list('{it}')"))
            for it in named
        },
        "numbered": {it for it, made in named.items() if "AUTOINCREMENT" in made},
        "indexes": {name: re.sub(r'[\s"]+', " ", made) for name, made in indexes},
    }


def a_member(file: Path) -> None:
    sql(file, "INSERT INTO member (id, safety_version) VALUES (7, 1)")


def member(file: Path) -> list[tuple]:
    return sql(file, "SELECT id, safety_version FROM member")


# Versions


def test_from_nothing_the_newest_schema_is_made_and_its_folder_too(file: Path):
    assert upgrade(file) is None
    assert sql(file, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_the_newest_schema_is_what_the_program_thinks(file: Path):
    upgrade(file)

    assert differences(file) == []


def test_a_difference_between_the_two_would_be_seen(file: Path):
    upgrade(file)
    sql(file, "ALTER TABLE member ADD COLUMN shoe_size INTEGER")
    sql(file, "DROP INDEX session_due")

    assert len(differences(file)) == 2


def test_keys_partial_indexes_and_numbering_are_what_the_program_thinks(file: Path, tmp_path: Path):
    upgrade(file)
    told = tmp_path / "told.db"
    metadata.create_all(create_engine(f"sqlite:///{told}", poolclass=NullPool))

    assert finer_points(file) == finer_points(told)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_version_ever_made_can_be_upgraded_with_its_data(file: Path, revision: str):
    upgrade_to(file, revision)
    a_member(file)
    copy = upgrade(file)

    assert (copy is None) == (revision == HEAD)
    assert differences(file) == []
    assert member(file) == [(7, 1)]


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_every_table_come_through_whole_and_can_be_read(file: Path, revision: str):
    upgrade_to(file, revision)
    before = [name for name in tables(file) if fill(file, name)]
    upgrade(file)

    assert "session" in before
    assert [it for it in before if sql(file, f"SELECT count(*) FROM {it}") != [(1,)]] == []
    assert sql(file, "PRAGMA integrity_check") == [("ok",)]
    assert sql(file, "PRAGMA foreign_key_check") == []
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.connect() as connection:
        for name in before:
            assert len(connection.execute(select(metadata.tables[name])).all()) == 1
    engine.dispose()


def tables(file: Path) -> list[str]:
    named = sql(file, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return sorted({it for (it,) in named} & set(metadata.tables))


def fill(file: Path, table: str) -> int:
    """One row in this table, as it was in that version; how many were written."""
    columns = [(it[1], it[2]) for it in sql(file, f"PRAGMA table_info({table})")]
    values = {name: VALUES.get(name, OF_KIND.get(kind, 1)) for name, kind in columns}
    with closing(sqlite3.connect(file)) as connection, connection:
        marks = ", ".join("?" * len(values))
        named = ", ".join(f'"{name}"' for name in values)
        insert = f"INSERT INTO {table} ({named}) VALUES ({marks})"
        return connection.execute(insert, list(values.values())).rowcount


AT = "2026-11-22 09:00:00.000000"
OF_KIND = {"DATETIME": AT, "DATE": "2026-11-22"}
VALUES = {
    **{"asked": "dm", "place": "dm", "pace": "normal", "state": "finished", "owner": "o"},
    **{"options": "seated|||moving|messages", "zone": "UTC", "times": "10:25", "days": "daily"},
    **{"routine": "neck-rolls", "source": "neck-rolls", "cues": "card", "what": "call"},
    **{"fingerprint": "", "token": "secret", "why": None, "untold": None, "hours": None},
    **{"working_hours": None, "days_off": "2026-12-24", "speed": 1.0, "skipped": 0.0},
}


def test_upgrading_twice_does_nothing_the_second_time(file: Path):
    upgrade(file)
    a_member(file)

    assert upgrade(file) is None
    assert member(file) == [(7, 1)]
    assert sorted(it.name for it in file.parent.glob("*before*")) == []


def test_an_upgrade_keeps_a_usable_copy_of_what_was(file: Path, next_version):
    upgrade(file)
    a_member(file)
    copy = upgrade(file, migrations=next_version("pass"))

    assert copy.parent == file.parent
    assert HEAD in copy.name
    assert member(file) == [(7, 99)]
    assert member(copy) == [(7, 1)]
    assert upgrade(copy) is None
    assert sql(copy, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(
    "then",
    [
        pytest.param(BY_DATABASE, id="the database objects"),
        pytest.param(
            BY_PYTHON,
            id="the program does",
        ),
    ],
)
def test_a_migration_that_fails_is_said(file: Path, next_version, then: str):
    upgrade(file)

    with pytest.raises(DatabaseUnusable, match=re.escape(str(file))):
        upgrade(file, migrations=next_version(then))


@pytest.mark.parametrize("revision", REVISIONS)
@pytest.mark.parametrize("then", [BY_DATABASE, BY_PYTHON])
def test_a_migration_that_fails_leaves_the_old_file_as_it_was(
    file: Path, next_version, revision: str, then: str
):
    upgrade_to(file, revision)
    a_member(file)

    with pytest.raises((DatabaseUnusable, LookupError)):
        upgrade(file, migrations=next_version(then))
    assert sql(file, "SELECT version_num FROM alembic_version") == [(revision,)]
    assert member(file) == [(7, 1)]
    assert sql(file, "SELECT name FROM sqlite_master WHERE name = 'half_done'") == []
    upgrade(file)
    assert differences(file) == []


def test_after_a_failed_upgrade_the_mended_one_goes_through(file: Path, next_version):
    upgrade(file)
    a_member(file)
    broken = next_version(BY_DATABASE)
    with pytest.raises(DatabaseUnusable):
        upgrade(file, migrations=broken)
    mended = broken / "versions" / "9999_next.py"
    mended.write_text(FAILING.format(head=HEAD, then="op.execute('SELECT 1')  # mended"))

    assert member(upgrade(file, migrations=broken)) == [(7, 1)]
    assert member(file) == [(7, 99)]


def test_a_newer_schema_is_refused_and_left_alone(file: Path):
    upgrade(file)
    sql(file, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(DatabaseUnusable, match=r"unhunch\.db has schema 9999, which is newer"):
        upgrade(file)
    assert sql(file, "SELECT version_num FROM alembic_version") == [("9999",)]


# Unusable


def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path):
    file.parent.mkdir()
    file.write_text("Dear diary, " * 1000)

    with pytest.raises(DatabaseUnusable, match=r"unhunch\.db: file is not a database"):
        upgrade(file)
    assert file.read_text().startswith("Dear diary")


def test_a_folder_in_the_files_place_is_refused(file: Path):
    file.mkdir(parents=True)

    with pytest.raises(DatabaseUnusable, match=r"unhunch\.db: unable to open"):
        upgrade(file)


@pytest.mark.parametrize("use", [upgrade, lambda file: locked(file).__enter__()])
def test_a_file_in_the_folders_place_is_refused(file: Path, use):
    file.parent.write_text("not a folder")

    with pytest.raises(DatabaseUnusable, match=r"cannot use the database .*unhunch\.db"):
        use(file)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
@pytest.mark.parametrize("read_only", ["file", "folder"])
def test_what_may_only_be_read_is_refused(file: Path, read_only: str):
    upgrade(file)
    (file if read_only == "file" else file.parent).chmod(0o500)

    with pytest.raises(DatabaseUnusable, match="must be able to write"), locked(file):
        upgrade(file)
    file.parent.chmod(0o700)


def test_a_file_the_system_keeps_read_only_is_refused(file: Path, monkeypatch):
    upgrade(file)
    real = sqlite3.connect

    def only_reading(name: str, *rest: object, **more: object) -> sqlite3.Connection:
        return real(f"file:{name}?mode=ro", *rest, **{**more, "uri": True})

    # Not our own code: permission bits do not stop root, a read-only mount would.
    monkeypatch.setattr("sqlite3.dbapi2.connect", only_reading)
    monkeypatch.setattr("sqlite3.connect", only_reading)

    with pytest.raises(DatabaseUnusable, match="readonly database"):
        upgrade(file)


def test_a_file_another_program_is_writing_to_is_refused(file: Path, monkeypatch):
    upgrade(file)
    real = sqlite3.connect
    # Not our own code: it waits five seconds.
    monkeypatch.setattr(
        "sqlite3.dbapi2.connect", lambda *it, **more: real(*it, **{**more, "timeout": 0.1})
    )
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(DatabaseUnusable, match="database is locked"):
            upgrade(file)


# The lock

HOLDER = """
import sys, time
from pathlib import Path
from bot.store.migrate import locked

with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_one_process_at_a_time_and_a_killed_one_holds_nothing(file: Path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"

        with pytest.raises(DatabaseUnusable, match="used by another running bot; stop that one"):
            locked(file).__enter__()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with locked(file):
        assert upgrade(file) is None


def test_the_lock_is_let_go_after_use_and_after_a_failure(file: Path):
    with pytest.raises(LookupError), locked(file):
        raise LookupError
    with locked(file), pytest.raises(DatabaseUnusable), locked(file):
        raise AssertionError("two hold it")
    with locked(file):
        assert file.with_name("unhunch.db.lock").exists()


REMINDER = (
    "INSERT INTO reminder (member_id, days, zone, hours, routine, once, state, standing, snoozed,"
    " ignored, asked_fewer, halved, left_out, nudged_today, posts, told, revision)"
    " VALUES ({}, 'daily', '{}', {}, 'circles', 0, 'active', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
)
BREAK = (
    "INSERT INTO team_break (guild_id, channel_id, creator_id, times, days, zone, routine, cues,"
    " state, paused_until, lonely, strikes, revision)"
    " VALUES (1, 2, 3, '09:00', 'daily', '{}', 'circles', 'card', 'active', {}, 0, 0, 0)"
)


def test_zones_and_hours_of_reminders_become_those_of_their_people(file: Path):
    upgrade_to(file, "0004")
    sql(file, "INSERT INTO member (id, zone) VALUES (7, 'Asia/Tokyo'), (8, NULL)")
    for member_id, zone, hours in (
        (7, "Europe/Berlin", "NULL"),
        (8, "Europe/Berlin", "NULL"),
        (8, "America/New_York", "NULL"),
        (9, "Europe/Paris", "'9:00-12:00'"),
    ):
        sql(file, REMINDER.format(member_id, zone, hours))

    upgrade(file)

    assert sql(file, "SELECT id, zone, working_hours FROM member ORDER BY id") == [
        (7, "Asia/Tokyo", None),
        (8, "America/New_York", None),
        (9, "Europe/Paris", "9:00-12:00"),
    ]
    assert sql(file, "SELECT count(*) FROM reminder JOIN member ON member.id = member_id") == [(4,)]


def test_a_pause_until_an_instant_becomes_one_until_its_day(file: Path):
    upgrade_to(file, "0004")
    sql(file, BREAK.format("Europe/Berlin", "'2026-12-23 23:00:00.000000'"))
    sql(file, BREAK.format("America/New_York", "'2026-12-24 05:00:00.000000'"))
    sql(file, BREAK.format("UTC", "NULL"))

    upgrade(file)

    assert sql(file, "SELECT paused_until FROM team_break ORDER BY id") == [
        ("2026-12-24",),
        ("2026-12-24",),
        (None,),
    ]
