"""Rights: from when, why and for whom somebody acts; suspension; requests for a right."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0007_rights"
down_revision = "0006_trail"


def upgrade() -> None:
    """Apply."""
    op.add_column("people", sa.Column("activated_at", UtcDateTime(), nullable=True))
    op.add_column("grants", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("grants", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column(
        "grants", sa.Column("is_acting", sa.Boolean(name="is_acting"), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "access_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("grant_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_requests_person_id_people")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_access_requests_office_id_offices")),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_access_requests_grant_id_grants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
    )
    op.create_index("ix_access_requests_office_id", "access_requests", ["office_id"], unique=False)
    op.create_index("ix_access_requests_person_id", "access_requests", ["person_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("access_requests")
    for column in ("is_acting", "reason", "valid_from"):
        op.drop_column("grants", column)
    op.drop_column("people", "activated_at")
