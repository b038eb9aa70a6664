"""Rounds, the run of each office, the visits of its steps, pauses, and what happened, in order.

A round keeps the revision of the procedure by which it began. A visit of a step is a row: a decision that is not agreed
opens new visits, and the old ones stay with their times. `round_events` is written once; so is what is said of an
evidence file, which goes only while its step is open: both databases keep it by triggers.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

rounds = Table(
    "rounds",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("procedure_id", String(36), ForeignKey("procedures.id"), nullable=False),
    Column("revision_id", String(36), ForeignKey("procedure_revisions.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("owner_id", String(36), nullable=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("started_by", String(100), nullable=False),
    Column("started_by_name", String(300), nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_rounds_procedure_id", "procedure_id"),
    Index("ix_rounds_state", "state", "starts_on"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("round_id", String(36), ForeignKey("rounds.id"), nullable=False),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date, nullable=True),
    UniqueConstraint("round_id", "office_id"),
    Index("ix_runs_office_id", "office_id", "state"),
)

run_steps = Table(
    "run_steps",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("run_id", String(36), ForeignKey("runs.id"), nullable=False),
    Column("step", Integer, nullable=False),
    Column("visit", Integer, nullable=False),
    # 1, 2 ... of the run: which visit came to be before which.
    Column("born", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    # Of the office that does it now: the run's own, or the one to which it was handed.
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("doer", String(20), nullable=True),
    Column("person_id", String(36), nullable=True),
    Column("working_days", Integer, nullable=True),
    Column("opens_on", Date, nullable=True),
    Column("due_on", Date, nullable=True),
    Column("planned_on", Date, nullable=True),
    Column("is_provisional", Boolean(name="is_provisional"), nullable=False),
    # A day that a person has set stands, whatever holidays are entered later.
    Column("is_due_set", Boolean(name="is_due_set"), nullable=False),
    Column("done_on", Date, nullable=True),
    Column("done_at", UtcDateTime, nullable=True),
    Column("done_by", String(100), nullable=True),
    Column("done_by_name", String(300), nullable=True),
    # Acted for the person of the step as a deputy.
    Column("acted_for", String(36), nullable=True),
    Column("answer", String(20), nullable=True),
    Column("note", Text, nullable=True),
    Column("cause", String(20), nullable=True),
    Column("actual_days", Integer, nullable=True),
    UniqueConstraint("run_id", "step", "visit"),
    Index("ix_run_steps_due_on", "state", "due_on"),
    Index("ix_run_steps_person_id", "person_id", "state"),
    Index("ix_run_steps_office_id", "office_id", "state"),
)

run_pauses = Table(
    "run_pauses",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("run_id", String(36), ForeignKey("runs.id"), nullable=False),
    Column("from_on", Date, nullable=False),
    # Exclusive; none while it lasts.
    Column("until_on", Date, nullable=True),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
    Index(
        "uq_run_pauses_open",
        "run_id",
        unique=True,
        sqlite_where=text("until_on IS NULL"),
        postgresql_where=text("until_on IS NULL"),
    ),
    Index("ix_run_pauses_run_id", "run_id"),
)

round_events = Table(
    "round_events",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("round_id", String(36), ForeignKey("rounds.id"), nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("run_step_id", String(36), nullable=True),
    # started, opened, done, returned, handed, due_moved, paused, resumed, person_changed, office_changed, cancelled ...
    Column("kind", String(30), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
    Column("reason", Text, nullable=True),
    # JSON: what it was before and is now.
    Column("details", Text, nullable=False),
    Index("ix_round_events_round_id", "round_id", "at"),
    Index("ix_round_events_run_id", "run_id"),
)

run_step_files = Table(
    "run_step_files",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("run_step_id", String(36), ForeignKey("run_steps.id"), nullable=False),
    Column("sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("note", Text, nullable=True),
    Column("uploaded_at", UtcDateTime, nullable=False),
    Column("uploaded_by", String(100), nullable=False),
    Column("uploaded_by_name", String(300), nullable=False),
    Column("removed_at", UtcDateTime, nullable=True),
    Column("removed_by", String(100), nullable=True),
    Column("removed_by_name", String(300), nullable=True),
    Index("ix_run_step_files_run_step_id", "run_step_id"),
    Index("ix_run_step_files_sha256", "sha256"),
)
