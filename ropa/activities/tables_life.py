"""The life of a revision: who wrote it, each step, the comments, and what an approval froze.

`approvals` stands beside `revisions` and not in it: a revision's row ends with its document, and a column behind it
would cost a walk over the document at each reading. Triggers keep an approved revision and its approval as they are.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

revision_writers = Table(
    "revision_writers",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("actor_id", String(100), primary_key=True),
)

life_steps = Table(
    "life_steps",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("revision_id", String(36), ForeignKey("revisions.id"), nullable=False),
    Column("step", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("actor_name", String(300), nullable=False),
    Column("note", Text, nullable=True),
    Column("exception_id", String(36), nullable=True),
    Column("batch_id", String(36), nullable=True),
    Index("ix_life_steps_activity_id", "activity_id"),
    Index("ix_life_steps_revision_id", "revision_id"),
    Index("ix_life_steps_batch_id", "batch_id"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("office_id", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("manifest_hash", String(64), nullable=False),
    Column("manifest", Text, nullable=False),
    Column("approved_at", UtcDateTime, nullable=False),
    Column("approved_by", String(100), nullable=False),
    Column("approved_by_name", String(300), nullable=False),
    Column("batch_id", String(36), nullable=True),
    Column("superseded_at", UtcDateTime, nullable=True),
    Index("ix_approvals_activity_id", "activity_id"),
    Index("ix_approvals_approved_at", "approved_at"),
    Index("ix_approvals_superseded_at", "superseded_at"),
)

review_comments = Table(
    "review_comments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("revision_id", String(36), ForeignKey("revisions.id"), nullable=False),
    Column("pointer", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("author_id", String(100), nullable=False),
    Column("author_name", String(300), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime, nullable=True),
    Column("resolved_by_name", String(300), nullable=True),
    Index("ix_review_comments_activity_id", "activity_id"),
    Index("ix_review_comments_revision_id", "revision_id"),
)

separation_exceptions = Table(
    "separation_exceptions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_by", String(100), nullable=False),
    Column("given_by_name", String(300), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("valid_through", Date, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by_name", String(300), nullable=True),
    Index("ix_separation_exceptions_office_id", "office_id"),
)
