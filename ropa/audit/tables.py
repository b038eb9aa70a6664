"""The trail. Triggers made by the migration refuse UPDATE, DELETE and the replacing of an id."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

audit_events = Table(
    "audit_events",
    metadata,
    # SQLite gives an id by itself only to INTEGER, PostgreSQL needs BIGINT for a trail that is never emptied.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("address", String(64), nullable=True),
    Column("request_id", String(36), nullable=True),
    Index("ix_audit_events_subject_id", "subject", "id"),
    Index("ix_audit_events_actor_id_id", "actor_id", "id"),
)

# Seals over ranges of entries; as little to be changed as the entries themselves.
audit_seals = Table(
    "audit_seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("first_id", BigInteger, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    Column("missing", LargeBinary, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("mark", String(64), nullable=False),
    Column("digests", LargeBinary, nullable=False),
)
