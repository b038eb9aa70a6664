"""Work procedures as documents: procedures, their revisions, and what happened to them, written once."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0046_procedures"
down_revision = "0045_guided"

#: Columns of a revision that an approval freezes; its status may still go from approved to superseded.
_KEPT = (
    "id",
    "procedure_id",
    "number",
    "schema_version",
    "content_hash",
    "title",
    "kind",
    "step_count",
    "working_days",
    "search_text",
    "created_at",
    "updated_at",
    "updated_by",
    "updated_by_name",
    "approved_at",
    "approved_by",
    "approved_by_name",
    "document",
)
_FROZEN = "status IN ('approved', 'superseded')"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "procedures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_revision_id", sa.String(length=36), nullable=True),
        sa.Column("approved_revision_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_procedures_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedures")),
        sa.UniqueConstraint("ref", name=op.f("uq_procedures_ref")),
    )
    op.create_index("ix_procedures_office_id", "procedures", ["office_id"], unique=False)
    _revisions()
    _events()
    if op.get_bind().dialect.name == "sqlite":
        _protect_sqlite()
    else:
        _protect_postgresql()


def _revisions() -> None:
    op.create_table(
        "procedure_revisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("procedure_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("step_count", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("updated_by_name", sa.String(length=300), nullable=False),
        sa.Column("approved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=100), nullable=True),
        sa.Column("approved_by_name", sa.String(length=300), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_procedure_revisions_procedure_id_procedures")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_revisions")),
        sa.UniqueConstraint("procedure_id", "number", name=op.f("uq_procedure_revisions_procedure_id_number")),
    )


def _events() -> None:
    op.create_table(
        "procedure_events",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("procedure_id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_events")),
    )
    op.create_index("ix_procedure_events_procedure_id", "procedure_events", ["procedure_id", "id"], unique=False)
    op.create_index("ix_procedure_events_revision_id", "procedure_events", ["revision_id"], unique=False)


def _changed(differs: str) -> str:
    kept = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in _KEPT)
    back = "OLD.status = 'superseded' AND NEW.status <> 'superseded'"
    return f"OLD.{_FROZEN} AND ({kept} OR NOT NEW.{_FROZEN} OR ({back}))"


def _protect_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'an approved procedure is frozen'); END"
    # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
    same = "id = NEW.id OR (procedure_id = NEW.procedure_id AND number = NEW.number)"
    there = f"EXISTS (SELECT 1 FROM procedure_revisions WHERE status IN ('approved', 'superseded') AND ({same}))"  # noqa: S608 - fixed words
    whens = {"UPDATE": _changed("IS NOT"), "DELETE": f"OLD.{_FROZEN}", "INSERT": there}
    for event, when in whens.items():
        name = f"procedure_revisions_frozen_{'replace' if event == 'INSERT' else event.lower()}"
        op.execute(sa.text(f"CREATE TRIGGER {name} BEFORE {event} ON procedure_revisions WHEN {when} {refuse}"))
    kept = "BEGIN SELECT RAISE(ABORT, 'what happened to a procedure is written once'); END"
    events = {"update": ("UPDATE", "1"), "delete": ("DELETE", "1")}
    events["replace"] = ("INSERT", "EXISTS (SELECT 1 FROM procedure_events WHERE id = NEW.id)")
    for word, (event, when) in events.items():
        op.execute(
            sa.text(f"CREATE TRIGGER procedure_events_no_{word} BEFORE {event} ON procedure_events WHEN {when} {kept}")
        )


def _protect_postgresql() -> None:
    # The function is of `0009_life`.
    call = "EXECUTE FUNCTION refuse_frozen_change()"
    for event, when in (("update", _changed("IS DISTINCT FROM")), ("delete", f"OLD.{_FROZEN}")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER procedure_revisions_frozen_{event} BEFORE {event} ON procedure_revisions "
                f"FOR EACH ROW WHEN ({when}) {call}"
            )
        )
    for event, scope in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER procedure_events_no_{event} BEFORE {event} ON procedure_events FOR EACH {scope} {call}"
            )
        )
    op.execute(
        sa.text(
            "CREATE TRIGGER procedure_revisions_frozen_truncate BEFORE TRUNCATE ON procedure_revisions "
            f"FOR EACH STATEMENT {call}"
        )
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("procedure_events")
    op.drop_table("procedure_revisions")
    op.drop_index("ix_procedures_office_id", table_name="procedures")
    op.drop_table("procedures")
