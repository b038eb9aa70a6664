"""Tasks of a request: what is to be done about the person's data, where. They end or are put off, they never vanish."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_OPEN = text("done_at IS NULL AND dropped_at IS NULL")

request_tasks = Table(
    "request_tasks",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("what", String(20), nullable=False),
    # The target as it is known across records, so that it is made once however many activities name it. `round`: a
    # task that is done is evidence; what comes up later about the same target is another one.
    Column("target_key", String(64), nullable=False),
    Column("round", Integer, nullable=False),
    Column("target_name", String(500), nullable=False),
    Column("holding_id", String(36), nullable=True),
    # One of its activities, whose office is asked; all of them, with the lines that named the target, are in `sources`.
    # No foreign key: a draft that was never approved may go, the task stays.
    Column("activity_id", String(36), nullable=True),
    Column("sources", LargeBinary, nullable=False),
    Column("rights", LargeBinary, nullable=False),
    Column("owner_id", String(36), ForeignKey("people.id"), nullable=True),
    Column("owner_office_id", Integer, ForeignKey("offices.id"), nullable=True),
    Column("due_on", Date, nullable=True),
    Column("result", String(20), nullable=True),
    Column("note", Text, nullable=True),
    Column("evidence_ref", String(300), nullable=True),
    # Of a task to tell somebody: when and how it was told, and the number of their receipt.
    Column("told_at", UtcDateTime, nullable=True),
    Column("told_how", String(20), nullable=True),
    Column("receipt_ref", String(300), nullable=True),
    Column("done_at", UtcDateTime, nullable=True),
    Column("done_by", String(100), nullable=True),
    Column("done_by_name", String(300), nullable=True),
    Column("dropped_at", UtcDateTime, nullable=True),
    Column("dropped_reason", Text, nullable=True),
    # Put off by a decision, not by a person: another decision brings it back as another round.
    Column("is_overtaken", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    UniqueConstraint("request_id", "kind", "what", "target_key", "round"),
    Index("ix_request_tasks_open_owner_id", "owner_id", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index(
        "ix_request_tasks_open_owner_office_id", "owner_office_id", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN
    ),
)
