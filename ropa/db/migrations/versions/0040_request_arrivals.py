"""What came by the public form of requests, and whether the digest told of it."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0040_request_arrivals"
down_revision = "0039_breach_reports_kept"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "request_arrivals",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_arrivals_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_request_arrivals")),
    )
    op.create_index("ix_request_arrivals_told_at", "request_arrivals", ["told_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_request_arrivals_told_at", table_name="request_arrivals")
    op.drop_table("request_arrivals")
