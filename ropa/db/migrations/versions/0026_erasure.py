"""Destruction targets and the runs that carried a list out in them; triggers that keep what they found."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0026_erasure"
down_revision = "0025_holds"

#: Evidence by its key: written once.
FROZEN = {
    "erasure_target_versions": ("target_id", "version"),
    "erasure_dry_runs": ("id",),
    "erasure_batches": ("dry_run_id", "seq"),
    "erasure_journal": ("dry_run_id", "number"),
    "erasure_outcomes": ("item_id",),
}
#: Rows that end and stay.
LASTING = ("erasure_targets", "erasure_freezes", "erasure_orders", "erasure_runs")
TABLES = (
    "erasure_targets",
    "erasure_target_versions",
    "erasure_target_tables",
    "erasure_dry_runs",
    "erasure_batches",
    "erasure_freezes",
    "erasure_orders",
    "erasure_runs",
    "erasure_journal",
    "erasure_outcomes",
)


def upgrade() -> None:
    """Apply."""
    _targets()
    _plans()
    _runs()
    _evidence()
    dialect = op.get_bind().dialect.name
    for table, key in FROZEN.items():
        _protect(dialect, table, key)
    for table in LASTING:
        _keep(dialect, table)


def _targets() -> None:
    op.create_table(
        "erasure_targets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("binding", sa.LargeBinary(), nullable=False),
        sa.Column("binding_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_erasure_targets_holding_id_holdings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_targets")),
    )
    op.create_index("ix_erasure_targets_holding_id", "erasure_targets", ["holding_id"], unique=False)
    op.create_index(
        "uq_erasure_targets_live",
        "erasure_targets",
        ["holding_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "erasure_target_versions",
        sa.Column("target_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("binding", sa.LargeBinary(), nullable=False),
        sa.Column("binding_hash", sa.String(length=64), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("saved_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["erasure_targets.id"], name=op.f("fk_erasure_target_versions_target_id_erasure_targets")
        ),
        sa.PrimaryKeyConstraint("target_id", "version", name=op.f("pk_erasure_target_versions")),
    )
    op.create_table(
        "erasure_target_tables",
        sa.Column("target_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["erasure_targets.id"], name=op.f("fk_erasure_target_tables_target_id_erasure_targets")
        ),
        sa.PrimaryKeyConstraint("target_id", "place", name=op.f("pk_erasure_target_tables")),
    )
    op.create_index("ix_erasure_target_tables_place", "erasure_target_tables", ["place"], unique=False)


def _plans() -> None:
    op.create_table(
        "erasure_dry_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=False),
        sa.Column("target_id", sa.String(length=36), nullable=False),
        sa.Column("target_version", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.Column("ran_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_erasure_dry_runs_holding_id_holdings")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["erasure_targets.id"], name=op.f("fk_erasure_dry_runs_target_id_erasure_targets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_dry_runs")),
    )
    op.create_index("ix_erasure_dry_runs_list_id", "erasure_dry_runs", ["list_id", "item_id"], unique=False)
    op.create_table(
        "erasure_batches",
        sa.Column("dry_run_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dry_run_id"], ["erasure_dry_runs.id"], name=op.f("fk_erasure_batches_dry_run_id_erasure_dry_runs")
        ),
        sa.PrimaryKeyConstraint("dry_run_id", "seq", name=op.f("pk_erasure_batches")),
    )
    op.create_table(
        "erasure_freezes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("dry_run_id", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.Column("frozen_by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dry_run_id"], ["erasure_dry_runs.id"], name=op.f("fk_erasure_freezes_dry_run_id_erasure_dry_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_freezes")),
    )
    op.create_index("ix_erasure_freezes_list_id", "erasure_freezes", ["list_id"], unique=False)
    op.create_index(
        "uq_erasure_freezes_live",
        "erasure_freezes",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _runs() -> None:
    op.create_table(
        "erasure_orders",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(length=100), nullable=False),
        sa.Column("ordered_by_name", sa.String(length=300), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.Column("end_code", sa.String(length=20), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_orders")),
    )
    op.create_index("ix_erasure_orders_list_id", "erasure_orders", ["list_id"], unique=False)
    op.create_index(
        "uq_erasure_orders_live",
        "erasure_orders",
        ["list_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "erasure_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=False),
        sa.Column("program_version", sa.String(length=40), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("end_code", sa.String(length=20), nullable=True),
        sa.Column("end_th", sa.Text(), nullable=True),
        sa.Column("end_en", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["erasure_orders.id"], name=op.f("fk_erasure_runs_order_id_erasure_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_runs")),
    )
    op.create_index("ix_erasure_runs_list_id", "erasure_runs", ["list_id"], unique=False)
    op.create_index(
        "uq_erasure_runs_live",
        "erasure_runs",
        ["list_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _evidence() -> None:
    op.create_table(
        "erasure_journal",
        sa.Column("dry_run_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dry_run_id"], ["erasure_dry_runs.id"], name=op.f("fk_erasure_journal_dry_run_id_erasure_dry_runs")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["erasure_runs.id"], name=op.f("fk_erasure_journal_run_id_erasure_runs")),
        sa.PrimaryKeyConstraint("dry_run_id", "number", name=op.f("pk_erasure_journal")),
    )
    op.create_table(
        "erasure_outcomes",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("dry_run_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dry_run_id"], ["erasure_dry_runs.id"], name=op.f("fk_erasure_outcomes_dry_run_id_erasure_dry_runs")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["erasure_runs.id"], name=op.f("fk_erasure_outcomes_run_id_erasure_runs")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_erasure_outcomes")),
    )
    op.create_index("ix_erasure_outcomes_list_id", "erasure_outcomes", ["list_id"], unique=False)


def _protect(dialect: str, table: str, key: tuple[str, ...]) -> None:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and frozen'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        same = " AND ".join(f"{column} = new.{column}" for column in key)
        exists = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - constants
        op.execute(
            sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({exists}) {refuse}")
        )
        for event in ("update", "delete"):
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {refuse}"))
        return
    for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        _refuse(table, event, each)


def _keep(dialect: str, table: str) -> None:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} end, they do not vanish'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"))
        return
    for event, each in (("delete", "ROW"), ("truncate", "STATEMENT")):
        _refuse(table, event, each)


def _refuse(table: str, event: str, each: str) -> None:
    op.execute(
        sa.text(
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
        )
    )


def downgrade() -> None:
    """Take back."""
    for table in reversed(TABLES):
        op.drop_table(table)
