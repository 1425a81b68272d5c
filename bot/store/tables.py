"""The tables as the newest migration leaves them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
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
from bot.core.typed import read_days_off, spell_days_off

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


class DaysOff(TypeDecorator[frozenset[date]]):
    """A person's days off, as they are typed; NULL where there is none."""

    impl = String(400)
    cache_ok = True

    def process_bind_param(self, value: frozenset[date] | None, dialect: Dialect) -> str | None:
        return spell_days_off(value) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[date]:
        return read_days_off(value or "")


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
    Column("days_off", DaysOff),
)
AWAY_ONLY = text("days_off IS NOT NULL")
Index("member_away", member.c.id, sqlite_where=AWAY_ONLY, postgresql_where=AWAY_ONLY)

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

#: Servers: the zone chosen there last, and when the bot was removed.
guild = Table(
    "guild",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("zone", String(64)),
    Column("removed_at", Instant),
)

team_break = Table(
    "team_break",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("creator_id", BigInteger, nullable=False),
    Column("times", String(120), nullable=False),
    Column("days", String(40), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("routine", String(40), nullable=False),
    Column("role_id", BigInteger),
    Column("cues", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("why", String(10)),
    Column("paused_until", Date),
    Column("consented_at", Instant),
    Column("lonely", Integer, nullable=False),
    Column("strikes", Integer, nullable=False),
    Column("refused_since", Instant),
    Column("untold", String(10)),
    Column("revision", Integer, nullable=False),
    Column("drafted_at", Instant),
    sqlite_autoincrement=True,
)
LEAVING_ONLY = text("state IN ('draft', 'deleted')")
Index(
    "team_break_leaving",
    team_break.c.drafted_at,
    sqlite_where=LEAVING_ONLY,
    postgresql_where=LEAVING_ONLY,
)
Index("team_break_guild", team_break.c.guild_id)
Index("team_break_channel", team_break.c.channel_id)

team_member = Table(
    "team_member",
    metadata,
    Column("break_id", Id, ForeignKey("team_break.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)

occurrence = Table(
    "occurrence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("break_id", Id, ForeignKey("team_break.id")),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("host_id", BigInteger, nullable=False),
    Column("routine", String(40), nullable=False),
    Column("cues", String(10), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("fingerprint", String(12), nullable=False),
    Column("held", Span, nullable=False),
    Column("cue", Integer, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("delays", Integer, nullable=False),
    Column("pinged", Boolean, nullable=False),
    Column("due_at", Instant),
    Column("ended_at", Instant),
    Column("revision", Integer, nullable=False),
    sqlite_autoincrement=True,
)
AHEAD_ONLY = text("state IN ('planned', 'called', 'running')")
Index("occurrence_due", occurrence.c.due_at, sqlite_where=DUE_ONLY, postgresql_where=DUE_ONLY)
Index(
    "occurrence_ahead",
    occurrence.c.channel_id,
    sqlite_where=AHEAD_ONLY,
    postgresql_where=AHEAD_ONLY,
)
Index("occurrence_channel", occurrence.c.channel_id, occurrence.c.id)
Index("occurrence_break", occurrence.c.break_id, occurrence.c.id)

joining = Table(
    "joining",
    metadata,
    Column("occurrence_id", Id, ForeignKey("occurrence.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("joins", Boolean, nullable=False),
)

#: Whose clocks count, at which hours and on which days stands with the member.
reminder = Table(
    "reminder",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", BigInteger, nullable=False),
    Column("times", String(120)),
    Column("every", Integer),
    Column("days", String(40), nullable=False),
    Column("routine", String(40), nullable=False),
    Column("once", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("consented_at", Instant),
    Column("next_at", Instant),
    Column("standing", Boolean, nullable=False),
    Column("snoozed", Boolean, nullable=False),
    Column("ignored", Integer, nullable=False),
    Column("asked_fewer", Boolean, nullable=False),
    Column("halved", Boolean, nullable=False),
    Column("left_out", Boolean, nullable=False),
    Column("nudged_at", Instant),
    Column("nudged_today", Integer, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("due_at", Instant),
    Column("revision", Integer, nullable=False),
    Column("paused_until", Date),
    sqlite_autoincrement=True,
)
Index("reminder_due", reminder.c.due_at, sqlite_where=DUE_ONLY, postgresql_where=DUE_ONLY)
Index("reminder_member", reminder.c.member_id)

#: Messages of occurrences and reminders, as `send` has those of sessions.
posting = Table(
    "posting",
    metadata,
    Column("owner", String(1), primary_key=True),
    Column("owner_id", Id, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("what", String(10), nullable=False),
    Column("cue", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("claimed_at", Instant, nullable=False),
    Column("pings", Boolean, nullable=False),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
)
Index(
    "posting_unconfirmed",
    posting.c.owner,
    posting.c.owner_id,
    posting.c.n,
    sqlite_where=UNCONFIRMED_ONLY,
    postgresql_where=UNCONFIRMED_ONLY,
)
