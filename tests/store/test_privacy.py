"""What is stored about a person: all of it found, all of it erased, down to the bytes."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import struct
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import Table, insert, update

from bot.core import session as rules
from bot.core.delivery import Confirmation, Delivered, Send, Token
from bot.core.member import SAFETY_VERSION, Member
from bot.core.ports import Terms
from bot.core.session import Place, Session, State
from bot.store import tables as t
from bot.store.privacy import HOLDINGS, IMPERSONAL, Records
from tests.core.builders import after, begun, script
from tests.store.conftest import Kept, on_sqlite

#: As large as Discord's ids are: eight bytes in SQLite's rows.
ANNA, BEN = 812_345_678_901_234_567, 712_345_678_901_234_567
SECRET = "the-token-of-annas-card"
PERSON = re.compile(r"(^|_)(member|user|creator|host|person|author)_id$")
SCRIPT = script()


@pytest.fixture
def records(kept: Kept) -> Records:
    return Records(kept.database)


def stop(session: Session) -> Session:
    return rules.stop(session, after(30))


async def lived(kept: Kept, who: int, place: Place = Place.DM) -> Session:
    """Somebody with a row in every table: a session going on, a token, a message."""
    await kept.members.accept_safety(who, SAFETY_VERSION, after(-9))
    await kept.members.keep_dm_channel(who, who + 1)
    new = replace(begun(SCRIPT, place, channel_id=who + 2), member_id=who)
    token = Token(SECRET if who == ANNA else "another", after(900))
    session, obstacle = await kept.sessions.open(new, token, Terms(1000, None))
    assert obstacle is None
    send = Send(session.id, 1, 0, 0, after(0))

    def claimed(connection) -> None:
        connection.execute(
            insert(t.send).values(
                session_id=session.id,
                n=1,
                cue=0,
                revision=0,
                state="claimed",
                claimed_at=after(0),
            )
        )

    await kept.database.write(claimed)
    await kept.sessions.settle([Confirmation(send, Delivered(who + 1, who + 3))], [])
    return session


def on_disk(kept: Kept) -> bytes:
    """The database's file and its WAL."""
    file = kept.database.file
    wal = file.with_name(f"{file.name}-wal")
    return file.read_bytes() + (wal.read_bytes() if wal.exists() else b"")


def as_stored(number: int) -> bytes:
    return struct.pack(">q", number)


# Everything is found


def holding(table: Table) -> list[str]:
    return [it.kind for it in HOLDINGS if it.table is table]


def test_every_table_is_held_for_somebody_or_about_nobody():
    assert [
        name
        for name, table in t.metadata.tables.items()
        if len(holding(table)) != (0 if name in IMPERSONAL else 1)
    ] == []


def test_every_column_that_names_a_person_decides_whose_the_row_is():
    naming = [
        (table, column)
        for table in t.metadata.tables.values()
        for column in table.columns
        if PERSON.search(column.name) or (table is t.member and column.primary_key)
    ]

    assert len(naming) >= 2
    assert [
        str(column)
        for table, column in naming
        if not any(str(column) in str(it.theirs) for it in HOLDINGS if it.table is table)
    ] == []


def test_rows_are_erased_before_the_rows_they_refer_to():
    order = [it.table for it in HOLDINGS]

    for at, table in enumerate(order):
        referred = {key.column.table for key in table.foreign_keys}
        assert referred.isdisjoint(order[:at])


async def test_of_a_person_nobody_met_there_is_nothing(records: Records):
    assert await records.count(ANNA) == {}
    assert await records.everything(ANNA) == {}


async def test_every_kind_is_counted_and_only_theirs(kept: Kept, records: Records):
    await lived(kept, ANNA)
    await lived(kept, BEN)

    assert await records.count(ANNA) == {"message": 1, "token": 1, "session": 1, "member": 1}


async def test_everything_is_handed_over_but_no_token(kept: Kept, records: Records):
    session = await lived(kept, ANNA)
    await lived(kept, BEN)
    everything = await records.everything(ANNA)

    assert list(everything) == ["member", "session", "message"]
    assert [row["id"] for row in everything["member"]] == [ANNA]
    assert [row["id"] for row in everything["session"]] == [session.id]
    assert [row["message_id"] for row in everything["message"]] == [ANNA + 3]
    assert SECRET not in str(everything)
    assert str(BEN) not in str(everything)


# Everything goes


async def test_erasing_ends_the_session_and_takes_every_row_of_theirs_alone(
    kept: Kept, records: Records
):
    session = await lived(kept, ANNA, Place.PRIVATE)
    await lived(kept, BEN)
    erasure = await records.erase(ANNA, stop)

    assert erasure.gone == {"message": 1, "token": 1, "session": 1, "member": 1}
    assert erasure.ended
    assert erasure.ended.after.id == session.id
    assert erasure.ended.after.state is State.STOPPED
    assert erasure.ended.token == Token(SECRET, after(900))
    assert erasure.ended.live
    assert await records.count(ANNA) == {}
    assert await kept.members.get(ANNA) == Member(ANNA)
    assert len(await records.count(BEN)) == 4


