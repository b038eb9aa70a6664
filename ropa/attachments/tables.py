"""Documents, their versions, and the files that hold the bytes (`ropa.files`).

A version's row never changes and goes only with a record that was never approved: what an approval froze by hash can
always be downloaded. The same bytes have one row in `file_blobs`, however many documents they are.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

file_blobs = Table(
    "file_blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("pointer", String(300), nullable=False),
    Column("title", String(300), nullable=False),
    # Number of the newest version.
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime, nullable=True),
    Column("removed_by", String(100), nullable=True),
    Column("removed_by_name", String(300), nullable=True),
    Index("ix_attachments_activity_id", "activity_id"),
)

attachment_versions = Table(
    "attachment_versions",
    metadata,
    Column("attachment_id", String(36), ForeignKey("attachments.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
    Column("uploaded_by", String(100), nullable=False),
    Column("uploaded_by_name", String(300), nullable=False),
    Column("expires_on", Date, nullable=True),
    Column("note", Text, nullable=True),
    PrimaryKeyConstraint("attachment_id", "number"),
    Index("ix_attachment_versions_expires_on", "expires_on"),
    Index("ix_attachment_versions_sha256", "sha256"),
)
