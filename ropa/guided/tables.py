"""Who has hidden the guided first run, and the mark of a database that is a demonstration."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

guided_people = Table(
    "guided_people",
    metadata,
    Column("person_id", String(36), ForeignKey("people.id"), primary_key=True),
    Column("hidden_at", UtcDateTime, nullable=False),
)

#: At most one row. It is written into an empty database only, so that no real register ever has it.
demonstrations = Table(
    "demonstrations",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one"), primary_key=True, autoincrement=False),
    Column("marked_at", UtcDateTime, nullable=False),
    Column("loaded_at", UtcDateTime),
    Column("provinces", Integer),
)
