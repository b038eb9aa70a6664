"""Evidence files of a round's steps, kept once the step has ended; comments at the chapters of a procedure."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0048_step_files_and_comments"
down_revision = "0047_rounds"

#: What is said of a file never changes; only its removal is written, once, while its step is open.
_FIXED = (
    "id",
    "run_step_id",
    "sha256",
    "size",
    "media_type",
    "file_name",
    "note",
    "uploaded_at",
    "uploaded_by",
    "uploaded_by_name",
)
_KEPT = "old.removed_at IS NOT NULL OR EXISTS (SELECT 1 FROM run_steps WHERE id = old.run_step_id AND state <> 'open')"
_SAID = "evidence of a step is kept"


def upgrade() -> None:
    """Apply."""
    _files()
    _comments()
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        # `INSERT OR REPLACE` passes the trigger on DELETE, so what exists is refused as well.
        there = "EXISTS (SELECT 1 FROM run_step_files WHERE id = new.id)"
        for name, event, when in (
            ("no_delete", "DELETE", "1"),
            ("no_replace", "INSERT", there),
            ("fixed", f"UPDATE OF {', '.join(_FIXED)}", "1"),
            ("kept", "UPDATE", _KEPT),
        ):
            op.execute(
                sa.text(f"CREATE TRIGGER run_step_files_{name} BEFORE {event} ON run_step_files WHEN {when} {refuse}")
            )
        return
    op.execute(
        sa.text(
            "CREATE FUNCTION refuse_ended_step_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {_KEPT} THEN RAISE EXCEPTION '{_SAID}'; END IF; RETURN new; END $$"
        )
    )
    for name, event, scope, function in (
        ("no_delete", "DELETE", "ROW", "refuse_frozen_change"),
        ("no_truncate", "TRUNCATE", "STATEMENT", "refuse_frozen_change"),
        ("fixed", f"UPDATE OF {', '.join(_FIXED)}", "ROW", "refuse_frozen_change"),
        ("kept", "UPDATE", "ROW", "refuse_ended_step_change"),
    ):
        op.execute(
            sa.text(
                f"CREATE TRIGGER run_step_files_{name} BEFORE {event} ON run_step_files FOR EACH {scope} "
                f"EXECUTE FUNCTION {function}()"
            )
        )


def _files() -> None:
    op.create_table(
        "run_step_files",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("run_step_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("uploaded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(length=100), nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=300), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(length=100), nullable=True),
        sa.Column("removed_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_step_id"], ["run_steps.id"], name=op.f("fk_run_step_files_run_step_id_run_steps")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["file_blobs.sha256"], name=op.f("fk_run_step_files_sha256_file_blobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_step_files")),
    )
    op.create_index("ix_run_step_files_run_step_id", "run_step_files", ["run_step_id"], unique=False)
    op.create_index("ix_run_step_files_sha256", "run_step_files", ["sha256"], unique=False)


def _comments() -> None:
    op.create_table(
        "procedure_comments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("procedure_id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("pointer", sa.String(length=300), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(length=100), nullable=False),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=100), nullable=True),
        sa.Column("resolved_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_procedure_comments_procedure_id_procedures")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["procedure_revisions.id"],
            name=op.f("fk_procedure_comments_revision_id_procedure_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_comments")),
    )
    op.create_index("ix_procedure_comments_procedure_id", "procedure_comments", ["procedure_id"], unique=False)
    op.create_index("ix_procedure_comments_revision_id", "procedure_comments", ["revision_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_procedure_comments_revision_id", table_name="procedure_comments")
    op.drop_index("ix_procedure_comments_procedure_id", table_name="procedure_comments")
    op.drop_table("procedure_comments")
    op.drop_index("ix_run_step_files_sha256", table_name="run_step_files")
    op.drop_index("ix_run_step_files_run_step_id", table_name="run_step_files")
    op.drop_table("run_step_files")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION refuse_ended_step_change()"))
