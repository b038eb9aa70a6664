"""Unsaved text: one row for each person and place (the address of the form)."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

form_buffers = Table(
    "form_buffers",
    metadata,
    Column("person_id", String(36), ForeignKey("people.id"), primary_key=True),
    Column("place", String(200), primary_key=True),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_form_buffers_saved_at", "saved_at"),
)
