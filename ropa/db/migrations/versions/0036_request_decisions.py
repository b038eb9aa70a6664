"""Decisions on requests, and refusals that stand on the activity (s.39(7))."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0036_request_decisions"
down_revision = "0035_request_tasks"

#: Kept, with every unique key by which `INSERT OR REPLACE` could take a row away.
KEYS = {
    "request_decisions": (("id",), ("request_id", "number"), ("request_id", "supersedes")),
    "activity_refusals": (("id",), ("activity_id", "number"), ("corrects_id",), ("decision_id", "part", "activity_id")),
}
#: Written once. What is sealed in a decision may be remade with new keys, or forgotten.
FIXED = (
    "id",
    "request_id",
    "number",
    "right_seq",
    "right_code",
    "outcome",
    "content",
    "supersedes",
    "decided_at",
    "decided_by",
    "decided_by_name",
)


def upgrade() -> None:
    """Apply."""
    _decisions()
    _refusals()
    dialect = op.get_bind().dialect.name
    for table, keys in KEYS.items():
        _keep(dialect, table, keys)
    _fix(dialect, "request_decisions", "fixed", f"UPDATE OF {', '.join(FIXED)}")
    _fix(dialect, "activity_refusals", "no_update", "UPDATE")


def _decisions() -> None:
    op.create_table(
        "request_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("right_seq", sa.Integer(), nullable=False),
        sa.Column("right_code", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_version", sa.SmallInteger(), nullable=True),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_decisions_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_decisions")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_request_decisions_request_id_number")),
        sa.UniqueConstraint("request_id", "supersedes", name=op.f("uq_request_decisions_request_id_supersedes")),
    )


def _refusals() -> None:
    op.create_table(
        "activity_refusals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("request_ref", sa.String(length=30), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("right_code", sa.String(length=30), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("rejected_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("corrects_id", sa.String(length=36), nullable=True),
        sa.Column("is_withdrawal", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_refusals_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["activity_refusals.id"], name=op.f("fk_activity_refusals_corrects_id_activity_refusals")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["request_decisions.id"], name=op.f("fk_activity_refusals_decision_id_request_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_activity_refusals_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_refusals")),
        sa.UniqueConstraint("activity_id", "number", name=op.f("uq_activity_refusals_activity_id_number")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_activity_refusals_corrects_id")),
        sa.UniqueConstraint(
            "decision_id", "part", "activity_id", name=op.f("uq_activity_refusals_decision_id_part_activity_id")
        ),
    )
    op.create_index("ix_activity_refusals_request_id", "activity_refusals", ["request_id"], unique=False)


def _keep(dialect: str, table: str, keys: tuple[tuple[str, ...], ...]) -> None:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and kept'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        each = (" AND ".join(f"{column} = new.{column}" for column in key) for key in keys)
        exists = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {same})" for same in each)  # noqa: S608 - constants
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} {refuse}"))
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"))
        return
    for event, scope in (("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {scope} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def _fix(dialect: str, table: str, name: str, event: str) -> None:
    when = f"BEFORE {event} ON {table}"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is written once'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_{name} {when} {refuse}"))
        return
    op.execute(sa.text(f"CREATE TRIGGER {table}_{name} {when} FOR EACH ROW EXECUTE FUNCTION refuse_frozen_change()"))


def downgrade() -> None:
    """Undo."""
    for table in ("activity_refusals", "request_decisions"):
        op.drop_table(table)
