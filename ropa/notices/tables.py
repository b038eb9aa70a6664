"""The inbox, the outbox, and how people and other systems want to be told."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

notices = Table(
    "notices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("cause", String(200), nullable=False),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("title_th", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("body_th", Text, nullable=False),
    Column("body_en", Text, nullable=False),
    Column("path", String(500), nullable=False),
    Column("is_urgent", Boolean(name="is_urgent"), nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime, nullable=True),
    UniqueConstraint("cause", "person_id"),
    Index("ix_notices_person_id_id", "person_id", "id"),
    # How many a person has not read stands on every page.
    Index("ix_notices_person_id_read_at", "person_id", "read_at"),
    Index("ix_notices_posted_at", "posted_at"),
)

# One row for each way out. Its id is the Message-ID, idempotency key or retry key, however often it is tried.
notice_outbox = Table(
    "notice_outbox",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("notice_id", String(36), ForeignKey("notices.id"), nullable=False),
    Column("cause", String(200), nullable=False),
    # The person's id, or the webhook's: other systems are told of a cause once, not once for each person.
    Column("addressee", String(36), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("is_urgent", Boolean(name="is_urgent"), nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    # Who is sending it now, and until when nobody else does.
    Column("holder", String(36), nullable=True),
    Column("held_until", UtcDateTime, nullable=True),
    Column("sent_at", UtcDateTime, nullable=True),
    # Why the latest try failed: a code and a number, never an address or what the other side wrote.
    Column("reason", String(100), nullable=True),
    UniqueConstraint("cause", "addressee", "channel"),
    Index("ix_notice_outbox_state_due_at", "state", "due_at"),
    Index("ix_notice_outbox_notice_id", "notice_id"),
)

notice_preferences = Table(
    "notice_preferences",
    metadata,
    Column("person_id", String(36), ForeignKey("people.id"), primary_key=True),
    Column("by_email", Boolean(name="by_email"), nullable=False),
    Column("digest", Boolean(name="digest"), nullable=False),
    Column("quiet_from", Time, nullable=False),
    Column("quiet_until", Time, nullable=False),
    Column("language", String(2), nullable=False),
    # Sealed with the field key.
    Column("line_user", LargeBinary, nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
)

notice_webhooks = Table(
    "notice_webhooks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("address", String(500), nullable=False),
    # Sealed with the field key; the receiver has the same.
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
)
