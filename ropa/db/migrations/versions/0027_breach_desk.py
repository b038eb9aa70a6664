"""The desk of breaches: times kept apart, suspicion, moved awareness, reports from outside, links of processors."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0027_breach_desk"
down_revision = "0026_erasure"

#: Evidence by its key: written once.
FROZEN = {"breach_awareness": ("breach_id", "number"), "breach_report_decisions": ("report_id",)}
TABLES = (
    "breach_awareness",
    "breach_submissions",
    "breach_links",
    "breach_reports",
    "breach_report_decisions",
    "public_rates",
)
_OLD = "id, ref, office_id, version, title, aware_at, detected_at, occurred_from, occurred_to, description"
_OLD += ", created_at, created_by, updated_at"
#: Columns that a row made before this migration has no value for, and what is true of it.
_FILLED = {"reported_at": "created_at", "occurred_unknown": "false", "source": "'person'", "is_drill": "false"}
_FILLED |= {"phase": "'open'"}


def upgrade() -> None:
    """Apply."""
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        _make_anew(_breaches_with_desk, _OLD + ", " + ", ".join(_FILLED), _OLD + ", " + ", ".join(_FILLED.values()))
    else:
        _alter()
    op.create_index("ix_breaches_phase", "breaches", ["phase"], unique=False)
    op.create_index("ix_breaches_incident_id", "breaches", ["incident_id"], unique=False)
    _beside_breaches()
    _outside()
    _reports()
    for table, key in FROZEN.items():
        _protect(dialect, table, key)


def _new_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("suspected_at", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("occurred_unknown", sa.Boolean(), nullable=False),
        sa.Column("times_note", sa.Text(), nullable=True),
        sa.Column("aware_by", sa.Text(), nullable=True),
        sa.Column("aware_how", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("processor_name", sa.Text(), nullable=True),
        sa.Column("processor_told_at", UtcDateTime(), nullable=True),
        sa.Column("incident_id", sa.String(length=36), nullable=True),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=True),
        sa.Column("level_at", UtcDateTime(), nullable=True),
        sa.Column("notified_at", UtcDateTime(), nullable=True),
        sa.Column("late_reason_at", UtcDateTime(), nullable=True),
        sa.Column("excused_at", UtcDateTime(), nullable=True),
        sa.Column("subjects_notified_at", UtcDateTime(), nullable=True),
        sa.Column("dismissed_at", UtcDateTime(), nullable=True),
        sa.Column("dismissed_reason", sa.Text(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
    ]


def _old_table(*more: sa.Column[object], aware_is_nullable: bool) -> None:
    op.create_table(
        "breaches",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("aware_at", UtcDateTime(), nullable=aware_is_nullable),
        sa.Column("detected_at", UtcDateTime(), nullable=True),
        sa.Column("occurred_from", UtcDateTime(), nullable=True),
        sa.Column("occurred_to", UtcDateTime(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_breaches_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("ref", name=op.f("uq_breaches_ref")),
    )
    op.create_index("ix_breaches_office_id", "breaches", ["office_id"], unique=False)
    op.create_index("ix_breaches_aware_at_id", "breaches", ["aware_at", "id"], unique=False)


def _breaches_with_desk() -> None:
    _old_table(*_new_columns(), aware_is_nullable=True)


def _breaches_before() -> None:
    _old_table(aware_is_nullable=False)


def _make_anew(make: Callable[[], None], into: str, values: str) -> None:
    """SQLite cannot loosen a column. The rows that point here are checked again when the transaction ends, after the
    breaches are back under their ids: nothing is deleted and nothing is left dangling.
    """
    op.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    op.execute(sa.text("CREATE TABLE breaches_kept AS SELECT * FROM breaches"))
    op.drop_table("breaches")
    make()
    op.execute(sa.text(f"INSERT INTO breaches ({into}) SELECT {values} FROM breaches_kept"))  # noqa: S608 - constants
    op.drop_table("breaches_kept")


def _alter() -> None:
    filled = [column for column in _new_columns() if not column.nullable]
    for column in _new_columns():
        column.nullable = True
        op.add_column("breaches", column)
    values = ", ".join(f"{name} = {value}" for name, value in _FILLED.items())
    op.execute(sa.text(f"UPDATE breaches SET {values}"))  # noqa: S608 - constants
    for column in filled:
        op.alter_column("breaches", column.name, nullable=False)
    op.alter_column("breaches", "aware_at", nullable=True)


def _beside_breaches() -> None:
    op.create_table(
        "breach_awareness",
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before", UtcDateTime(), nullable=True),
        sa.Column("after", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.String(length=100), nullable=False),
        sa.Column("moved_by_name", sa.String(length=300), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_awareness_breach_id_breaches")),
        sa.PrimaryKeyConstraint("breach_id", "number", name=op.f("pk_breach_awareness")),
    )
    op.create_table(
        "breach_submissions",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_submissions_breach_id_breaches")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_breach_submissions")),
    )
    op.create_index("ix_breach_submissions_sent_at", "breach_submissions", ["sent_at"], unique=False)
    op.create_table(
        "public_rates",
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("seconds", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("form", "who", "starts_at", "seconds", name=op.f("pk_public_rates")),
    )
    op.create_index("ix_public_rates_starts_at", "public_rates", ["starts_at"], unique=False)


def _outside() -> None:
    op.create_table(
        "breach_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("processor_name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(length=100), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_breach_links_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_breach_links_token_hash")),
    )
    op.create_index("ix_breach_links_office_id", "breach_links", ["office_id"], unique=False)


def _reports() -> None:
    op.create_table(
        "breach_reports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("when_words", sa.Text(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("words_hash", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("last_received_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_breach_reports_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_reports")),
    )
    op.create_index("ix_breach_reports_office_id", "breach_reports", ["office_id"], unique=False)
    op.create_index(
        "ix_breach_reports_state_received_at", "breach_reports", ["state", "received_at", "id"], unique=False
    )
    op.create_index(
        "uq_breach_reports_words_waiting",
        "breach_reports",
        ["words_hash"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "breach_report_decisions",
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("breach_id", sa.String(length=36), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_by_name", sa.String(length=300), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breaches.id"], name=op.f("fk_breach_report_decisions_breach_id_breaches")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["breach_reports.id"], name=op.f("fk_breach_report_decisions_report_id_breach_reports")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_breach_report_decisions")),
    )
    op.create_index("ix_breach_report_decisions_breach_id", "breach_report_decisions", ["breach_id"], unique=False)


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
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def downgrade() -> None:
    """Take back. A suspicion becomes a breach of which the agency is aware since then: the safe reading."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute(sa.text("UPDATE breaches SET aware_at = coalesce(suspected_at, created_at) WHERE aware_at IS NULL"))
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(_breaches_before, _OLD, _OLD)
        return
    op.drop_index("ix_breaches_phase", "breaches")
    op.drop_index("ix_breaches_incident_id", "breaches")
    for column in _new_columns():
        op.drop_column("breaches", column.name)
    op.alter_column("breaches", "aware_at", nullable=False)
