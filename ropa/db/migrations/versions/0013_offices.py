"""Offices that moved, merged, were renamed or split, with dates."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0013_offices"
down_revision = "0012_findings"


def upgrade() -> None:
    """Apply. Nothing is filled in: an office or activity without a row has always been as it is."""
    # Plain ADD COLUMN: making the table anew would look through every table that refers to it.
    op.add_column("offices", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column(
        "offices", sa.Column("is_changed", sa.Boolean(name="is_changed"), nullable=False, server_default=sa.false())
    )
    _office_changes()
    _office_history()
    _activity_offices()
    _office_change_items()


def _office_changes() -> None:
    op.create_table(
        "office_changes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.Column("committed_at", UtcDateTime(), nullable=True),
        sa.Column("committed_by", sa.String(length=100), nullable=True),
        sa.Column("committed_by_name", sa.String(length=300), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_changes")),
    )
    with op.batch_alter_table("office_changes", schema=None) as batch_op:
        batch_op.create_index("ix_office_changes_status_effective_on", ["status", "effective_on"], unique=False)


def _office_history() -> None:
    op.create_table(
        "office_history",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_office_history_office_id_offices")),
        sa.PrimaryKeyConstraint("office_id", "until_at", name=op.f("pk_office_history")),
    )


def _activity_offices() -> None:
    op.create_table(
        "activity_offices",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("moved_by", sa.String(length=100), nullable=False),
        sa.Column("moved_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_activity_offices_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_activity_offices_office_id_offices")),
        sa.PrimaryKeyConstraint("activity_id", "until_at", name=op.f("pk_activity_offices")),
    )


def _office_change_items() -> None:
    op.create_table(
        "office_change_items",
        sa.Column("change_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("from_office_id", sa.Integer(), nullable=False),
        sa.Column("decided_office_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_office_change_items_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["change_id"], ["office_changes.id"], name=op.f("fk_office_change_items_change_id_office_changes")
        ),
        sa.PrimaryKeyConstraint("change_id", "activity_id", name=op.f("pk_office_change_items")),
    )
    with op.batch_alter_table("office_change_items", schema=None) as batch_op:
        batch_op.create_index("ix_office_change_items_activity_id", ["activity_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("office_change_items", schema=None) as batch_op:
        batch_op.drop_index("ix_office_change_items_activity_id")

    op.drop_table("office_change_items")
    op.drop_table("activity_offices")
    op.drop_table("office_history")
    with op.batch_alter_table("office_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_office_changes_status_effective_on")

    op.drop_table("office_changes")
    op.drop_column("offices", "is_changed")
    op.drop_column("offices", "ended_on")