async def test_erasing_twice_does_it_once(kept: Kept, records: Records):
    await lived(kept, ANNA)
    await records.erase(ANNA, stop)
    again = await records.erase(ANNA, stop)

    assert (again.gone, again.ended) == ({}, None)


async def test_erasing_is_one_transaction(kept: Kept, records: Records):
    await lived(kept, ANNA)

    def fails(_: Session) -> Session:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await records.erase(ANNA, fails)
    assert len(await records.count(ANNA)) == 4


async def test_a_message_confirmed_after_its_session_was_erased_is_forgotten(
    kept: Kept, records: Records
):
    session = await lived(kept, ANNA)
    await records.erase(ANNA, stop)
    late = Confirmation(Send(session.id, 1, 0, 0, after(0)), Delivered(1, 2))
    await kept.sessions.settle([late], [])

    assert await records.count(ANNA) == {}


# ... down to the bytes


@on_sqlite
async def test_not_a_byte_of_a_person_stays_in_the_file_or_the_wal(kept: Kept, records: Records):
    await lived(kept, ANNA)
    await lived(kept, BEN)
    theirs = [as_stored(ANNA), as_stored(ANNA + 1), as_stored(ANNA + 3), SECRET.encode()]

    before = on_disk(kept)
    assert [it for it in theirs if it not in before] == []

    await records.erase(ANNA, stop)
    assert await records.scrub()

    left = on_disk(kept)
    assert [it for it in theirs if it in left] == []
    assert as_stored(BEN) in left


@on_sqlite
async def test_a_wal_that_was_folded_into_the_file_before_keeps_nothing_either(
    kept: Kept, records: Records
):
    await lived(kept, ANNA)
    with closing(sqlite3.connect(kept.database.file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert as_stored(ANNA) in kept.database.file.read_bytes()

    await records.erase(ANNA, stop)
    assert await records.scrub()

    assert as_stored(ANNA) not in on_disk(kept)


@on_sqlite
async def test_no_copy_stays_behind_in_pages_that_were_rearranged(kept: Kept, records: Records):
    """`secure_delete` alone fails here: moving rows between pages leaves copies in unused space."""
    drawn = random.Random(2)
    people = [drawn.randrange(10**17, 10**18) for _ in range(300)]
    rows = [_begun(who) for _ in range(12) for who in drawn.sample(people, len(people))]

    def crowd(connection) -> None:
        connection.execute(insert(t.member), [{"id": who} for who in people])
        for row in rows:
            connection.execute(insert(t.session), row)
            connection.execute(_END_ALL)

    await kept.database.write(crowd)
    leaving = people[:40]
    assert all(as_stored(who) in on_disk(kept) for who in leaving)
    for who in leaving:
        await records.erase(who, stop)
    assert await records.scrub()

    left = on_disk(kept)
    assert [who for who in leaving if as_stored(who) in left] == []
    assert all(as_stored(who) in left for who in people[40:])


_END_ALL = update(t.session).where(t.GOING_ON_ONLY).values(state="finished")


def _begun(who: int) -> dict[str, object]:
    return {
        "member_id": who,
        "asked": "dm",
        "place": "dm",
        "source": "neck-rolls",
        "pace": "normal",
        "fingerprint": "0123456789ab",
        "state": "running",
        "started_at": after(0),
        "held": after(0) - after(0),
        "jumped": after(0) - after(0),
        "cue": 8,
        "sends": 0,
        "revision": 1,
    }


@on_sqlite
async def test_a_reader_elsewhere_delays_the_scrubbing_and_it_is_caught_up(
    kept: Kept, records: Records, caplog: pytest.LogCaptureFixture
):
    await lived(kept, ANNA)
    with closing(sqlite3.connect(kept.database.file, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM member").fetchall()
        await records.erase(ANNA, stop)
        assert not await records.scrub()
        other.execute("ROLLBACK")
    assert await records.scrub()

    assert as_stored(ANNA) not in on_disk(kept)


@on_sqlite
async def test_a_writer_elsewhere_delays_the_scrubbing_too(kept: Kept, records: Records):
    await lived(kept, ANNA)
    await records.erase(ANNA, stop)
    let_go = kept.hold()
    assert not await records.scrub()
    let_go()

    assert await records.scrub()
    assert as_stored(ANNA) not in on_disk(kept)


@on_sqlite
async def test_scrubbing_with_nothing_to_do_writes_nothing(kept: Kept, records: Records):
    await lived(kept, ANNA)
    before = on_disk(kept)

    assert await records.scrub()
    assert on_disk(kept) == before


@on_sqlite
async def test_copies_from_before_an_upgrade_are_seen(kept: Kept, records: Records):
    assert not records.old_copies()
    file = kept.database.file
    shutil.copy(file, f"{file}.before-upgrade-from-0001")

    assert records.old_copies()
