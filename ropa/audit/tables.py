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
    Index("ix_audit_events_subject_id", "subject", "id"),
)
