"""Procedures and their revisions: documents, as activities are. `procedure_index` is computed and can be rebuilt."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

procedures = Table(
    "procedures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("version", Integer, nullable=False),
    # The open revision (draft, submitted, returned), and the one by which rounds begin.
    Column("draft_revision_id", String(36), nullable=True),
    Column("approved_revision_id", String(36), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_procedures_office_id", "office_id"),
)

procedure_revisions = Table(
    "procedure_revisions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("procedure_id", String(36), ForeignKey("procedures.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    # Computed from the document, for the list.
    Column("title", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("step_count", Integer, nullable=False),
    Column("working_days", Integer, nullable=True),
    Column("search_text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(100), nullable=False),
    Column("updated_by_name", String(300), nullable=False),
    Column("submitted_at", UtcDateTime, nullable=True),
    Column("submitted_by", String(100), nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("decided_by", String(100), nullable=True),
    Column("decided_by_name", String(300), nullable=True),
    # Why it was returned.
    Column("reason", Text, nullable=True),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("procedure_id", "number"),
)
