"""The work on a breach. Triggers refuse to change or delete what is evidence; tasks change, but never vanish.

Entries of the timeline, files, evidence, lessons, closings: written once. A relation only ends.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_NUMBER = BigInteger().with_variant(Integer, "sqlite")

breach_events = Table(
    "breach_events",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("kind", String(30), nullable=False),
    # What was said, and what the register's clock showed: never mixed.
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("actor_name", String(300), nullable=False),
    Column("note", Text, nullable=True),
    Column("details", LargeBinary, nullable=False),
    Column("corrects", _NUMBER, ForeignKey("breach_events.id"), nullable=True),
    Index("ix_breach_events_breach_id_id", "breach_id", "id"),
    Index("ix_breach_events_corrects", "corrects"),
)

breach_tasks = Table(
    "breach_tasks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("owner_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("due_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    Column("done_at", UtcDateTime, nullable=True),
    Column("done_by", String(100), nullable=True),
    Column("done_by_name", String(300), nullable=True),
    Column("done_note", Text, nullable=True),
    Column("dropped_at", UtcDateTime, nullable=True),
    Column("dropped_reason", Text, nullable=True),
    Index("ix_breach_tasks_breach_id_place", "breach_id", "place"),
    Index("ix_breach_tasks_owner_id", "owner_id"),
)

breach_files = Table(
    "breach_files",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("note", Text, nullable=True),
    Column("uploaded_at", UtcDateTime, nullable=False),
    Column("uploaded_by", String(100), nullable=False),
    Column("uploaded_by_name", String(300), nullable=False),
    Index("ix_breach_files_breach_id", "breach_id"),
    Index("ix_breach_files_sha256", "sha256"),
)

breach_evidence = Table(
    "breach_evidence",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    # What was asked for, so that anybody can ask the same again.
    Column("filter", LargeBinary, nullable=False),
    Column("lines", Integer, nullable=False),
    # The systems that lines of the exchange log came from, whose offices say who may have them; null for the trail.
    Column("sources", LargeBinary, nullable=True),
    Column("sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_by_name", String(300), nullable=False),
    Index("ix_breach_evidence_breach_id", "breach_id"),
    Index("ix_breach_evidence_sha256", "sha256"),
)

breach_relations = Table(
    "breach_relations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("other_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_by_name", String(300), nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(100), nullable=True),
    Column("end_reason", Text, nullable=True),
    Index("ix_breach_relations_other_id", "other_id"),
    Index(
        "uq_breach_relations_live",
        "breach_id",
        "other_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

breach_lessons = Table(
    "breach_lessons",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("cause_kind", String(30), nullable=False),
    Column("cause", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("owner_id", String(36), ForeignKey("people.id"), nullable=True),
    Column("due_at", UtcDateTime, nullable=True),
    Column("task_id", String(36), ForeignKey("breach_tasks.id"), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    Index("ix_breach_lessons_breach_id", "breach_id"),
)

breach_closings = Table(
    "breach_closings",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("act", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    # The clock, the level and every duty as they stood then.
    Column("state", LargeBinary, nullable=False),
    Column("acted_at", UtcDateTime, nullable=False),
    Column("acted_by", String(100), nullable=False),
    Column("acted_by_name", String(300), nullable=False),
)
