"""Documents attached to records and fields: the files' bytes by hash, the documents, and their versions."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0011_attachments"
down_revision = "0010_notices"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "file_blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_blobs")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("pointer", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=100), nullable=True),
        sa.Column("removed_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attachments_activity_id_activities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_activity_id", "attachments", ["activity_id"])
    op.create_table(
        "attachment_versions",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=100), nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=300), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_attachment_versions_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["file_blobs.sha256"], name=op.f("fk_attachment_versions_sha256_file_blobs")
        ),
        sa.PrimaryKeyConstraint("attachment_id", "number", name=op.f("pk_attachment_versions")),
    )
    op.create_index("ix_attachment_versions_expires_on", "attachment_versions", ["expires_on"])
    op.create_index("ix_attachment_versions_sha256", "attachment_versions", ["sha256"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("attachment_versions")
    op.drop_table("attachments")
    op.drop_table("file_blobs")
