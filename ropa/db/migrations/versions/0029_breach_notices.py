"""Notices of breaches to the Office and to data subjects, who was told; triggers that keep what was sent."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0029_breach_notices"
down_revision = "0028_assessments"

#: Written once after a notice was sent: its first delivery, the deletion of addresses. A receipt may be set right.
_ONCE = ("sent_at", "purged_at")
_FROZEN = (
    "id",
    "breach_id",
    "number",
    "audience",
    "kind",
    "is_drill",
    "content",
    "content_sha256",
    "created_at",
    "created_by",
    "released_at",
    "released_by",
    "sent_by",
    "channel",
    "is_late",
    "late_reason",
    "late_evidence",
    "promises",
    "promised_for",
    "pdf_sha256",
    "docx_sha256",
    "pdf_size",
    "docx_size",
)
_RECIPIENT_FROZEN = ("id", "notice_id", "place", "added_at")
_TOLD = "breach_recipients_refuse_delete"


def upgrade() -> None:
    """Apply."""
    _notices()
    _recipients()
    _excuses()
    if op.get_bind().dialect.name == "sqlite":
        _protect_sqlite()
    else:
        _protect_postgresql()


def _notices() -> None:
    op.create_table(
        "breach_notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_drill", sa.Boolean(name="is_drill"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by", sa.String(length=100), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("sent_by", sa.String(length=300), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("is_late", sa.Boolean(name="is_late"), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("late_evidence", sa.Text(), nullable=True),
        sa.Column("promises", sa.Integer(), nullable=False),
        sa.Column("promised_for", UtcDateTime(), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("docx_sha256", sa.String(length=64), nullable=True),
        sa.Column("pdf_size", sa.BigInteger(), nullable=True),
        sa.Column("docx_size", sa.BigInteger(), nullable=True),
        sa.Column("receipt_ref", sa.String(length=200), nullable=True),
        sa.Column("receipt_at", UtcDateTime(), nullable=True),
        sa.Column("receipt_noted_at", UtcDateTime(), nullable=True),
        sa.Column("purged_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_notices_breach_id_breaches")),
        sa.ForeignKeyConstraint(
            ["docx_sha256"], ["file_blobs.sha256"], name=op.f("fk_breach_notices_docx_sha256_file_blobs")
        ),
        sa.ForeignKeyConstraint(
            ["pdf_sha256"], ["file_blobs.sha256"], name=op.f("fk_breach_notices_pdf_sha256_file_blobs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_notices")),
        sa.UniqueConstraint("breach_id", "number", name=op.f("uq_breach_notices_breach_id_number")),
    )
    _notice_indexes()


def _notice_indexes() -> None:
    op.create_index(
        "ix_breach_notices_audience_released_at", "breach_notices", ["audience", "released_at"], unique=False
    )
    op.create_index("ix_breach_notices_docx_sha256", "breach_notices", ["docx_sha256"], unique=False)
    op.create_index("ix_breach_notices_pdf_sha256", "breach_notices", ["pdf_sha256"], unique=False)
    op.create_index(
        "uq_breach_notices_draft",
        "breach_notices",
        ["breach_id", "audience"],
        unique=True,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_index(
        "uq_breach_notices_initial",
        "breach_notices",
        ["breach_id"],
        unique=True,
        sqlite_where=sa.text("audience = 'office' AND kind = 'initial'"),
        postgresql_where=sa.text("audience = 'office' AND kind = 'initial'"),
    )


def _recipients() -> None:
    op.create_table(
        "breach_recipients",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("contact_hash", sa.String(length=64), nullable=False),
        sa.Column("has_address", sa.Boolean(name="has_address"), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["breach_notices.id"], name=op.f("fk_breach_recipients_notice_id_breach_notices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_recipients")),
        sa.UniqueConstraint("notice_id", "contact_hash", name=op.f("uq_breach_recipients_notice_id_contact_hash")),
        sa.UniqueConstraint("notice_id", "place", name=op.f("uq_breach_recipients_notice_id_place")),
    )
    op.create_index(
        "ix_breach_recipients_notice_id_way_state", "breach_recipients", ["notice_id", "way", "state"], unique=False
    )
    op.create_index("ix_breach_recipients_sent_at", "breach_recipients", ["sent_at"], unique=False)
    op.create_index(
        "ix_breach_recipients_way_state_due_at", "breach_recipients", ["way", "state", "due_at"], unique=False
    )


def _excuses() -> None:
    op.create_table(
        "breach_excuses",
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_excused", sa.Boolean(name="is_excused"), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_excuses_breach_id_breaches")),
        sa.PrimaryKeyConstraint("breach_id", "number", name=op.f("pk_breach_excuses")),
    )


def _changed(differ: str) -> str:
    """A frozen column changes, or one that is written once is written again."""
    frozen = [f"old.{name} {differ} new.{name}" for name in _FROZEN]
    once = [f"(old.{name} IS NOT NULL AND old.{name} {differ} new.{name})" for name in _ONCE]
    return f"old.released_at IS NOT NULL AND ({' OR '.join(frozen + once)})"


def _rewritten(differ: str) -> str:
    """A recipient becomes another one, or was not told any more. New keys change contact and hash together."""
    fixed = [f"old.{name} {differ} new.{name}" for name in _RECIPIENT_FROZEN]
    resealed = f"old.contact IS NOT NULL AND new.contact IS NOT NULL AND old.contact {differ} new.contact"
    hashed = f"(old.contact_hash {differ} new.contact_hash AND NOT ({resealed}))"
    return " OR ".join([*fixed, hashed, "(old.sent_at IS NOT NULL AND new.sent_at IS NULL)"])


def _protect_sqlite() -> None:
    sent = "BEGIN SELECT RAISE(ABORT, 'a notice that was sent is frozen'); END"
    kept = "BEGIN SELECT RAISE(ABORT, 'the delivery register is evidence'); END"
    said = "BEGIN SELECT RAISE(ABORT, 'an answer of the Office is evidence and frozen'); END"
    # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
    # `UPDATE OR REPLACE` passes them, too: it removes whichever row stands in the way.
    same = (
        "(id = new.id OR (breach_id = new.breach_id AND (number = new.number OR (audience = 'office' AND "
        "kind = 'initial' AND new.audience = 'office' AND new.kind = 'initial'))))"
    )
    there = f"EXISTS (SELECT 1 FROM breach_notices WHERE {same})"  # noqa: S608 - constants
    taken = f"EXISTS (SELECT 1 FROM breach_notices WHERE id <> old.id AND {same})"  # noqa: S608 - constants
    told = (
        "EXISTS (SELECT 1 FROM breach_recipients WHERE id = new.id OR (notice_id = new.notice_id AND "
        "(contact_hash = new.contact_hash OR place = new.place)))"
    )
    shared = (
        "(old.contact_hash <> new.contact_hash AND EXISTS (SELECT 1 FROM breach_recipients WHERE "
        "notice_id = new.notice_id AND contact_hash = new.contact_hash AND id <> old.id))"
    )
    answered = "EXISTS (SELECT 1 FROM breach_excuses WHERE breach_id = new.breach_id AND number = new.number)"
    released = "EXISTS (SELECT 1 FROM breach_notices WHERE id = old.notice_id AND released_at IS NOT NULL)"
    for table, event, when, refuse in (
        ("breach_notices", "update", f"({_changed('IS NOT')}) OR {taken}", sent),
        ("breach_notices", "delete", "old.released_at IS NOT NULL", sent),
        ("breach_notices", "replace", there, sent),
        ("breach_recipients", "update", f"{_rewritten('IS NOT')} OR {shared}", kept),
        ("breach_recipients", "delete", released, kept),
        ("breach_recipients", "replace", told, kept),
        ("breach_excuses", "update", "1", said),
        ("breach_excuses", "delete", "1", said),
        ("breach_excuses", "replace", answered, said),
    ):
        before = "INSERT" if event == "replace" else event.upper()
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {before} ON {table} WHEN {when} {refuse}"))


def _protect_postgresql() -> None:
    released = "EXISTS (SELECT 1 FROM breach_notices WHERE id = old.notice_id AND released_at IS NOT NULL)"
    refuse = f"IF {released} THEN RAISE EXCEPTION 'the delivery register is evidence'; END IF; RETURN old;"
    op.execute(sa.text(f"CREATE FUNCTION {_TOLD}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$"))
    frozen = "refuse_frozen_change"
    for table, event, when, function in (
        ("breach_notices", "update", f"WHEN ({_changed('IS DISTINCT FROM')})", frozen),
        ("breach_notices", "delete", "WHEN (old.released_at IS NOT NULL)", frozen),
        ("breach_recipients", "update", f"WHEN ({_rewritten('IS DISTINCT FROM')})", frozen),
        ("breach_recipients", "delete", "", _TOLD),
        ("breach_excuses", "update", "", frozen),
        ("breach_excuses", "delete", "", frozen),
    ):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
                f"FOR EACH ROW {when} EXECUTE FUNCTION {function}()"
            )
        )
    for table in ("breach_notices", "breach_recipients", "breach_excuses"):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {frozen}()"
            )
        )


def downgrade() -> None:
    """Undo."""
    for table in ("breach_excuses", "breach_recipients", "breach_notices"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(f"DROP FUNCTION {_TOLD}"))
