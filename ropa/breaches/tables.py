"""Breaches and the activities that they concern.

The deadline is not stored: it is `aware_at` and 72 hours, so that a corrected `aware_at` cannot leave it behind.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

breaches = Table(
    "breaches",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("aware_at", UtcDateTime, nullable=False),
    Column("detected_at", UtcDateTime, nullable=True),
    Column("occurred_from", UtcDateTime, nullable=True),
    Column("occurred_to", UtcDateTime, nullable=True),
    Column("description", Text, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_breaches_office_id", "office_id"),
    # The most urgent first is the earliest awareness first: every deadline is the same 72 hours later.
    Index("ix_breaches_aware_at_id", "aware_at", "id"),
)

breach_activities = Table(
    "breach_activities",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Index("ix_breach_activities_activity_id", "activity_id"),
)
