"""Who holds the person: tasks of a request per system, holding, recipient and processor."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0035_request_tasks"
down_revision = "0034_request_limits"

_OPEN = sa.text("done_at IS NULL AND dropped_at IS NULL")
#: The keys by which `INSERT OR REPLACE` would take a task away.
_KEYS = (("request_id", "number"), ("request_id", "kind", "what", "target_key", "round"))
#: What a task is about stays; who does it until when, and how it ended, changes.
_FIXED = ("request_id", "number", "kind", "what", "target_key", "round", "created_at", "created_by")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "request_tasks",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("target_key", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("target_name", sa.String(length=500), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=True),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("sources", sa.LargeBinary(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("owner_office_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence_ref", sa.String(length=300), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_how", sa.String(length=20), nullable=True),
        sa.Column("receipt_ref", sa.String(length=300), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=100), nullable=True),
        sa.Column("done_by_name", sa.String(length=300), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.Column("dropped_reason", sa.Text(), nullable=True),
        sa.Column("is_overtaken", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_tasks_request_id_subject_requests")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_request_tasks_owner_id_people")),
        sa.ForeignKeyConstraint(
            ["owner_office_id"], ["offices.id"], name=op.f("fk_request_tasks_owner_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_request_tasks")),
        sa.UniqueConstraint(
            "request_id",
            "kind",
            "what",
            "target_key",
            "round",
            name=op.f("uq_request_tasks_request_id_kind_what_target_key_round"),
        ),
    )
    _indexes()
    _keep(op.get_bind().dialect.name)


def _indexes() -> None:
    for column in ("owner_id", "owner_office_id"):
        op.create_index(
            f"ix_request_tasks_open_{column}",
            "request_tasks",
            [column, "due_on"],
            unique=False,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        )


def _keep(dialect: str) -> None:
    table = "request_tasks"
    fixed = f"BEFORE UPDATE OF {', '.join(_FIXED)} ON {table}"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} end, they do not vanish'); END"
        each = (" AND ".join(f"{column} = new.{column}" for column in key) for key in _KEYS)
        exists = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {same})" for same in each)  # noqa: S608 - constants
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} {refuse}"))
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"))
        op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {fixed} {refuse}"))
        return
    does = "EXECUTE FUNCTION refuse_frozen_change()"
    op.execute(sa.text(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {does}"))
    op.execute(sa.text(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {does}"))
    op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {fixed} FOR EACH ROW {does}"))


def downgrade() -> None:
    """Take back."""
    op.drop_table("request_tasks")
