"""The picture that each approved revision had when it was approved: later renderers may draw another, this one stays.

Triggers keep the rows as they are; the picture's SHA-256 stands in the approval's manifest and not beside the picture,
where it would be changed together with it.
"""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

approved_pictures = Table(
    "approved_pictures",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("drawn_at", UtcDateTime, nullable=False),
    # zlib; a data flow diagram takes some 6 KB.
    Column("content", LargeBinary, nullable=False),
)
