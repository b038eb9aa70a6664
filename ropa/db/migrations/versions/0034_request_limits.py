"""Limits of requests, pauses, what is asked of the citizen, reminders; holidays."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0034_request_limits"
down_revision = "0033_requests"

TABLES = (
    "holidays",
    "holiday_years",
    "request_limits",
    "request_pause_grounds",
    "request_pauses",
    "request_asks",
    "request_reminders",
)
#: Written once.
FROZEN = {
    "holiday_years": ("scope", "scope_ref", "year", "number"),
    "request_limits": ("right", "number"),
    "request_pause_grounds": ("code", "number"),
    "request_reminders": ("request_id", "series", "clock", "stage"),
}
#: Rows that stay: they end once, by the column that is null until then.
ENDING = {
    "holidays": (("id",), "removed_at"),
    "request_pauses": (("request_id", "number"), "ended_at"),
}
#: No second row for a day that stands, not even by `INSERT OR REPLACE`.
_STANDING = (
    "removed_at IS NULL AND new.removed_at IS NULL"
    " AND scope = new.scope AND scope_ref = new.scope_ref AND day = new.day"
)
#: What is written with an end and stays; what officers wrote beside it is `FORGOTTEN` with who asked.
ENDS = {"request_pauses": ("to_on", "ended_at", "ended_by", "ended_by_name", "made_by_name")}
FORGOTTEN = ("reason", "end_reason")
#: Fixed from the start, whatever else of the row changes.
FIXED = {
    "holidays": ("id", "scope", "scope_ref", "day", "name_th", "source_ref", "kind", "created_at", "created_by"),
    "request_pauses": (
        "request_id",
        "number",
        "right_seq",
        "kind",
        "ground",
        "ground_number",
        "law",
        "from_on",
        "days",
        "ask_number",
        "made_at",
        "made_by",
    ),
    "request_asks": ("request_id", "number", "kind", "asked_on", "days", "created_at", "created_by"),
}


def upgrade() -> None:
    """Apply."""
    _holidays()
    _settings()
    _pauses()
    _asks()
    dialect = op.get_bind().dialect.name
    for table, key in FROZEN.items():
        _refuse(dialect, table, key, ("update", "delete"))
    for table, (key, _) in ENDING.items():
        _refuse(dialect, table, key, ("delete",))
    _refuse(dialect, "request_asks", ("request_id", "number"), ("delete",))
    for table, columns in FIXED.items():
        _fix(dialect, table, columns)
    for table, (_, end) in ENDING.items():
        _ends_once(dialect, table, end)
    _forgets(dialect)


def _holidays() -> None:
    op.create_table(
        "holidays",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("scope_ref", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("source_ref", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=100), nullable=True),
        sa.Column("removed_by_name", sa.String(length=300), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
    )
    op.create_index("ix_holidays_day", "holidays", ["day"], unique=False)
    op.create_index(
        "uq_holidays_standing",
        "holidays",
        ["scope", "scope_ref", "day"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "holiday_years",
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("scope_ref", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("source_ref", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("scope", "scope_ref", "year", "number", name=op.f("pk_holiday_years")),
    )


def _settings() -> None:
    op.create_table(
        "request_limits",
        sa.Column("right", sa.String(length=30), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("law", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("right", "number", name=op.f("pk_request_limits")),
    )
    op.create_table(
        "request_pause_grounds",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rights", sa.String(length=200), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("max_days", sa.Integer(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("law", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_ended", sa.Boolean(name="is_ended"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", "number", name=op.f("pk_request_pause_grounds")),
    )


def _pauses() -> None:
    op.create_table(
        "request_pauses",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("right_seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("ground_number", sa.Integer(), nullable=False),
        sa.Column("law", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ask_number", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_by_name", sa.String(length=300), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.Column("ended_by_name", sa.String(length=300), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_pauses_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_request_pauses")),
    )
    op.create_index(
        "ix_request_pauses_running",
        "request_pauses",
        ["request_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _asks() -> None:
    op.create_table(
        "request_asks",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(name="is_provisional"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_asks_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_request_asks")),
    )
    op.create_index(
        "ix_request_asks_waiting",
        "request_asks",
        ["due_on", "request_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "request_reminders",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("clock", sa.Date(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("put_out_at", UtcDateTime(), nullable=False),
        sa.Column("is_late", sa.Boolean(name="is_late"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_reminders_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "series", "clock", "stage", name=op.f("pk_request_reminders")),
    )


def _refuse(dialect: str, table: str, key: tuple[str, ...], events: tuple[str, ...]) -> None:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and kept'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        same = " AND ".join(f"{column} = new.{column}" for column in key)
        if table == "holidays":
            same = f"({same}) OR ({_STANDING})"
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - constants
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
        refuse = f"BEGIN SELECT RAISE(ABORT, 'what {table} says is fixed'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} {refuse}"))
        return
    op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} FOR EACH ROW EXECUTE FUNCTION refuse_frozen_change()"))


def _forgets(dialect: str) -> None:
    """What officers wrote of a pause may be taken away with who asked; it never becomes other words."""
    for column in FORGOTTEN:
        when = f"BEFORE UPDATE OF {column} ON request_pauses"
        differ = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
        # An end is written once, where none stood.
        stood = "old.ended_at IS NOT NULL AND " if column == "end_reason" else ""
        other = f"{stood}new.{column} {differ} '' AND new.{column} {differ} old.{column}"
        if dialect == "sqlite":
            does = f"WHEN {other} BEGIN SELECT RAISE(ABORT, 'what request_pauses says is fixed'); END"
        else:
            does = f"FOR EACH ROW WHEN ({other}) EXECUTE FUNCTION refuse_frozen_change()"
        op.execute(sa.text(f"CREATE TRIGGER request_pauses_{column} {when} {does}"))


def _ends_once(dialect: str, table: str, end: str) -> None:
    when = f"BEFORE UPDATE OF {', '.join(ENDS[table])} ON {table}" if table in ENDS else f"BEFORE UPDATE ON {table}"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} has ended'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_ended {when} WHEN old.{end} IS NOT NULL {refuse}"))
        return
    op.execute(
        sa.text(
            f"CREATE TRIGGER {table}_ended {when} FOR EACH ROW WHEN (OLD.{end} IS NOT NULL) "
            "EXECUTE FUNCTION refuse_frozen_change()"
        )
    )


def downgrade() -> None:
    """Undo."""
    for table in reversed(TABLES):
        op.drop_table(table)
