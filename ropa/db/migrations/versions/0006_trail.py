"""The trail: where a request came from, and seals over the entries."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0006_trail"
down_revision = "0005_jobs"

_SQLITE = (
    (
        "CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals BEGIN "
        "SELECT RAISE(ABORT, 'audit_seals is insert only'); END"
    ),
    (
        "CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals BEGIN "
        "SELECT RAISE(ABORT, 'audit_seals is insert only'); END"
    ),
    (
        "CREATE TRIGGER audit_seals_no_replace BEFORE INSERT ON audit_seals "
        "WHEN EXISTS (SELECT 1 FROM audit_seals WHERE number = new.number) BEGIN "
        "SELECT RAISE(ABORT, 'audit_seals is insert only'); END"
    ),
)
_POSTGRESQL = (
    (
        "CREATE FUNCTION refuse_seal_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_seals is insert only'; END $$"
    ),
    (
        "CREATE TRIGGER audit_seals_no_change BEFORE UPDATE OR DELETE ON audit_seals "
        "FOR EACH ROW EXECUTE FUNCTION refuse_seal_change()"
    ),
    (
        "CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_seal_change()"
    ),
)


def upgrade() -> None:
    """Apply."""
    # Plain ADD COLUMN: making the table anew would drop its triggers without a word.
    op.add_column("audit_events", sa.Column("address", sa.String(length=64), nullable=True))
    op.add_column("audit_events", sa.Column("request_id", sa.String(length=36), nullable=True))
    op.create_index("ix_audit_events_actor_id_id", "audit_events", ["actor_id", "id"], unique=False)
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Undo."""
    op.drop_table("audit_seals")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION refuse_seal_change"))
    op.drop_index("ix_audit_events_actor_id_id", table_name="audit_events")
    op.drop_column("audit_events", "request_id")
    op.drop_column("audit_events", "address")
