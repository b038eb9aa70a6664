"""Other ways in: what a person is known by, and the emergency sign-in's wrong tries and uses."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0008_sign_in"
down_revision = "0007_rights"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "people", sa.Column("id_kind", sa.String(length=20), nullable=False, server_default=sa.text("'national_id'"))
    )
    op.create_table(
        "emergency_sign_in",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_sign_in")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("emergency_sign_in")
    op.drop_column("people", "id_kind")
