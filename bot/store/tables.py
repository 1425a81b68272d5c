"""The tables as the newest migration leaves them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)
from sqlalchemy.types import TypeDecorator

from bot.core.options import Options, read_options

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Span(TypeDecorator[timedelta]):
    """A length of time, kept in whole microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return value // timedelta(microseconds=1) if value is not None else None

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return timedelta(microseconds=value) if value is not None else None


class Chosen(TypeDecorator[Options]):
    """A person's options, as one short text."""

    impl = String(160)
    cache_ok = True

    def process_bind_param(self, value: Options | None, dialect: Dialect) -> str | None:
        return value.spelled() if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> Options | None:
        return read_options(value) if value is not None else None


#: SQLite numbers rows by itself only where the type is exactly INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")

_USUAL = Options().spelled()

member = Table(
    "member",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("safety_version", Integer),
    Column("safety_accepted_at", Instant),
    Column("dm_channel_id", BigInteger),
    Column("pace", String(10), nullable=False, server_default="normal"),
    Column("options", Chosen, nullable=False, server_default=_USUAL),
    Column("zone", String(64)),
    Column("working_hours", String(200)),
)

session = Table(
    "session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", BigInteger, ForeignKey("member.id"), nullable=False),
    Column("asked", String(10), nullable=False),
    Column("place", String(10), nullable=False),
    Column("guild_id", BigInteger),
    Column("channel_id", BigInteger),
    Column("source", String(40), nullable=False),
    Column("pace", String(10), nullable=False),
    Column("options", Chosen, nullable=False, server_default=_USUAL),
    Column("fingerprint", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("held", Span, nullable=False),
    Column("jumped", Span, nullable=False, server_default="0"),
    Column("paused_at", Instant),
    Column("ended_at", Instant),
    Column("cue", Integer, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("due_at", Instant),
    Column("revision", Integer, nullable=False),
    # An id stands in nonces and buttons for years: it is never given twice.
    sqlite_autoincrement=True,
)
#: Written out wherever it is asked for, so that SQLite sees that a partial index serves it.
GOING_ON_ONLY = text("state IN ('running', 'paused')")
CHANNEL_ONLY = text("place = 'channel' AND state IN ('running', 'paused')")
DUE_ONLY = text("due_at IS NOT NULL")
Index(
    "one_session_a_member",
    session.c.member_id,
    unique=True,
    sqlite_where=GOING_ON_ONLY,
    postgresql_where=GOING_ON_ONLY,
)
Index(
    "one_session_a_channel",
    session.c.channel_id,
    unique=True,
    sqlite_where=CHANNEL_ONLY,
    postgresql_where=CHANNEL_ONLY,
)
Index("session_due", session.c.due_at, sqlite_where=DUE_ONLY, postgresql_where=DUE_ONLY)
Index("session_member", session.c.member_id)

card_token = Table(
    "card_token",
    metadata,
    Column("session_id", Id, ForeignKey("session.id"), primary_key=True, autoincrement=False),
    Column("token", String(400), nullable=False),
    Column("expires_at", Instant, nullable=False),
)

send = Table(
    "send",
    metadata,
    Column("session_id", Id, ForeignKey("session.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("cue", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("claimed_at", Instant, nullable=False),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
)
UNCONFIRMED_ONLY = text("state = 'claimed'")
Index(
    "send_unconfirmed",
    send.c.session_id,
    send.c.n,
    sqlite_where=UNCONFIRMED_ONLY,
    postgresql_where=UNCONFIRMED_ONLY,
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("real_at", Instant, nullable=False),
    Column("shown_at", Instant, nullable=False),
    Column("skipped", Float, nullable=False),
    Column("speed", Float, nullable=False, server_default="1"),
)
