"""Cycles as they are read, and what people confirmed of readings."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

#: How the words of each activity's cycles (review, destruction, monitoring) are read; what is confirmed counts.
retention_cycles = Table(
    "retention_cycles",
    metadata,
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True),
    Column("part", String(20), primary_key=True),
    Column("words", Text, nullable=True),
    Column("status", String(20), nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("cycle", LargeBinary, nullable=False),
)

#: What people confirmed of readings, and withdrew. Triggers refuse every change. It holds while the words, the
#: stated event and what the rule is about are the same. No foreign key: a draft that was never approved may go, what
#: was said of it stays.
retention_confirmations = Table(
    "retention_confirmations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), nullable=False),
    Column("part", String(20), nullable=False),
    Column("slot", String(200), nullable=False),
    Column("words", Text, nullable=False),
    Column("stated_event", String(30), nullable=True),
    # SHA-256 of what a named rule is about (name, scope, items, ground); nothing for the form's own and for cycles.
    Column("about_hash", String(64), nullable=True),
    Column("act", String(20), nullable=False),
    # The rule or the cycle as it was confirmed; nothing for a withdrawal.
    Column("content", LargeBinary, nullable=True),
    Column("changes", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rules_version", Integer, nullable=False),
    # One act over the same words of many records has one of these.
    Column("batch_id", String(36), nullable=True),
    Column("actor_id", String(100), nullable=False),
    Column("actor_name", String(200), nullable=True),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_retention_confirmations_place", "activity_id", "part", "slot", "id"),
)
