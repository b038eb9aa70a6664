"""Notices of breaches to the Office and to data subjects, who was told, and what the Office said to a late one.

A notice that was sent is frozen by triggers: only a receipt may be added to it, and the first delivery to a data
subject noted. `content` is JSON of `schemas.breach_notice` or `schemas.breach_letters`, by audience.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

breach_notices = Table(
    "breach_notices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    # Of the breach, from 1, whoever the notice is for.
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("audience", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("is_drill", Boolean(name="is_drill"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(100), nullable=False),
    # From then on the content is frozen: recorded as sent to the Office, or given to the worker for data subjects.
    Column("released_at", UtcDateTime, nullable=True),
    Column("released_by", String(100), nullable=True),
    Column("sent_at", UtcDateTime, nullable=True),
    Column("sent_by", String(300), nullable=True),
    Column("channel", String(20), nullable=True),
    Column("is_late", Boolean(name="is_late"), nullable=False),
    Column("late_reason", Text, nullable=True),
    Column("late_evidence", Text, nullable=True),
    # What a notice to the Office says will follow: how many things, and the earliest moment that it names.
    Column("promises", Integer, nullable=False),
    Column("promised_for", UtcDateTime, nullable=True),
    Column("pdf_sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=True),
    Column("docx_sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=True),
    Column("pdf_size", BigInteger, nullable=True),
    Column("docx_size", BigInteger, nullable=True),
    Column("receipt_ref", String(200), nullable=True),
    Column("receipt_at", UtcDateTime, nullable=True),
    Column("receipt_noted_at", UtcDateTime, nullable=True),
    # When the recipients' names and addresses were deleted after the closing.
    Column("purged_at", UtcDateTime, nullable=True),
    UniqueConstraint("breach_id", "number"),
    # Two people who begin at once begin one draft, and there is one first notice.
    Index(
        "uq_breach_notices_draft",
        "breach_id",
        "audience",
        unique=True,
        sqlite_where=text("released_at IS NULL"),
        postgresql_where=text("released_at IS NULL"),
    ),
    Index(
        "uq_breach_notices_initial",
        "breach_id",
        unique=True,
        sqlite_where=text("audience = 'office' AND kind = 'initial'"),
        postgresql_where=text("audience = 'office' AND kind = 'initial'"),
    ),
    Index("ix_breach_notices_audience_released_at", "audience", "released_at"),
    Index("ix_breach_notices_pdf_sha256", "pdf_sha256"),
    Index("ix_breach_notices_docx_sha256", "docx_sha256"),
)

# The delivery register. Its id is the Message-ID, however often it is tried.
breach_recipients = Table(
    "breach_recipients",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("notice_id", String(36), ForeignKey("breach_notices.id"), nullable=False),
    # Place in the delivery register of the notice, from 1; the letters are in this order.
    Column("place", Integer, nullable=False),
    Column("way", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    # Name, e-mail and address, sealed with the field key; null once it was deleted after the closing.
    Column("contact", LargeBinary, nullable=True),
    # Keyed, so that the same person is on the list once and the evidence stays when the contact has gone.
    Column("contact_hash", String(64), nullable=False),
    # A postal address is among the contact, so that a mail that comes back can become a letter.
    Column("has_address", Boolean(name="has_address"), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("holder", String(36), nullable=True),
    Column("held_until", UtcDateTime, nullable=True),
    Column("sent_at", UtcDateTime, nullable=True),
    Column("returned_at", UtcDateTime, nullable=True),
    # A code and a number, never an address or what the other side wrote.
    Column("reason", String(200), nullable=True),
    UniqueConstraint("notice_id", "contact_hash"),
    UniqueConstraint("notice_id", "place"),
    # What the worker takes next, and the counts of the delivery register.
    Index("ix_breach_recipients_way_state_due_at", "way", "state", "due_at"),
    Index("ix_breach_recipients_notice_id_way_state", "notice_id", "way", "state"),
    # How many went out in the last minute.
    Index("ix_breach_recipients_sent_at", "sent_at"),
)

breach_excuses = Table(
    "breach_excuses",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("is_excused", Boolean(name="is_excused"), nullable=False),
    Column("reference", String(300), nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("note", Text, nullable=True),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("noted_by", String(100), nullable=False),
    PrimaryKeyConstraint("breach_id", "number"),
)
