"""Sent files as they were read, record by record, until somebody saved or dropped them.

The file itself is not kept: each value of a record says where in the file it stood.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

imports = Table(
    "imports",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("file_name", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("actor_name", String(300), nullable=False),
    # JSON list of Remark: about the whole file.
    Column("remarks", LargeBinary, nullable=False),
    Column("dropped_at", UtcDateTime, nullable=True),
    Index("ix_imports_sha256", "sha256"),
    Index("ix_imports_actor_id_created_at", "actor_id", "created_at"),
)

import_records = Table(
    "import_records",
    metadata,
    Column("import_id", String(36), ForeignKey("imports.id"), nullable=False),
    # Counts the file's records from 1.
    Column("number", Integer, nullable=False),
    Column("action", String(10), nullable=False),
    Column("office_id", Integer, nullable=True),
    Column("main_process", String(300), nullable=True),
    Column("sub_process", String(300), nullable=True),
    Column("place", String(300), nullable=True),
    # JSON of ActivityInput as it stands now, mended or not; NULL where nothing could be read.
    Column("data", LargeBinary, nullable=True),
    # JSON lists of Problem (of the reading) and Remark.
    Column("problems", LargeBinary, nullable=False),
    Column("remarks", LargeBinary, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("remark_count", Integer, nullable=False),
    # What the reading said the record was made from.
    Column("read_ref", String(40), nullable=True),
    Column("read_hash", String(64), nullable=True),
    # The record that it looks like, how that was found, and the version that the sender saw.
    Column("target_id", String(36), nullable=True),
    Column("target_why", String(10), nullable=True),
    Column("target_version", Integer, nullable=True),
    Column("changes", Integer, nullable=True),
    Column("is_same", Integer, nullable=False),
    Column("saved_id", String(36), nullable=True),
    Column("saved_ref", String(40), nullable=True),
    Column("saved_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("import_id", "number", name="pk_import_records"),
    Index("ix_import_records_saved_id", "saved_id"),
)
