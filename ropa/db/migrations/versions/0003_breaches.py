"""Breaches and the activities that they concern."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0003_breaches"
down_revision = "0002_retention"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "breaches",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("aware_at", UtcDateTime(), nullable=False),
        sa.Column("detected_at", UtcDateTime(), nullable=True),
        sa.Column("occurred_from", UtcDateTime(), nullable=True),
        sa.Column("occurred_to", UtcDateTime(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_breaches_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("ref", name=op.f("uq_breaches_ref")),
    )
    op.create_index("ix_breaches_office_id", "breaches", ["office_id"], unique=False)
    op.create_index("ix_breaches_aware_at_id", "breaches", ["aware_at", "id"], unique=False)
    op.create_table(
        "breach_activities",
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_activities_breach_id_breaches")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_breach_activities_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("breach_id", "place", name=op.f("pk_breach_activities")),
    )
    op.create_index("ix_breach_activities_activity_id", "breach_activities", ["activity_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("breach_activities")
    op.drop_table("breaches")
