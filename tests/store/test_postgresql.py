"""What the contract does not ask: PostgreSQL's schema, and housekeeping on both kinds."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.pruning import KEPT_FOR, Pruning
from bot.store.server import upgrade_server
from bot.store.tables import metadata
from bot.store.vitals import Waiting
from tests.core.builders import after
from tests.store.conftest import Kept
from tests.store.postgres import Server
from tests.store.test_sessions import opened, stop, wake


async def test_the_newest_schema_on_postgresql_is_what_the_program_thinks(server: Server):
    engine = create_async_engine(server.url(server.new_database()), poolclass=NullPool)

    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_several_that_start_at_once_upgrade_postgresql_once(server: Server):
    server.sql("postgres", "CREATE DATABASE fresh")

    async with asyncio.timeout(30):
        await asyncio.gather(*(upgrade_server(server.url("fresh")) for _ in range(4)))

    server.sql("fresh", "SELECT id FROM session")


async def test_what_waits_is_seen_on_both(kept: Kept):
    assert await Waiting(kept.database).get() == (None, 0)
    first, _ = await opened(kept, 7), await opened(kept, 8)

    assert await Waiting(kept.database).get() == (first.due_at, 2)


async def test_what_is_old_is_forgotten_with_its_sends_on_both(kept: Kept):
    old, young = await opened(kept, 7), await opened(kept, 8)
    await wake(kept.sessions, 0)
    await kept.sessions.change(old.id, stop)
    later = after(60) + KEPT_FOR + timedelta(minutes=1)

    assert await Pruning(kept.database).prune(later) == 1
    assert await kept.sessions.get(old.id) is None
    assert await kept.sessions.get(young.id)
    assert [it.session_id for it in await kept.sessions.unconfirmed()] == [young.id]
