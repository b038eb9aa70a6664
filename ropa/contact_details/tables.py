"""What an office says about its controller and DPO: one row for each office that ever said something."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

contact_details = Table(
    "contact_details",
    metadata,
    Column("office_id", Integer, ForeignKey("offices.id"), primary_key=True, autoincrement=False),
    # 1 for what was said first; each change adds one.
    Column("version", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100), nullable=False),
    Column("changed_by_name", String(300), nullable=False),
)
