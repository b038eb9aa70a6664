"""Jobs: who holds one, and when it was last done."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0005_jobs"
down_revision = "0004_people"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "job_leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_leases")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("job_leases")
