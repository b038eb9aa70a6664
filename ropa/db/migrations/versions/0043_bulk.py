"""Who looks after a record, and what was done to many records at once, with what it was before."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0043_bulk"
down_revision = "0042_publications"


def upgrade() -> None:
    """Apply."""
    _stewards()
    op.create_table(
        "bulk_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("undo_of", sa.String(length=36), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["undo_of"], ["bulk_runs.id"], name=op.f("fk_bulk_runs_undo_of_bulk_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_runs")),
    )
    op.create_index("ix_bulk_runs_created_by", "bulk_runs", ["created_by", "id"], unique=False)
    op.create_index("ix_bulk_runs_undo_of", "bulk_runs", ["undo_of"], unique=False)
    op.create_table(
        "bulk_items",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("hash_before", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("message_th", sa.Text(), nullable=True),
        sa.Column("message_en", sa.Text(), nullable=True),
        sa.Column("starts_draft", sa.Boolean(name="starts_draft"), nullable=False, server_default=sa.false()),
        sa.Column("place_count", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_runs.id"], name=op.f("fk_bulk_items_run_id_bulk_runs")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_bulk_items")),
    )
    op.create_index("ix_bulk_items_run_id_state", "bulk_items", ["run_id", "state", "number"], unique=False)
    op.create_index("ix_bulk_items_activity_id", "bulk_items", ["activity_id"], unique=False)


def _stewards() -> None:
    op.create_table(
        "stewards",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("assigned_by", sa.String(length=100), nullable=False),
        sa.Column("assigned_by_name", sa.String(length=300), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_stewards_activity_id_activities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stewards_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stewards")),
    )
    op.create_index("ix_stewards_activity_id", "stewards", ["activity_id"], unique=False)
    op.create_index(
        "ix_stewards_open",
        "stewards",
        ["activity_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_index("ix_stewards_person_id", "stewards", ["person_id", "activity_id"], unique=False)
    op.create_table(
        "chosen_records",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_chosen_records_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_chosen_records")),
    )
    op.create_index("ix_chosen_records_activity_id", "chosen_records", ["activity_id", "run_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_chosen_records_activity_id", table_name="chosen_records")
    op.drop_table("chosen_records")
    op.drop_index("ix_stewards_person_id", table_name="stewards")
    op.drop_index("ix_stewards_open", table_name="stewards")
    op.drop_index("ix_stewards_activity_id", table_name="stewards")
    op.drop_table("stewards")
    op.drop_index("ix_bulk_items_activity_id", table_name="bulk_items")
    op.drop_index("ix_bulk_items_run_id_state", table_name="bulk_items")
    op.drop_table("bulk_items")
    op.drop_index("ix_bulk_runs_undo_of", table_name="bulk_runs")
    op.drop_index("ix_bulk_runs_created_by", table_name="bulk_runs")
    op.drop_table("bulk_runs")
