"""The schema on PostgreSQL. Nothing calls this but the tests yet: `run` takes only SQLite."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.migrate import run_migrations

#: Several processes may start at once; whoever has this lock upgrades, and the others find it done.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7306863)")


async def upgrade_server(url: str) -> None:
    """Brings the database at this address to the newest schema, in one transaction."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(_ONE_AT_A_TIME)
            await connection.run_sync(run_migrations)
    finally:
        await engine.dispose()
