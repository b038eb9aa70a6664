"""Runs of work on many records, and what became of each record, with what it was before."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

bulk_runs = Table(
    "bulk_runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("kind", String(20), nullable=True),
    Column("undo_of", String(36), ForeignKey("bulk_runs.id"), nullable=True),
    # JSON: the filter, and what is to be done.
    Column("query", Text, nullable=True),
    Column("terms", Text, nullable=True),
    Column("total", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    Column("started_at", UtcDateTime, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_bulk_runs_created_by", "created_by", "id"),
    Index("ix_bulk_runs_undo_of", "undo_of"),
)

#: A row outlives its record: it tells what was done.
bulk_items = Table(
    "bulk_items",
    metadata,
    Column("run_id", String(36), ForeignKey("bulk_runs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("activity_id", String(36), nullable=False),
    Column("ref", String(30), nullable=False),
    Column("title", Text, nullable=False),
    Column("office_id", Integer, nullable=False),
    # Of the record when it was looked at, and after it was changed.
    Column("version", Integer, nullable=False),
    Column("version_after", Integer, nullable=True),
    Column("hash_before", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("message_th", Text, nullable=True),
    Column("message_en", Text, nullable=True),
    Column("starts_draft", Boolean(name="starts_draft"), nullable=False, server_default=false()),
    Column("place_count", Integer, nullable=False),
    # JSON: each place with its text before and after; the stewards before and after.
    Column("detail", Text, nullable=False),
    Index("ix_bulk_items_run_id_state", "run_id", "state", "number"),
    Index("ix_bulk_items_activity_id", "activity_id"),
)
