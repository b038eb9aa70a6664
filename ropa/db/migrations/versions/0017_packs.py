"""Auditor's packs, and who may look into them until when."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0017_packs"
down_revision = "0016_downloads"


def upgrade() -> None:
    """Apply."""
    _packs()
    _pack_shares()


def _packs() -> None:
    op.create_table(
        "packs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_by_name", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("masked", sa.Boolean(name="masked"), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column("query_th", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("zip_sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest_hash", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("grants", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["file_blobs.sha256"], name=op.f("fk_packs_sha256_file_blobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
    )
    with op.batch_alter_table("packs", schema=None) as batch_op:
        batch_op.create_index("ix_packs_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_packs_made_by_id", ["made_by", "id"], unique=False)
        batch_op.create_index("ix_packs_sha256", ["sha256"], unique=False)


def _pack_shares() -> None:
    op.create_table(
        "pack_shares",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("pack_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("shared_at", UtcDateTime(), nullable=False),
        sa.Column("shared_by", sa.String(length=100), nullable=False),
        sa.Column("shared_by_name", sa.String(length=300), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.Column("ended_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["pack_id"], ["packs.id"], name=op.f("fk_pack_shares_pack_id_packs")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pack_shares_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_shares")),
    )
    with op.batch_alter_table("pack_shares", schema=None) as batch_op:
        batch_op.create_index("ix_pack_shares_pack_id", ["pack_id"], unique=False)
        batch_op.create_index("ix_pack_shares_person_id", ["person_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("pack_shares", schema=None) as batch_op:
        batch_op.drop_index("ix_pack_shares_person_id")
        batch_op.drop_index("ix_pack_shares_pack_id")

    op.drop_table("pack_shares")
    with op.batch_alter_table("packs", schema=None) as batch_op:
        batch_op.drop_index("ix_packs_sha256")
        batch_op.drop_index("ix_packs_made_by_id")
        batch_op.drop_index("ix_packs_expires_at")

    op.drop_table("packs")
