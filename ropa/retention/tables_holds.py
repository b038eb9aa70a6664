"""What belongs to a hold: the offices that it was placed on, and each look at it."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

#: The offices at or below the held one when the hold was placed: one that is put elsewhere later stays held.
hold_offices = Table(
    "hold_offices",
    metadata,
    Column("hold_id", String(36), ForeignKey("retention_holds.id"), primary_key=True),
    Column("office_id", Integer, ForeignKey("offices.id"), primary_key=True),
)

#: Somebody looked at a hold: it goes on, and when it is looked at next. Written once, never changed.
hold_reviews = Table(
    "hold_reviews",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("hold_id", String(36), ForeignKey("retention_holds.id"), nullable=False),
    Column("review_on", Date, nullable=True),
    Column("no_review_reason", Text, nullable=True),
    Column("note", Text, nullable=True),
    Column("reviewed_at", UtcDateTime, nullable=False),
    Column("reviewed_by", String(100), nullable=False),
    Column("reviewed_by_name", String(300), nullable=False),
    Index("ix_hold_reviews_hold_id", "hold_id"),
)
