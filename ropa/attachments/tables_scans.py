"""What a scanner for malware said of the bytes of a file: one row for the same bytes, however often they came.

No row: the bytes came while no scanner was set up.
"""

from sqlalchemy import Column, Index, Integer, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

file_scans = Table(
    "file_scans",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("state", String(20), nullable=False),
    # The scanner's own name of what it found; None: nothing found.
    Column("finding", String(200), nullable=True),
    # Why the last try gave no answer: a code, never the scanner's own words.
    Column("trouble", String(60), nullable=True),
    Column("tries", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    # When the worker tries again; nothing to an answer that is there.
    Column("next_at", UtcDateTime, nullable=True),
    Column("scanned_at", UtcDateTime, nullable=True),
    Index("ix_file_scans_next_at", "next_at"),
)
