"""What was put out of each stage of each clock of a breach. A row is written once, with the notices that it stands for.

The tables of breaches hold it, and not those of reminders, because one query joins it with the clocks.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

breach_reminders = Table(
    "breach_reminders",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), primary_key=True),
    # The moment from which the clock runs: a moved awareness is another clock with reminders of its own.
    Column("clock", UtcDateTime, primary_key=True),
    # Series and hour, e.g. `office:24` (`ropa.reminders.rules_breach_stages`).
    Column("stage", String(60), primary_key=True),
    Column("series", String(20), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    # When it was put out, or was found to be not needed any more.
    Column("put_out_at", UtcDateTime, nullable=False),
    Column("is_late", Boolean(name="is_late"), nullable=False),
    # Why nobody was told (`schemas.breach_reminders.NotNeeded`); null: put out.
    Column("not_needed", String(20), nullable=True),
    Column("people", Integer, nullable=False),
    # How far a clock was served is the last `due_at` of it.
    Index("ix_breach_reminders_served", "breach_id", "series", "clock", "due_at"),
)
