"""The work on a breach: timeline, tasks, files and what scanners said, evidence, relations, lessons, closing."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0030_breach_work"
down_revision = "0029_breach_notices"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Evidence by its key: written once.
FROZEN = {
    "breach_events": ("id",),
    "breach_closings": ("breach_id", "number"),
    "breach_files": ("id",),
    "breach_evidence": ("id",),
    "breach_lessons": ("id",),
}
#: Rows that change and stay.
LASTING = ("breach_relations", "breach_tasks")
TABLES = (
    "breach_events",
    "breach_closings",
    "file_scans",
    "breach_files",
    "breach_evidence",
    "breach_relations",
    "breach_tasks",
    "breach_lessons",
)


def upgrade() -> None:
    """Apply."""
    _events()
    _files()
    _relations()
    _tasks()
    dialect = op.get_bind().dialect.name
    for table, key in FROZEN.items():
        _protect(dialect, table, key)
    for table in LASTING:
        _keep(dialect, table)


def _events() -> None:
    op.create_table(
        "breach_events",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("corrects", _NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_events_breach_id_breaches")),
        sa.ForeignKeyConstraint(
            ["corrects"], ["breach_events.id"], name=op.f("fk_breach_events_corrects_breach_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_events")),
    )
    op.create_index("ix_breach_events_breach_id_id", "breach_events", ["breach_id", "id"], unique=False)
    op.create_index("ix_breach_events_corrects", "breach_events", ["corrects"], unique=False)
    op.create_table(
        "breach_closings",
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("acted_at", UtcDateTime(), nullable=False),
        sa.Column("acted_by", sa.String(length=100), nullable=False),
        sa.Column("acted_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_closings_breach_id_breaches")),
        sa.PrimaryKeyConstraint("breach_id", "number", name=op.f("pk_breach_closings")),
    )


def _files() -> None:
    op.create_table(
        "file_scans",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("finding", sa.String(length=200), nullable=True),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("scanned_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_scans")),
    )
    op.create_index("ix_file_scans_next_at", "file_scans", ["next_at"], unique=False)
    op.create_table(
        "breach_files",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=100), nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_files_breach_id_breaches")),
        sa.ForeignKeyConstraint(["sha256"], ["file_blobs.sha256"], name=op.f("fk_breach_files_sha256_file_blobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_files")),
    )
    op.create_index("ix_breach_files_breach_id", "breach_files", ["breach_id"], unique=False)
    op.create_index("ix_breach_files_sha256", "breach_files", ["sha256"], unique=False)
    op.create_table(
        "breach_evidence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filter", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("sources", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_evidence_breach_id_breaches")),
        sa.ForeignKeyConstraint(["sha256"], ["file_blobs.sha256"], name=op.f("fk_breach_evidence_sha256_file_blobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_evidence")),
    )
    op.create_index("ix_breach_evidence_breach_id", "breach_evidence", ["breach_id"], unique=False)
    op.create_index("ix_breach_evidence_sha256", "breach_evidence", ["sha256"], unique=False)


def _relations() -> None:
    op.create_table(
        "breach_relations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_by_name", sa.String(length=300), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_relations_breach_id_breaches")),
        sa.ForeignKeyConstraint(["other_id"], ["breaches.id"], name=op.f("fk_breach_relations_other_id_breaches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_relations")),
    )
    op.create_index("ix_breach_relations_other_id", "breach_relations", ["other_id"], unique=False)
    op.create_index(
        "uq_breach_relations_live",
        "breach_relations",
        ["breach_id", "other_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _tasks() -> None:
    op.create_table(
        "breach_tasks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=100), nullable=True),
        sa.Column("done_by_name", sa.String(length=300), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.Column("dropped_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_tasks_breach_id_breaches")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_breach_tasks_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_tasks")),
    )
    op.create_index("ix_breach_tasks_breach_id_place", "breach_tasks", ["breach_id", "place"], unique=False)
    op.create_index("ix_breach_tasks_owner_id", "breach_tasks", ["owner_id"], unique=False)
    op.create_table(
        "breach_lessons",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("cause_kind", sa.String(length=30), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("task_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_lessons_breach_id_breaches")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_breach_lessons_owner_id_people")),
        sa.ForeignKeyConstraint(["task_id"], ["breach_tasks.id"], name=op.f("fk_breach_lessons_task_id_breach_tasks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_lessons")),
    )
    op.create_index("ix_breach_lessons_breach_id", "breach_lessons", ["breach_id"], unique=False)


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
