"""Procedures, their revisions, and who did what to them.

What was approved never changes, and what happened is written once: both databases keep it by triggers
(`0046_procedures`). Title, kind, steps, days and search text are computed from the document for the list.
"""

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
    # Out of force: no round begins by it any more.
    Column("retired_at", UtcDateTime, nullable=True),
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
    Column("title", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("step_count", Integer, nullable=False),
    Column("working_days", Integer, nullable=True),
    Column("search_text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(100), nullable=False),
    Column("updated_by_name", String(300), nullable=False),
    Column("approved_at", UtcDateTime, nullable=True),
    Column("approved_by", String(100), nullable=True),
    Column("approved_by_name", String(300), nullable=True),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("procedure_id", "number"),
)

procedure_events = Table(
    "procedure_events",
    metadata,
    Column("id", String(36), primary_key=True),
    # Either may be gone: a deleted draft leaves what happened to it.
    Column("procedure_id", String(36), nullable=False),
    Column("revision_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
    Column("step", String(20), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
    Column("note", Text, nullable=True),
    Index("ix_procedure_events_procedure_id", "procedure_id", "id"),
    Index("ix_procedure_events_revision_id", "revision_id"),
)

procedure_comments = Table(
    "procedure_comments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("procedure_id", String(36), ForeignKey("procedures.id"), nullable=False),
    Column("revision_id", String(36), ForeignKey("procedure_revisions.id"), nullable=False),
    Column("pointer", String(300), nullable=False),
    # The number of the step that it is about: its place changes when steps are put in or taken out above it.
    Column("step", Integer, nullable=True),
    Column("text", Text, nullable=False),
    Column("author_id", String(100), nullable=False),
    Column("author_name", String(300), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime, nullable=True),
    Column("resolved_by", String(100), nullable=True),
    Column("resolved_by_name", String(300), nullable=True),
    Index("ix_procedure_comments_procedure_id", "procedure_id"),
    Index("ix_procedure_comments_revision_id", "revision_id"),
)
