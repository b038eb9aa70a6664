"""Letters of requests, how long persons are kept."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0038_request_letters"
down_revision = "0037_request_effects"

TABLES = ("request_letters", "request_keeps", "request_forgettings")
#: What does not change in a letter, whatever becomes of it.
_FIXED = ("request_id", "number", "kind", "language", "decision_numbers", "made_at", "made_by")
#: What does not change once it was sent.
_FROZEN = (
    "right_seqs",
    "task_number",
    "ask_number",
    "content_sha256",
    "discarded_at",
    "letter_no",
    "letter_on",
    "sent_at",
    "sent_noted_at",
    "sent_by",
    "channel",
)
_ONCE = ("receipt_at", "receipt_noted_at", "receipt_by", "forgotten_at")
_SEALED = ("content", "pdf")


def upgrade() -> None:
    """Apply."""
    _letters()
    _keeps()
    _forgettings()
    if op.get_bind().dialect.name == "sqlite":
        _protect_sqlite()
    else:
        _protect_postgresql()


def _letters() -> None:
    op.create_table(
        "request_letters",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("right_seqs", sa.String(length=200), nullable=False),
        sa.Column("decision_numbers", sa.String(length=200), nullable=False),
        sa.Column("task_number", sa.Integer(), nullable=True),
        sa.Column("ask_number", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("discarded_at", UtcDateTime(), nullable=True),
        sa.Column("letter_no", sa.String(length=100), nullable=True),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("sent_noted_at", UtcDateTime(), nullable=True),
        sa.Column("sent_by", sa.String(length=100), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_ref", sa.String(length=200), nullable=True),
        sa.Column("receipt_at", UtcDateTime(), nullable=True),
        sa.Column("receipt_noted_at", UtcDateTime(), nullable=True),
        sa.Column("receipt_by", sa.String(length=100), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("forgotten_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_letters_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_request_letters")),
    )
    op.create_index("ix_request_letters_made_at", "request_letters", ["made_at"], unique=False)


def _keeps() -> None:
    op.create_table(
        "request_keeps",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_keeps_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_request_keeps")),
    )


def _forgettings() -> None:
    op.create_table(
        "request_forgettings",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("had_person", sa.Boolean(name="had_person"), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_forgettings_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_request_forgettings")),
    )


def _changed(differ: str) -> str:
    """A sent letter becomes another one; what is sealed goes when it is forgotten, or changes with the key."""
    fixed = [f"old.{name} {differ} new.{name}" for name in _FIXED]
    frozen = [f"old.{name} {differ} new.{name}" for name in _FROZEN]
    once = [f"(old.{name} IS NOT NULL AND old.{name} {differ} new.{name})" for name in _ONCE]
    # Its number says who signed, or nothing: it goes with the letter.
    once.append(
        f"(old.receipt_ref IS NOT NULL AND old.receipt_ref {differ} new.receipt_ref"
        " AND NOT (new.receipt_ref IS NULL AND new.forgotten_at IS NOT NULL))"
    )
    sealed = [
        f"(old.{name} {differ} new.{name} AND NOT ((new.{name} IS NULL AND new.forgotten_at IS NOT NULL) OR "
        f"(old.{name} IS NOT NULL AND new.{name} IS NOT NULL AND old.key_version {differ} new.key_version)))"
        for name in _SEALED
    ]
    return f"{' OR '.join(fixed)} OR (old.sent_at IS NOT NULL AND ({' OR '.join(frozen + once + sealed)}))"


def _protect_sqlite() -> None:
    sent = "BEGIN SELECT RAISE(ABORT, 'a letter that was sent is frozen'); END"
    for table in TABLES:
        kept = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and kept'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        same = "request_id = new.request_id AND number = new.number"
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - constants
        changed, refuse = (_changed("IS NOT"), sent) if table == "request_letters" else ("1", kept)
        for event, when, told in (("delete", "1", kept), ("replace", there, kept), ("update", changed, refuse)):
            before = "INSERT" if event == "replace" else event.upper()
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {before} ON {table} WHEN {when} {told}"))


def _protect_postgresql() -> None:
    for table in TABLES:
        changed = f"WHEN ({_changed('IS DISTINCT FROM')})" if table == "request_letters" else ""
        for event, scope, when in (("delete", "ROW", ""), ("truncate", "STATEMENT", ""), ("update", "ROW", changed)):
            op.execute(
                sa.text(
                    f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
                    f"FOR EACH {scope} {when} EXECUTE FUNCTION refuse_frozen_change()"
                )
            )


def downgrade() -> None:
    """Undo."""
    for table in reversed(TABLES):
        op.drop_table(table)
