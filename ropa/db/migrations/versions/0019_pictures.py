"""The picture of each approved revision, as it was when it was approved; triggers that keep it."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0019_pictures"
down_revision = "0018_exchanges"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "approved_pictures",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_approved_pictures_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_approved_pictures")),
    )
    _protect(op.get_bind().dialect.name)


def _protect(dialect: str) -> None:
    table = "approved_pictures"
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'the picture of an approved revision is frozen'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        exists = f"SELECT 1 FROM {table} WHERE revision_id = new.revision_id"  # noqa: S608 - a constant
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
    """Undo."""
    op.drop_table("approved_pictures")
