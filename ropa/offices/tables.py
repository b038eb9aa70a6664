"""The offices of the ministry, and what they were called and where they stood before.

An office that ended keeps its row: what was said of it in the past must still find its name.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, false

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

offices = Table(
    "offices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("parent_id", Integer, ForeignKey("offices.id"), nullable=True),
    Column("name", String(300), nullable=False),
    Column("sort_key", String(600), nullable=False),
    Column("org_id", Integer, nullable=True),
    Column("province_id", Integer, nullable=True),
    Column("is_placeholder", Boolean(name="is_placeholder"), nullable=False),
    # First day (Bangkok) on which the office is no more.
    Column("ended_on", Date, nullable=True),
    # A reorganisation decided its name, place or end: the ministry's shipped table no longer does.
    Column("is_changed", Boolean(name="is_changed"), nullable=False, server_default=false()),
)

#: Name and place of an office before a moment. No row: it has always been as it is now, so most offices have none.
office_history = Table(
    "office_history",
    metadata,
    Column("office_id", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("until_at", UtcDateTime, primary_key=True),
    Column("name", String(300), nullable=False),
    Column("parent_id", Integer, nullable=True),
)
