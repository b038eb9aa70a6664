"""Who looks after each record, now and before, and the records that somebody chose for work on many."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

#: One row is one time; the open one (`until_at` is null) tells of the present. `person_id` null: nobody, on purpose.
stewards = Table(
    "stewards",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=True),
    Column("since_at", UtcDateTime, nullable=False),
    Column("assigned_by", String(100), nullable=False),
    Column("assigned_by_name", String(300), nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("until_at", UtcDateTime, nullable=True),
    Index("ix_stewards_activity_id", "activity_id"),
    Index(
        "ix_stewards_open",
        "activity_id",
        unique=True,
        sqlite_where=text("until_at IS NULL"),
        postgresql_where=text("until_at IS NULL"),
    ),
    Index("ix_stewards_person_id", "person_id", "activity_id"),
)

#: What was chosen for a run (ropa/bulk); a deleted record leaves it.
chosen_records = Table(
    "chosen_records",
    metadata,
    Column("run_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), nullable=False),
    Index("ix_chosen_records_activity_id", "activity_id", "run_id"),
)
