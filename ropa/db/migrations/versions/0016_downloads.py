"""Long exports that somebody asked for."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0016_downloads"
down_revision = "0015_imports"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "downloads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("actor", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("open_key", sa.String(length=64), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.String(length=300), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("error_th", sa.String(length=1000), nullable=True),
        sa.Column("error_en", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["file_blobs.sha256"], name=op.f("fk_downloads_sha256_file_blobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_downloads")),
    )
    with op.batch_alter_table("downloads", schema=None) as batch_op:
        batch_op.create_index("ix_downloads_actor_id_id", ["actor_id", "id"], unique=False)
        batch_op.create_index("ix_downloads_sha256", ["sha256"], unique=False)
        batch_op.create_index("ix_downloads_state_id", ["state", "id"], unique=False)
        batch_op.create_index("uq_downloads_open_key", ["open_key"], unique=True)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("downloads", schema=None) as batch_op:
        batch_op.drop_index("uq_downloads_open_key")
        batch_op.drop_index("ix_downloads_state_id")
        batch_op.drop_index("ix_downloads_sha256")
        batch_op.drop_index("ix_downloads_actor_id_id")

    op.drop_table("downloads")
