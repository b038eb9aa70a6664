"""Reorganisations: what was sent, what it would do, what was decided, and the records that no rule could place."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

office_changes = Table(
    "office_changes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    Column("committed_at", UtcDateTime, nullable=True),
    Column("committed_by", String(100), nullable=True),
    Column("committed_by_name", String(300), nullable=True),
    Column("done_at", UtcDateTime, nullable=True),
    Column("fault", Text, nullable=True),
    # JSON: the file's lines, the preview, and what was chosen for each right.
    Column("lines", Text, nullable=False),
    Column("preview", Text, nullable=False),
    Column("choices", Text, nullable=False),
    Index("ix_office_changes_status_effective_on", "status", "effective_on"),
)

#: Records of a split office that no rule placed. They wait in the office that the file names for the rest.
office_change_items = Table(
    "office_change_items",
    metadata,
    Column("change_id", String(36), ForeignKey("office_changes.id"), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True),
    Column("from_office_id", Integer, nullable=False),
    Column("decided_office_id", Integer, nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("decided_by_name", String(300), nullable=True),
    Index("ix_office_change_items_activity_id", "activity_id"),
)
