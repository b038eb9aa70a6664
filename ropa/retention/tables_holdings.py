"""Where holdings come from: sheets that were sent and are looked at, and proposals that were answered."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

#: A sent workbook of holdings; the file itself is not kept.
holding_imports = Table(
    "holding_imports",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("file_name", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("fault_count", Integer, nullable=False),
    # JSON list of Problem, each naming its sheet and cell.
    Column("faults", LargeBinary, nullable=False),
    Column("committed_at", UtcDateTime, nullable=True),
    Column("added", Integer, nullable=True),
    Column("changed", Integer, nullable=True),
    Column("known", Integer, nullable=True),
    Index("ix_holding_imports_sha256", "sha256"),
    Index("ix_holding_imports_created_at", "created_at"),
)

#: What was read of each line, until it is saved or forgotten.
holding_import_rows = Table(
    "holding_import_rows",
    metadata,
    Column("import_id", String(36), ForeignKey("holding_imports.id", ondelete="CASCADE"), nullable=False),
    # Number of the sheet's row, counted from 1.
    Column("number", Integer, nullable=False),
    Column("activity_id", String(36), nullable=False),
    Column("made_from", String(250), nullable=False),
    # JSON of HoldingInput.
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("import_id", "number", name="pk_holding_import_rows"),
)

#: Proposals that somebody took up or put aside: they are never offered again.
holding_proposals = Table(
    "holding_proposals",
    metadata,
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(250), nullable=False),
    # "accepted" or "declined".
    Column("answer", String(20), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("answered_by", String(100), nullable=False),
    PrimaryKeyConstraint("activity_id", "key", name="pk_holding_proposals"),
)
