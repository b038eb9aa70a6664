"""The exchange log of form 003: who asked a data service for whose data, nine columns, tens of millions of lines.

A line is small on purpose: repeated words are numbers of `exchange_terms`, a moment is milliseconds since 1970 (UTC).
Lines have no foreign keys: what they point to can never be deleted (triggers), and a check of each line of a batch
costs more than the line. Every index begins with the source, because rights do: nobody's search walks through lines of
offices that the person may not see.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

#: A system (or one service of it) that sends in its log. Its name is fixed: lines mean it.
exchange_sources = Table(
    "exchange_sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=True),
    Column("code", String(60), nullable=False, unique=True),
    Column("name", String(300), nullable=False),
    # How long its lines are kept; the Computer Crime Act s.26 asks for 90 days at least.
    Column("keep_days", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Index("ix_exchange_sources_office_id", "office_id"),
    Index("ix_exchange_sources_activity_id", "activity_id"),
)

exchange_batches = Table(
    "exchange_batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Integer, ForeignKey("exchange_sources.id"), nullable=False),
    Column("batch_key", String(100), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("lines", Integer, nullable=False),
    Column("stored", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=True),
    Column("last_at", BigInteger, nullable=True),
    # Which ID key made the hashes of this batch (`service_marks.key_version`).
    Column("key_version", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_by", String(100), nullable=False),
    UniqueConstraint("source_id", "batch_key"),
)

#: Words that lines repeat: agencies, services, providers, states, addresses, keyed hashes of tokens.
exchange_terms = Table(
    "exchange_terms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", SmallInteger, nullable=False),
    Column("text", String(200), nullable=False),
    UniqueConstraint("kind", "text"),
)

exchange_lines = Table(
    "exchange_lines",
    metadata,
    Column("source_id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("batch_id", Integer, nullable=False),
    Column("agency_id", Integer, nullable=False),
    Column("service_id", Integer, nullable=False),
    Column("provider_id", Integer, nullable=False),
    Column("status_id", Integer, nullable=False),
    Column("ip_id", Integer, nullable=False),
    Column("token_id", Integer, nullable=False),
    # The first 16 bytes of the keyed hash of whose data were asked for; the last three digits as they stand.
    Column("person", LargeBinary(16), nullable=True),
    Column("tail", SmallInteger, nullable=True),
    Index("ix_exchange_lines_at", "source_id", "at", "number"),
    Index("ix_exchange_lines_agency", "source_id", "agency_id", "at", "number"),
    Index(
        "ix_exchange_lines_person",
        "source_id",
        "person",
        "at",
        "number",
        sqlite_where=text("person IS NOT NULL"),
        postgresql_where=text("person IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

#: Whole days whose lines were dropped at the end of their time. Of a source only lines older than its newest can go.
exchange_drops = Table(
    "exchange_drops",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Integer, ForeignKey("exchange_sources.id"), nullable=False),
    Column("before_at", BigInteger, nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("ordered_by", String(100), nullable=False),
    Index("ix_exchange_drops_source_id", "source_id", "before_at"),
)
