"""Bearer tokens (only the SHA-256 of each is kept) and the reach of a grant: the closure of the office tree."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
)

# One row for each office and each of its ancestors, itself included: a grant at the ancestor reaches the descendant.
office_closure = Table(
    "office_closure",
    metadata,
    Column("ancestor_id", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("descendant_id", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("depth", Integer, nullable=False),
    Index("ix_office_closure_descendant_id", "descendant_id"),
)
