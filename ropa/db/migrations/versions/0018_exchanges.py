"""Exchange lines of the live revisions, for the map of all systems. Filled by `ropa reindex`."""

import sqlalchemy as sa
from alembic import op

revision = "0018_exchanges"
down_revision = "0017_packs"


def upgrade() -> None:
    """Apply."""
    _systems()
    op.create_index("ix_revision_index_shown", "revision_index", ["revision_id", "is_public", "status", "office_id"])
    op.create_table(
        "revision_exchanges",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("system_seq", sa.Integer(), nullable=False),
        sa.Column("line_seq", sa.Integer(), nullable=False),
        sa.Column("system_key", sa.String(length=16), nullable=False),
        sa.Column("body_key", sa.String(length=16), nullable=False),
        sa.Column("partner_key", sa.String(length=16), nullable=False),
        sa.Column("partner_system", sa.String(length=16), nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=True),
        sa.Column("mode", sa.String(length=10), nullable=True),
        sa.Column("is_special", sa.Boolean(name="is_special"), nullable=False),
        sa.Column("is_abroad", sa.Boolean(name="is_abroad"), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=True),
        sa.Column("data_key", sa.Text(), nullable=True),
        sa.Column("processor", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_exchanges_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", "seq", name=op.f("pk_revision_exchanges")),
    )
    op.create_index("ix_revision_exchanges_system_key", "revision_exchanges", ["system_key"])
    op.create_index("ix_revision_exchanges_partner_key", "revision_exchanges", ["partner_key", "revision_id"])


def _systems() -> None:
    for name, length in (("system_key", 16), ("owner_key", 16), ("sort", 300)):
        op.add_column(
            "revision_systems", sa.Column(name, sa.String(length=length), nullable=False, server_default=sa.text("''"))
        )
    op.add_column(
        "revision_systems",
        sa.Column("is_abroad", sa.Boolean(name="is_abroad"), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_revision_systems_sort", "revision_systems", ["sort", "system_key", "revision_id"])
    op.create_index("ix_revision_systems_system_key", "revision_systems", ["system_key", "revision_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("revision_exchanges")
    op.drop_index("ix_revision_index_shown", "revision_index")
    op.drop_index("ix_revision_systems_system_key", "revision_systems")
    op.drop_index("ix_revision_systems_sort", "revision_systems")
    with op.batch_alter_table("revision_systems") as batch:
        for name in ("is_abroad", "sort", "owner_key", "system_key"):
            batch.drop_column(name)
