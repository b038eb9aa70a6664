"""Evidence of destruction, certificates, and what waits to be erased; triggers that keep what proves something."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0024_evidence"
down_revision = "0023_destruction"

#: What is written once, with its key.
_FROZEN = {
    "certificates": ("id",),
    "destruction_evidence": ("item_id",),
    "pending_checks": ("pending_id", "number"),
}


def upgrade() -> None:
    """Apply."""
    _certificates()
    _pending()
    dialect = op.get_bind().dialect.name
    for table, key in _FROZEN.items():
        _protect(dialect, table, key)
    _keep(dialect)


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("addendum_to", sa.String(length=36), nullable=True),
        sa.Column("destroyed_at", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["addendum_to"],
            ["certificates.id"],
            name=op.f("fk_certificates_addendum_to_certificates"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["destruction_lists.id"], name=op.f("fk_certificates_list_id_destruction_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("facts_sha256", name=op.f("uq_certificates_facts_sha256")),
        sa.UniqueConstraint("pdf_sha256", name=op.f("uq_certificates_pdf_sha256")),
        sa.UniqueConstraint("ref", name=op.f("uq_certificates_ref")),
    )
    op.create_index("ix_certificates_list_id", "certificates", ["list_id"])
    op.create_index("ix_certificates_addendum_to", "certificates", ["addendum_to"])
    op.create_table(
        "destruction_evidence",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.Column("executor_id", sa.String(length=100), nullable=False),
        sa.Column("executor_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_destruction_evidence_certificate_id_certificates"),
        ),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["holdings.id"], name=op.f("fk_destruction_evidence_holding_id_holdings")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["destruction_items.id"], name=op.f("fk_destruction_evidence_item_id_destruction_items")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_destruction_evidence")),
    )
    op.create_index("ix_destruction_evidence_certificate_id", "destruction_evidence", ["certificate_id"])
    op.create_index("ix_destruction_evidence_holding_id", "destruction_evidence", ["holding_id"])


def _pending() -> None:
    op.create_table(
        "pending_erasures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("next_check_on", sa.Date(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["destruction_evidence.item_id"], name=op.f("fk_pending_erasures_item_id_destruction_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_erasures")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_pending_erasures_item_id_number")),
    )
    op.create_index(
        "ix_pending_erasures_next",
        "pending_erasures",
        ["next_check_on", "id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "pending_checks",
        sa.Column("pending_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("next_check_on", sa.Date(), nullable=True),
        sa.Column("reviewer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pending_id"], ["pending_erasures.id"], name=op.f("fk_pending_checks_pending_id_pending_erasures")
        ),
        sa.PrimaryKeyConstraint("pending_id", "number", name=op.f("pk_pending_checks")),
    )


def _protect(dialect: str, table: str, key: tuple[str, ...]) -> None:
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'evidence of destruction is never changed'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        same = " AND ".join(f"{name} = new.{name}" for name in key)
        exists = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - constants
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


def _keep(dialect: str) -> None:
    """What is pending changes with each check; it never goes."""
    table = "pending_erasures"
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'what is pending is closed, never deleted'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"))
        return
    for event, each in (("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def downgrade() -> None:
    """Undo."""
    for table in ("pending_checks", "pending_erasures", "destruction_evidence", "certificates"):
        op.drop_table(table)
