"""Where somebody went from the search: kind and key, for one person, for 30 days."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0041_search_places"
down_revision = "0040_request_arrivals"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "search_places",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_search_places_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "kind", "key", name=op.f("pk_search_places")),
    )
    op.create_index("ix_search_places_opened_at", "search_places", ["opened_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_search_places_opened_at", table_name="search_places")
    op.drop_table("search_places")
