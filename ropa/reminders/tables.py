"""Review dates, what was told of each due thing, confirmations that a record is unchanged, calendar feeds.

Days are days in Bangkok. `review_dates` is computed from the documents, the approvals and the confirmations
(`ropa reindex` makes it again); only `stage` and `remind_on` say more: how far its readers were told.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

review_dates = Table(
    "review_dates",
    metadata,
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("cycle_text", Text, nullable=True),
    # Why the words give no date (`schemas.reminders.Unread`); None where they do.
    Column("unread", String(20), nullable=True),
    # None: nothing was approved yet, or the record is retired; then nothing is to be reviewed.
    Column("last_reviewed_on", Date, nullable=True),
    Column("next_review_on", Date, nullable=True),
    # The stage (`rules.stage`) that was told or passed over, and the day on which the next one begins.
    Column("stage", Integer, nullable=False),
    Column("remind_on", Date, nullable=True),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(
        "ix_review_dates_remind_on",
        "remind_on",
        sqlite_where=text("remind_on IS NOT NULL"),
        postgresql_where=text("remind_on IS NOT NULL"),
    ),
    Index("ix_review_dates_next_review_on_activity_id", "next_review_on", "activity_id"),
    Index("ix_review_dates_office_id", "office_id"),
)

#: Somebody looked at an approved record and found that nothing has to be changed.
review_confirmations = Table(
    "review_confirmations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("actor_name", String(300), nullable=False),
    Column("note", Text, nullable=True),
    Index("ix_review_confirmations_activity_id", "activity_id"),
)

#: How far the readers of other due things were told: `subject` is the thing and its date, so a moved date is another.
reminder_marks = Table(
    "reminder_marks",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("subject", String(120), primary_key=True),
    Column("stage", Integer, nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
    Index("ix_reminder_marks_marked_at", "marked_at"),
)

#: One feed for each person who wants one. Of the address only the SHA-256 of its secret is kept.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("person_id", String(36), ForeignKey("people.id"), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("language", String(2), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
