"""The life of a revision: writers, steps, comments, approvals, exceptions; and triggers that keep what was approved.

`approvals` takes one later change: the moment at which a next revision took its place. The document's row may only
change its status from approved to superseded.
"""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0009_life"
down_revision = "0008_sign_in"

_KEPT_REVISION = (
    "id activity_id number schema_version content_hash created_at created_by updated_at updated_by sources document"
)
_KEPT_APPROVAL = (
    "revision_id activity_id number office_id content_hash manifest_hash manifest approved_at approved_by "
    "approved_by_name batch_id"
)


def upgrade() -> None:
    """Apply."""
    _tables()
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(
            sa.text(
                "CREATE FUNCTION refuse_frozen_change() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'an approved revision is frozen'; END $$"
            )
        )
    _protect(dialect)
    _keep_evidence(dialect)


def _tables() -> None:
    _separation_exceptions()
    _approvals()
    _life_steps()
    _review_comments()
    _revision_writers()


def _separation_exceptions() -> None:
    op.create_table(
        "separation_exceptions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=100), nullable=False),
        sa.Column("given_by_name", sa.String(length=300), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_separation_exceptions_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_separation_exceptions")),
    )
    with op.batch_alter_table("separation_exceptions", schema=None) as batch_op:
        batch_op.create_index("ix_separation_exceptions_office_id", ["office_id"], unique=False)


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("manifest_hash", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by", sa.String(length=100), nullable=False),
        sa.Column("approved_by_name", sa.String(length=300), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=True),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_approvals_activity_id_activities")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_approvals_revision_id_revisions")),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index("ix_approvals_activity_id", ["activity_id"], unique=False)
        batch_op.create_index("ix_approvals_approved_at", ["approved_at"], unique=False)
        batch_op.create_index("ix_approvals_superseded_at", ["superseded_at"], unique=False)


def _life_steps() -> None:
    op.create_table(
        "life_steps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("exception_id", sa.String(length=36), nullable=True),
        sa.Column("batch_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_life_steps_activity_id_activities")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_life_steps_revision_id_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_steps")),
    )
    with op.batch_alter_table("life_steps", schema=None) as batch_op:
        batch_op.create_index("ix_life_steps_activity_id", ["activity_id"], unique=False)
        batch_op.create_index("ix_life_steps_batch_id", ["batch_id"], unique=False)
        batch_op.create_index("ix_life_steps_revision_id", ["revision_id"], unique=False)


def _review_comments() -> None:
    op.create_table(
        "review_comments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("pointer", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(length=100), nullable=False),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_review_comments_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_review_comments_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comments")),
    )
    with op.batch_alter_table("review_comments", schema=None) as batch_op:
        batch_op.create_index("ix_review_comments_activity_id", ["activity_id"], unique=False)
        batch_op.create_index("ix_review_comments_revision_id", ["revision_id"], unique=False)


def _revision_writers() -> None:
    op.create_table(
        "revision_writers",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_writers_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", "actor_id", name=op.f("pk_revision_writers")),
    )


def _changed(names: str, differs: str) -> str:
    return " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names.split())


def _protect(dialect: str) -> None:
    # `IS NOT` and `IS DISTINCT FROM` also tell a value from NULL.
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    frozen = "OLD.status IN ('approved', 'superseded')"
    left = "NEW.status NOT IN ('approved', 'superseded')"
    back = "OLD.status = 'superseded' AND NEW.status <> 'superseded'"
    changed_end = f"OLD.superseded_at IS NOT NULL AND OLD.superseded_at {differs} NEW.superseded_at"
    revision_update = f"{frozen} AND ({_changed(_KEPT_REVISION, differs)} OR {left} OR ({back}))"
    approval_update = f"{_changed(_KEPT_APPROVAL, differs)} OR ({changed_end})"
    rules = {"revisions": (revision_update, frozen), "approvals": (approval_update, "1 = 1")}
    for table, (update, delete) in rules.items():
        if dialect == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, 'an approved revision is frozen ({table})'); END"
            op.execute(sa.text(f"CREATE TRIGGER {table}_frozen_update BEFORE UPDATE ON {table} WHEN {update} {refuse}"))
            op.execute(sa.text(f"CREATE TRIGGER {table}_frozen_delete BEFORE DELETE ON {table} WHEN {delete} {refuse}"))
        else:
            for event, condition in (("update", update), ("delete", delete)):
                op.execute(
                    sa.text(
                        f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event} ON {table} FOR EACH ROW "
                        f"WHEN ({condition}) EXECUTE FUNCTION refuse_frozen_change()"
                    )
                )
            op.execute(
                sa.text(
                    f"CREATE TRIGGER {table}_frozen_truncate BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_change()"
                )
            )


#: `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE of SQLite, so what exists is refused as well.
_NO_REPLACE = {
    "revisions_frozen_replace": (
        "revisions",
        (
            "SELECT 1 FROM revisions WHERE status IN ('approved', 'superseded') AND (id = new.id OR "
            "(activity_id = new.activity_id AND number = new.number))"
        ),
    ),
    "approvals_frozen_replace": ("approvals", "SELECT 1 FROM approvals WHERE revision_id = new.revision_id"),
    "life_steps_no_replace": ("life_steps", "SELECT 1 FROM life_steps WHERE id = new.id"),
}
#: The evidence of who wrote and who decided: steps never change, and neither goes once the revision was approved.
_EVIDENCE = ("life_steps", "revision_writers")


def _keep_evidence(dialect: str) -> None:
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'what was decided on is frozen'); END"
        for name, (table, exists) in _NO_REPLACE.items():
            op.execute(sa.text(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS ({exists}) {refuse}"))
        decided = "SELECT 1 FROM approvals WHERE revision_id = old.revision_id"
        for table in _EVIDENCE:
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"))
            op.execute(
                sa.text(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN EXISTS ({decided}) {refuse}")
            )
        return
    op.execute(
        sa.text(
            "CREATE FUNCTION refuse_decided_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM approvals WHERE revision_id = OLD.revision_id) THEN "
            "RETURN OLD; END IF; RAISE EXCEPTION 'what was decided on is frozen'; END $$"
        )
    )
    for table in _EVIDENCE:
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_decided_change()"
            )
        )


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION refuse_frozen_change CASCADE"))
        op.execute(sa.text("DROP FUNCTION refuse_decided_change CASCADE"))
    else:
        for name in ("revisions_frozen_update", "revisions_frozen_delete", "revisions_frozen_replace"):
            op.execute(sa.text(f"DROP TRIGGER {name}"))
    op.drop_table("revision_writers")
    with op.batch_alter_table("review_comments", schema=None) as batch_op:
        batch_op.drop_index("ix_review_comments_revision_id")
        batch_op.drop_index("ix_review_comments_activity_id")
    op.drop_table("review_comments")
    with op.batch_alter_table("life_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_life_steps_revision_id")
        batch_op.drop_index("ix_life_steps_batch_id")
        batch_op.drop_index("ix_life_steps_activity_id")
    op.drop_table("life_steps")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index("ix_approvals_superseded_at")
        batch_op.drop_index("ix_approvals_approved_at")
        batch_op.drop_index("ix_approvals_activity_id")
    op.drop_table("approvals")
    with op.batch_alter_table("separation_exceptions", schema=None) as batch_op:
        batch_op.drop_index("ix_separation_exceptions_office_id")
    op.drop_table("separation_exceptions")
