"""Assessments of the risk of a breach; since when a duty stands again, and for when more was promised to the Office."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0028_assessments"
down_revision = "0027_breach_desk"

_TABLE = "breach_assessments"
_KEY = ("breach_id", "number")
_COLUMNS = ("stopped_at", "reopened_at", "promised_for", "facts_changed_at")


def upgrade() -> None:
    """Apply."""
    for name in _COLUMNS:
        op.add_column("breaches", sa.Column(name, UtcDateTime(), nullable=True))
    op.create_table(
        _TABLE,
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("suggestion", sa.String(length=10), nullable=False),
        sa.Column("former_level", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lower_reason", sa.Text(), nullable=True),
        sa.Column("factors", sa.LargeBinary(), nullable=False),
        sa.Column("circumstances", sa.LargeBinary(), nullable=False),
        sa.Column("grounds", sa.LargeBinary(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("known", sa.LargeBinary(), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("aware_at", UtcDateTime(), nullable=True),
        sa.Column("new_facts_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_by_name", sa.String(length=300), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_assessments_breach_id_breaches")),
        sa.PrimaryKeyConstraint("breach_id", "number", name=op.f("pk_breach_assessments")),
    )
    op.create_table(
        "breach_assessment_drafts",
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("factors", sa.LargeBinary(), nullable=False),
        sa.Column("circumstances", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("saved_by", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breaches.id"], name=op.f("fk_breach_assessment_drafts_breach_id_breaches")
        ),
        sa.PrimaryKeyConstraint("breach_id", name=op.f("pk_breach_assessment_drafts")),
    )
    _protect(op.get_bind().dialect.name)


def _protect(dialect: str) -> None:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is evidence and frozen'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        same = " AND ".join(f"{column} = new.{column}" for column in _KEY)
        exists = f"SELECT 1 FROM {_TABLE} WHERE {same}"  # noqa: S608 - constants
        op.execute(
            sa.text(f"CREATE TRIGGER {_TABLE}_no_replace BEFORE INSERT ON {_TABLE} WHEN EXISTS ({exists}) {refuse}")
        )
        for event in ("update", "delete"):
            op.execute(sa.text(f"CREATE TRIGGER {_TABLE}_no_{event} BEFORE {event} ON {_TABLE} {refuse}"))
        return
    for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {_TABLE}_no_{event} BEFORE {event} ON {_TABLE} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def downgrade() -> None:
    """Take back."""
    op.drop_table("breach_assessment_drafts")
    op.drop_table(_TABLE)
    for name in reversed(_COLUMNS):
        op.drop_column("breaches", name)
