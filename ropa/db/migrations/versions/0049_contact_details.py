"""What an office says about its controller and DPO."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0049_contact_details"
down_revision = "0048_step_files_and_comments"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "contact_details",
        sa.Column("office_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_contact_details_office_id_offices")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_contact_details")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("contact_details")
