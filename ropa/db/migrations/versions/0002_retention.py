"""Retention: readings of the words, holdings, holds, and the monthly check."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0002_retention"
down_revision = "0001_core"


def upgrade() -> None:
    """Apply."""
    _rules()
    _holdings()
    _holds()
    _check()


def _rules() -> None:
    op.create_table(
        "retention_rules",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("retention_text", sa.Text(), nullable=True),
        sa.Column("stated_event", sa.String(length=30), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("rule", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_retention_rules_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_retention_rules_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rules")),
    )
    op.create_index("ix_retention_rules_activity_id", "retention_rules", ["activity_id"], unique=False)
    op.create_index(
        "ix_retention_rules_current_status",
        "retention_rules",
        ["status", "rules_version"],
        unique=False,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_index(
        "uq_retention_rules_current",
        "retention_rules",
        ["activity_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )


def _holdings() -> None:
    op.create_table(
        "holdings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("start_event", sa.String(length=30), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("location", sa.String(length=500), nullable=True),
        sa.Column("medium", sa.String(length=500), nullable=True),
        sa.Column("volume", sa.String(length=500), nullable=True),
        sa.Column("rule_id", sa.String(length=36), nullable=False),
        sa.Column("due_state", sa.String(length=20), nullable=False),
        sa.Column("last_day_kept", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.CheckConstraint("(due_state = 'dated') = (due_on IS NOT NULL)", name=op.f("ck_holdings_dated")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_holdings_activity_id_activities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
    )
    op.create_index("ix_holdings_activity_id_id", "holdings", ["activity_id", "id"], unique=False)
    op.create_index("ix_holdings_activity_id_started_on", "holdings", ["activity_id", "started_on"], unique=False)
    op.create_index(
        "ix_holdings_due_on",
        "holdings",
        ["due_on", "id", "activity_id"],
        unique=False,
        sqlite_where=sa.text("due_on IS NOT NULL"),
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )
    op.create_index(
        "ix_holdings_undated",
        "holdings",
        ["due_state"],
        unique=False,
        sqlite_where=sa.text("due_on IS NULL"),
        postgresql_where=sa.text("due_on IS NULL"),
    )


def _holds() -> None:
    op.create_table(
        "retention_holds",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("holding_id", sa.String(length=36), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("placed_at", UtcDateTime(), nullable=False),
        sa.Column("placed_by", sa.String(length=100), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(length=100), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(activity_id IS NULL) <> (holding_id IS NULL)", name=op.f("ck_retention_holds_one_scope")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_retention_holds_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_retention_holds_holding_id_holdings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_holds")),
    )
    op.create_index(
        "ix_retention_holds_active_activity",
        "retention_holds",
        ["activity_id"],
        unique=False,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_index(
        "ix_retention_holds_active_holding",
        "retention_holds",
        ["holding_id"],
        unique=False,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _check() -> None:
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(name="late"), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("undatable", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("items_hash", sa.String(length=64), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("program_version", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_retention_runs_month_number")),
    )
    op.create_table(
        "retention_due",
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("due_on", "holding_id", name=op.f("pk_retention_due")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo."""
    for table in ("retention_due", "retention_runs", "retention_holds", "holdings", "retention_rules"):
        op.drop_table(table)
