"""What a person has hidden of the guided first run, and whether this database is a demonstration."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0045_guided"
down_revision = "0044_typed_before"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "guided_people",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("hidden_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_guided_people_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_guided_people")),
    )
    op.create_table(
        "demonstrations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.Column("loaded_at", UtcDateTime(), nullable=True),
        sa.Column("provinces", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_demonstrations_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demonstrations")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("demonstrations")
    op.drop_table("guided_people")
