"""Reminders of a breach, each put out once for its cause: one row a stage, written once by triggers."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0031_breach_reminders"
down_revision = "0030_breach_work"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "breach_reminders",
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("clock", UtcDateTime(), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("put_out_at", UtcDateTime(), nullable=False),
        sa.Column("is_late", sa.Boolean(name="is_late"), nullable=False),
        sa.Column("not_needed", sa.String(length=20), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_reminders_breach_id_breaches")),
        sa.PrimaryKeyConstraint("breach_id", "clock", "stage", name=op.f("pk_breach_reminders")),
    )
    op.create_index(
        "ix_breach_reminders_served", "breach_reminders", ["breach_id", "series", "clock", "due_at"], unique=False
    )
    _go_on()
    _protect(op.get_bind().dialect.name)


def _go_on() -> None:
    """Note of every clock that the job before this one has served it up to its last run, so that nothing is told anew.

    What fell due since then (the worker stood still for the update) is put out late, as after any other pause.
    """
    op.execute(
        sa.text(
            "INSERT INTO breach_reminders"
            " (breach_id, clock, stage, series, due_at, put_out_at, is_late, not_needed, people)"
            " SELECT b.id, b.aware_at, 'office:before', 'office', j.done_at, j.done_at, false, 'before_update', 0"
            " FROM breaches AS b JOIN job_leases AS j ON j.name = 'breaches'"
            " WHERE j.done_at IS NOT NULL AND b.aware_at <= j.done_at AND b.created_at <= j.done_at"
        )
    )


def _protect(dialect: str) -> None:
    table = "breach_reminders"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and frozen'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        same = "breach_id = new.breach_id AND clock = new.clock AND stage = new.stage"
        exists = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - constants
        op.execute(
            sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({exists}) {refuse}")
        )
        for event in ("update", "delete"):
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {refuse}"))
        return
    for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def downgrade() -> None:
    """Undo."""
    op.drop_table("breach_reminders")
