"""What was published of an activity, as it was published: one row for each decision of a DPO, never changed but ended.

The content stands here and is not read from the record: the public sees what the DPO saw, until somebody decides anew.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_STANDING = text("withdrawn_at IS NULL")

publications = Table(
    "publications",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("with_notice", Boolean(name="with_notice"), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", String(100), nullable=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    Column("withdrawn_by", String(100), nullable=True),
    Column("search_text", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    # An activity is public once.
    Index(
        "ix_publications_standing",
        "activity_id",
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
    Index("ix_publications_activity_id", "activity_id"),
    Index("ix_publications_list", "number", sqlite_where=_STANDING, postgresql_where=_STANDING),
)
