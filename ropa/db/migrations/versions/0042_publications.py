"""What a DPO published of approved activities, as it was published; and what was withdrawn."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0042_publications"
down_revision = "0041_search_places"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("with_notice", sa.Boolean(name="with_notice"), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=100), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=100), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_publications_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publications")),
        sa.UniqueConstraint("id", name=op.f("uq_publications_id")),
    )
    standing = sa.text("withdrawn_at IS NULL")
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.create_index("ix_publications_activity_id", ["activity_id"], unique=False)
        batch_op.create_index(
            "ix_publications_standing",
            ["activity_id"],
            unique=True,
            sqlite_where=standing,
            postgresql_where=standing,
        )
        batch_op.create_index(
            "ix_publications_list", ["number"], unique=False, sqlite_where=standing, postgresql_where=standing
        )


def downgrade() -> None:
    """Undo."""
    op.drop_table("publications")
