"""Work that the monthly check finds for owners, and checks that broke off."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_OPEN = text("closed_at IS NULL")

#: What an office has to do: one open row for an activity, a kind of work and a reason, however many data sets it is
#: about. Closed rows stay. The office is the activity's own, so that the work moves with it.
retention_work = Table(
    "retention_work",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    # '' where the kind says it all.
    Column("reason", String(60), nullable=False),
    Column("count", Integer, nullable=False),
    # Of the data sets' due days.
    Column("first_on", Date, nullable=True),
    Column("last_on", Date, nullable=True),
    # The old dates of what a changed rule moved.
    Column("details", LargeBinary, nullable=True),
    # No run: a save opened it, or a person closed it.
    Column("opened_run_id", String(36), nullable=True),
    Column("opened_month", String(7), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_run_id", String(36), nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("closed_by", String(100), nullable=True),
    # The last run that found another number than the one before.
    Column("run_id", String(36), nullable=True),
    Index(
        "uq_retention_work_open",
        "activity_id",
        "kind",
        "reason",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    # Deleting an activity looks for all of its rows.
    Index("ix_retention_work_activity_id", "activity_id"),
    Index("ix_retention_work_open_id", "id", "kind", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

#: Checks that broke off and were taken back whole; the next run's evidence counts them. Triggers refuse every change.
retention_failures = Table(
    "retention_failures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("month", String(20), nullable=False),
    # The kind of error, never its text.
    Column("error", String(100), nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("failed_at", UtcDateTime, nullable=False),
)
