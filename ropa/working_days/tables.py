"""Holidays as the yearly resolutions give them, and which years a person has confirmed to be whole.

Sources: law.md C.6. A day that is taken out keeps its row, so that it can be told why a date was counted as it was.
"""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_STANDING = text("removed_at IS NULL")

holidays = Table(
    "holidays",
    metadata,
    Column("id", String(36), primary_key=True),
    # national, ministry, province; `scope_ref` is the province's number, and empty for the two others.
    Column("scope", String(20), nullable=False),
    Column("scope_ref", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("name_th", String(300), nullable=False),
    # Resolution of the Cabinet, announcement of the province: never empty.
    Column("source_ref", String(500), nullable=False),
    # full, special (a bridge day), cancelled (a day of a wider scope on which this scope works).
    Column("kind", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    Column("removed_at", UtcDateTime, nullable=True),
    Column("removed_by", String(100), nullable=True),
    Column("removed_by_name", String(300), nullable=True),
    Column("removed_reason", Text, nullable=True),
    Index(
        "uq_holidays_standing",
        "scope",
        "scope_ref",
        "day",
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
    Index("ix_holidays_day", "day"),
)

# A year is confirmed by the last row of its scope; a row without a confirmation takes it back. Written once.
holiday_years = Table(
    "holiday_years",
    metadata,
    Column("scope", String(20), primary_key=True),
    Column("scope_ref", String(20), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("days", Integer, nullable=False),
    Column("source_ref", String(500), nullable=False),
    Column("reason", Text, nullable=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
)
