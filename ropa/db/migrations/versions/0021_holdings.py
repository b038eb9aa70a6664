"""What is known of a data set, and where it stands on its way to destruction; where data sets come from."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0021_holdings"
down_revision = "0020_readings"

_INDEXES = (
    ("uq_holdings_source_key", ["activity_id", "source_key"], "source_key IS NOT NULL", True),
    ("uq_holdings_made_from", ["activity_id", "made_from"], "made_from IS NOT NULL", True),
    ("ix_holdings_state", ["state", "id"], "state <> 'active'", False),
    ("ix_holdings_list_id", ["list_id", "id"], "list_id IS NOT NULL", False),
)


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("carrier", sa.String(length=20), nullable=True),
        sa.Column("saraban", sa.String(length=20), nullable=False, server_default=sa.text("'unclear'")),
        sa.Column("data_from", sa.Date(), nullable=True),
        sa.Column("data_through", sa.Date(), nullable=True),
        sa.Column("copies", sa.LargeBinary(), nullable=True),
        sa.Column("rule_slot", sa.String(length=200), nullable=False, server_default=sa.text("''")),
        sa.Column("source_key", sa.String(length=200), nullable=True),
        sa.Column("origin", sa.String(length=20), nullable=False, server_default=sa.text("'page'")),
        sa.Column("made_from", sa.String(length=250), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False, server_default=sa.text("'active'")),
        sa.Column("list_id", sa.String(length=36), nullable=True),
        sa.Column("extended_through", sa.Date(), nullable=True),
        sa.Column("extended_due_on", sa.Date(), nullable=True),
        sa.Column("disposed_on", sa.Date(), nullable=True),
    )


def upgrade() -> None:
    """Apply."""
    for column in _columns():
        op.add_column("holdings", column)
    for name, columns, where, unique in _INDEXES:
        op.create_index(
            name, "holdings", columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_table(
        "holding_imports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("faults", sa.LargeBinary(), nullable=False),
        sa.Column("committed_at", UtcDateTime(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=True),
        sa.Column("known", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_imports")),
    )
    op.create_index("ix_holding_imports_sha256", "holding_imports", ["sha256"])
    op.create_index("ix_holding_imports_created_at", "holding_imports", ["created_at"])
    op.create_table(
        "holding_import_rows",
        sa.Column("import_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("made_from", sa.String(length=250), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["holding_imports.id"],
            name=op.f("fk_holding_import_rows_import_id_holding_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_holding_import_rows"),
    )
    op.create_table(
        "holding_proposals",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("answered_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_holding_proposals_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", "key", name="pk_holding_proposals"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("holding_proposals")
    op.drop_table("holding_import_rows")
    op.drop_table("holding_imports")
    for name, *_ in _INDEXES:
        op.drop_index(name, "holdings")
    for column in reversed(_columns()):
        op.drop_column("holdings", column.name)
