"""Counters that limit how often forms without an account can be sent."""

from sqlalchemy import Column, Index, Integer, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

public_rates = Table(
    "public_rates",
    metadata,
    Column("form", String(40), primary_key=True),
    # A keyed hash of an address, or "*" for everybody. Never the address itself.
    Column("who", String(64), primary_key=True),
    Column("starts_at", UtcDateTime, primary_key=True),
    Column("seconds", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Index("ix_public_rates_starts_at", "starts_at"),
)
