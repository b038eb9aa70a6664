"""What a granted request did: erasure of one person, restriction, separation, withdrawal of consent.

An effect is fixed once it is recorded; it only ends (a restriction is lifted, an entry made by mistake is void). Parts
are what is not gone yet. Checks are written once.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_OPEN = text("closed_at IS NULL")

request_effects = Table(
    "request_effects",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("request_id", String(36), ForeignKey("subject_requests.id"), nullable=False),
    Column("number", Integer, nullable=False),
    # The right of the request that it carries out.
    Column("right_seq", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("holding_id", String(36), ForeignKey("holdings.id"), nullable=True),
    Column("hold_id", String(36), ForeignKey("retention_holds.id"), nullable=True),
    # The day in Bangkok on which it was done, and the last one by the law.
    Column("done_on", Date, nullable=False),
    Column("limit_on", Date, nullable=True),
    # When somebody is to look at it again: the law's keeping ends, or a restriction has no review of its own.
    Column("look_on", Date, nullable=True),
    # The statement (`schemas.request_effects.EffectFacts`) as canonical JSON, with its SHA-256. Never erased data.
    Column("facts", LargeBinary, nullable=False),
    Column("facts_sha256", String(64), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(100), nullable=False),
    Column("recorded_by_name", String(300), nullable=False),
    Column("version", Integer, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(100), nullable=True),
    Column("ended_by_name", String(300), nullable=True),
    Column("end", String(20), nullable=True),
    Column("end_reason", Text, nullable=True),
    UniqueConstraint("request_id", "number"),
    Index("ix_request_effects_activity_id", "activity_id"),
    Index(
        "ix_request_effects_holding_id",
        "holding_id",
        sqlite_where=text("holding_id IS NOT NULL"),
        postgresql_where=text("holding_id IS NOT NULL"),
    ),
    Index(
        "ix_request_effects_hold_id",
        "hold_id",
        sqlite_where=text("hold_id IS NOT NULL"),
        postgresql_where=text("hold_id IS NOT NULL"),
    ),
)

#: Data items that a withdrawal reaches: each has its own last day, and goes by an erasure.
request_effect_items = Table(
    "request_effect_items",
    metadata,
    Column("effect_id", String(36), ForeignKey("request_effects.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    # As `schemas.thai_text.searchable` gives it: what findings compare.
    Column("item_key", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    # Name of the activity's retention rule that gave the day; "" for the law's own.
    Column("rule_slot", String(200), nullable=False),
    Column("erased_by", String(36), ForeignKey("request_effects.id"), nullable=True),
    Index("ix_request_effect_items_erased_by", "erased_by"),
)

#: What is not gone yet after an erasure: copies, backups, and data made anonymous that nobody reviewed.
request_effect_parts = Table(
    "request_effect_parts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("effect_id", String(36), ForeignKey("request_effects.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("fate", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("next_check_on", Date, nullable=False),
    Column("checks", Integer, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("effect_id", "number"),
    Index("ix_request_effect_parts_next", "next_check_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

request_effect_checks = Table(
    "request_effect_checks",
    metadata,
    Column("part_id", String(36), ForeignKey("request_effect_parts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by_id", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("next_check_on", Date, nullable=True),
    Column("reviewer", LargeBinary, nullable=True),
)
