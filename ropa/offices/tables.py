"""The offices of the ministry."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from ropa.db.tables import metadata

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
)
