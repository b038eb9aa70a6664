"""Several retention rules of one activity, the cycles of its words, and what a person confirmed of a reading."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0020_readings"
down_revision = "0019_pictures"

_CURRENT = sa.text("until_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "retention_rules", sa.Column("slot", sa.String(length=200), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("retention_rules", sa.Column("about", sa.LargeBinary(), nullable=True))
    op.drop_index("uq_retention_rules_current", table_name="retention_rules")
    _index_current("activity_id", "slot")
    op.create_table(
        "retention_cycles",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_retention_cycles_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", "part", name=op.f("pk_retention_cycles")),
    )
    op.create_table(
        "retention_confirmations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("slot", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stated_event", sa.String(length=30), nullable=True),
        sa.Column("about_hash", sa.String(length=64), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=True),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_confirmations")),
    )
    op.create_index(
        "ix_retention_confirmations_place", "retention_confirmations", ["activity_id", "part", "slot", "id"]
    )
    _protect(op.get_bind().dialect.name)


def _index_current(*columns: str) -> None:
    op.create_index(
        "uq_retention_rules_current",
        "retention_rules",
        list(columns),
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )


def _protect(dialect: str) -> None:
    table = "retention_confirmations"
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'what was confirmed of a reading is frozen'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        exists = f"SELECT 1 FROM {table} WHERE id = new.id"  # noqa: S608 - a constant
        op.execute(
            sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({exists}) {refuse}")
        )
        for event in ("update", "delete"):
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {refuse}"))
        return
    for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def downgrade() -> None:
    """Take back."""
    op.drop_table("retention_confirmations")
    op.drop_table("retention_cycles")
    op.drop_index("uq_retention_rules_current", table_name="retention_rules")
    # The older program knows one rule of an activity: the others go, so that its index can stand.
    op.execute(sa.text("DELETE FROM retention_rules WHERE slot <> ''"))
    _index_current("activity_id")
    op.drop_column("retention_rules", "about")
    op.drop_column("retention_rules", "slot")
