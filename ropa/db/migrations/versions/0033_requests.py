"""Requests of data subjects: who asked is sealed, what was asked is counted."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0033_requests"
down_revision = "0032_disclosures"

TABLES = (
    "subject_requests",
    "request_events",
    "request_submissions",
    "subject_request_activities",
    "subject_request_rights",
)
#: Written once. Every unique key counts: `INSERT OR REPLACE` takes away the row of any of them.
FROZEN: dict[str, tuple[tuple[str, ...], ...]] = {"request_events": (("request_id", "number"),)}
#: Rows that change and stay, with the keys by which one could be replaced and what is fixed in them.
LASTING: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "subject_requests": ((("id",), ("ref",), ("submission_id",)), ("id", "ref", "created_at", "created_by")),
    "subject_request_rights": ((("request_id", "seq"),), ("request_id", "seq")),
}


def upgrade() -> None:
    """Apply."""
    _requests()
    _parts()
    _links()
    dialect = op.get_bind().dialect.name
    for table, keys in FROZEN.items():
        _refuse(dialect, table, keys, ("update", "delete"))
    for table, (keys, fixed) in LASTING.items():
        _refuse(dialect, table, keys, ("delete",))
        _fix(dialect, table, fixed)


def _requests() -> None:
    op.create_table(
        "subject_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("person_hash", sa.String(length=64), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("requester", sa.String(length=20), nullable=False),
        sa.Column("age_band", sa.String(length=20), nullable=False),
        sa.Column("identity_level", sa.String(length=20), nullable=False),
        sa.Column("identity_at", UtcDateTime(), nullable=True),
        sa.Column("representative_checked_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("submission_id", sa.String(length=100), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("forget_on", sa.Date(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("keep_reason", sa.Text(), nullable=True),
        sa.Column("forgotten_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_subject_requests_office_id_offices")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_subject_requests_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_requests")),
        sa.UniqueConstraint("ref", name=op.f("uq_subject_requests_ref")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_subject_requests_submission_id")),
    )
    op.create_index("ix_subject_requests_forget_on", "subject_requests", ["forget_on"], unique=False)
    op.create_index("ix_subject_requests_office_id_id", "subject_requests", ["office_id", "id"], unique=False)
    op.create_index("ix_subject_requests_owner_id", "subject_requests", ["owner_id"], unique=False)
    op.create_index("ix_subject_requests_person_hash", "subject_requests", ["person_hash"], unique=False)
    op.create_index("ix_subject_requests_state_due_on", "subject_requests", ["state", "due_on", "id"], unique=False)


def _parts() -> None:
    op.create_table(
        "request_events",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_events_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_request_events")),
    )
    op.create_table(
        "request_submissions",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_submissions_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_request_submissions")),
    )
    op.create_index("ix_request_submissions_sent_at", "request_submissions", ["sent_at"], unique=False)


def _links() -> None:
    op.create_table(
        "subject_request_activities",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_subject_request_activities_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_subject_request_activities_request_id_subject_requests"),
        ),
        sa.PrimaryKeyConstraint("request_id", "activity_id", name=op.f("pk_subject_request_activities")),
    )
    op.create_index(
        "ix_subject_request_activities_activity_id", "subject_request_activities", ["activity_id"], unique=False
    )

    op.create_table(
        "subject_request_rights",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("right", sa.String(length=20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=False),
        sa.Column("limit_law", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("fulfilled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_subject_request_rights_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "seq", name=op.f("pk_subject_request_rights")),
    )


def _refuse(dialect: str, table: str, keys: tuple[tuple[str, ...], ...], events: tuple[str, ...]) -> None:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and kept'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        each = (" AND ".join(f"{column} = new.{column}" for column in key) for key in keys)
        exists = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {same})" for same in each)  # noqa: S608 - constants
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} {refuse}"))
        for event in events:
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {refuse}"))
        return
    for event in (*events, "truncate"):
        scope = "STATEMENT" if event == "truncate" else "ROW"
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {scope} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def _fix(dialect: str, table: str, columns: tuple[str, ...]) -> None:
    when = f"BEFORE UPDATE OF {', '.join(columns)} ON {table}"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'what {table} is known by is fixed'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} {refuse}"))
        return
    op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} FOR EACH ROW EXECUTE FUNCTION refuse_frozen_change()"))


def downgrade() -> None:
    """Undo."""
    for table in reversed(TABLES):
        op.drop_table(table)
