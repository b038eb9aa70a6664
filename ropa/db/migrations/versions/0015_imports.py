"""Sent files as they were read, until somebody saved or dropped their records."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0015_imports"
down_revision = "0014_reminders"


def upgrade() -> None:
    """Apply."""
    _imports()
    _import_records()


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("remarks", sa.LargeBinary(), nullable=False),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index("ix_imports_actor_id_created_at", ["actor_id", "created_at"], unique=False)
        batch_op.create_index("ix_imports_sha256", ["sha256"], unique=False)


def _import_records() -> None:
    op.create_table(
        "import_records",
        sa.Column("import_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("main_process", sa.String(length=300), nullable=True),
        sa.Column("sub_process", sa.String(length=300), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("problems", sa.LargeBinary(), nullable=False),
        sa.Column("remarks", sa.LargeBinary(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("remark_count", sa.Integer(), nullable=False),
        sa.Column("read_ref", sa.String(length=40), nullable=True),
        sa.Column("read_hash", sa.String(length=64), nullable=True),
        sa.Column("target_id", sa.String(length=36), nullable=True),
        sa.Column("target_why", sa.String(length=10), nullable=True),
        sa.Column("target_version", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=True),
        sa.Column("is_same", sa.Integer(), nullable=False),
        sa.Column("saved_id", sa.String(length=36), nullable=True),
        sa.Column("saved_ref", sa.String(length=40), nullable=True),
        sa.Column("saved_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_records_import_id_imports")),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_import_records"),
    )
    with op.batch_alter_table("import_records", schema=None) as batch_op:
        batch_op.create_index("ix_import_records_saved_id", ["saved_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("import_records", schema=None) as batch_op:
        batch_op.drop_index("ix_import_records_saved_id")

    op.drop_table("import_records")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index("ix_imports_sha256")
        batch_op.drop_index("ix_imports_actor_id_created_at")

    op.drop_table("imports")
