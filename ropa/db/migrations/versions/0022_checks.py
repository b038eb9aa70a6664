"""Work items of the monthly check, and what its evidence says; triggers that keep it."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0022_checks"
down_revision = "0021_holdings"

_OPEN = sa.text("closed_at IS NULL")
_EVIDENCE = ("retention_failures", "retention_runs")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "retention_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("opened_run_id", sa.String(length=36), nullable=True),
        sa.Column("opened_month", sa.String(length=7), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_run_id", sa.String(length=36), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=100), nullable=True),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_retention_work_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_work")),
    )
    op.create_index("ix_retention_work_activity_id", "retention_work", ["activity_id"])
    _open_index("ix_retention_work_open_id", ["id", "kind"], unique=False)
    _open_index("uq_retention_work_open", ["activity_id", "kind", "reason"], unique=True)
    op.create_table(
        "retention_failures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("month", sa.String(length=20), nullable=False),
        sa.Column("error", sa.String(length=100), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_failures")),
    )
    op.add_column(
        "retention_runs", sa.Column("rules_hash", sa.String(length=64), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("retention_runs", sa.Column("facts", sa.LargeBinary(), nullable=True))
    _undated(["due_state", "activity_id"])
    for table in _EVIDENCE:
        _protect(op.get_bind().dialect.name, table)


def _open_index(name: str, columns: list[str], *, unique: bool) -> None:
    op.create_index(name, "retention_work", columns, unique=unique, sqlite_where=_OPEN, postgresql_where=_OPEN)


def _undated(columns: list[str]) -> None:
    """Make the index of holdings without a date: with their activity, the check groups them without their rows."""
    undated = sa.text("due_on IS NULL")
    op.drop_index("ix_holdings_undated", "holdings")
    op.create_index("ix_holdings_undated", "holdings", columns, sqlite_where=undated, postgresql_where=undated)


def _protect(dialect: str, table: str) -> None:
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'evidence of the monthly check is frozen'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        same = (
            "id = new.id"
            if table == "retention_failures"
            else "id = new.id OR (month, number) = (new.month, new.number)"
        )
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
    """Take back."""
    dialect = op.get_bind().dialect.name
    for event in ("update", "delete", "replace" if dialect == "sqlite" else "truncate"):
        on = "" if dialect == "sqlite" else " ON retention_runs"
        op.execute(sa.text(f"DROP TRIGGER retention_runs_no_{event}{on}"))
    _undated(["due_state"])
    op.drop_column("retention_runs", "facts")
    op.drop_column("retention_runs", "rules_hash")
    op.drop_table("retention_failures")
    op.drop_table("retention_work")
