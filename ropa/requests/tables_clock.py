"""Pauses and extensions, what is asked of the citizen, and what was put out of each reminder.

A pause is fixed and ends once. What is asked is sealed: it may name papers of a person. Days are days in Bangkok.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_RUNS = text("ended_at IS NULL")
_WAITS = text("closed_at IS NULL")

request_pauses = Table(
    "request_pauses",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    # `subject_request_rights.seq`: a right that is asked for later has a clock that nothing has paused.
    Column("right_seq", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    # The ground as it was confirmed then.
    Column("ground", String(40), nullable=False),
    Column("ground_number", Integer, nullable=False),
    Column("law", String(300), nullable=False),
    # The first day that does not count; of an extension, the day on which it was decided.
    Column("from_on", Date, nullable=False),
    # Days of an extension, or the most that the law gives a pause; null: no number.
    Column("days", Integer, nullable=True),
    Column("reason", Text, nullable=False),
    # What is asked of the citizen and is waited for; its answer ends the pause.
    Column("ask_number", Integer, nullable=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_by_name", String(300), nullable=False),
    # The day on which the clock goes on; it counts.
    Column("to_on", Date, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(100), nullable=True),
    Column("ended_by_name", String(300), nullable=True),
    Column("end_reason", Text, nullable=True),
    Index("ix_request_pauses_running", "request_id", sqlite_where=_RUNS, postgresql_where=_RUNS),
)

request_asks = Table(
    "request_asks",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    # Words to the citizen, encrypted for this row alone; null: forgotten.
    Column("sealed", LargeBinary, nullable=True),
    Column("key_version", Integer, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("days", Integer, nullable=False),
    # The last day for the citizen, moved to a working day; provisional while a year's holidays are not confirmed.
    Column("due_on", Date, nullable=False),
    Column("is_provisional", Boolean(name="is_provisional"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("answered_on", Date, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("closed_by", String(100), nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    Index("ix_request_asks_waiting", "due_on", "request_id", sqlite_where=_WAITS, postgresql_where=_WAITS),
)

# Written once, with the notices that a row stands for.
request_reminders = Table(
    "request_reminders",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    # `due`, `ask:1` or `pause:1` by its number: what the stage counts to.
    Column("series", String(20), primary_key=True),
    # The last day to which it counts: a moved one is another clock with reminders of its own.
    Column("clock", Date, primary_key=True),
    # Days before (14) or after (-7) the last day.
    Column("stage", Integer, primary_key=True),
    Column("put_out_at", UtcDateTime, nullable=False),
    Column("is_late", Boolean(name="is_late"), nullable=False),
    Column("people", Integer, nullable=False),
)
