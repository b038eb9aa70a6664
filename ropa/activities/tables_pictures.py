"""The picture that each approved revision had when it was approved: later renderers may draw another, this one stays.

Triggers keep the rows as they are; the picture's hash also stands in the approval's manifest.
"""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

approved_pictures = Table(
    "approved_pictures",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("drawn_at", UtcDateTime, nullable=False),
    # zlib; a data flow diagram takes some 6 KB. Last in the row: the hash is read without it.
    Column("content", LargeBinary, nullable=False),
)
