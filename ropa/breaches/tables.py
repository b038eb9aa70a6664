"""Breaches, the activities that they concern, and every value that an awareness has had.

The deadline is not stored: it is `aware_at` and 72 hours, so that a moved `aware_at` cannot leave it behind.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

breaches = Table(
    "breaches",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    # Null: only suspected. A suspicion has a warning clock from `suspected_at`, which is never null then.
    Column("aware_at", UtcDateTime, nullable=True),
    Column("suspected_at", UtcDateTime, nullable=True),
    # When word of it reached the agency (a processor's message, a mailbox), whenever it was read.
    Column("received_at", UtcDateTime, nullable=True),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("detected_at", UtcDateTime, nullable=True),
    Column("occurred_from", UtcDateTime, nullable=True),
    Column("occurred_to", UtcDateTime, nullable=True),
    Column("occurred_unknown", Boolean, nullable=False),
    # Why times stand in an order that needs explaining: aware of what had not happened yet by its own account.
    Column("times_note", Text, nullable=True),
    Column("aware_by", Text, nullable=True),
    Column("aware_how", Text, nullable=True),
    Column("description", Text, nullable=True),
    Column("source", String(20), nullable=False),
    Column("processor_name", Text, nullable=True),
    Column("processor_told_at", UtcDateTime, nullable=True),
    # The same for all controllers of a joint incident; null for a breach of one.
    Column("incident_id", String(36), nullable=True),
    Column("is_drill", Boolean, nullable=False),
    Column("phase", String(20), nullable=False),
    # `schemas.breach_details.BreachDetails` as JSON; null: nothing told yet.
    Column("details", LargeBinary, nullable=True),
    # Where it stands now. The service that changes the evidence behind it changes these in the same transaction.
    Column("level", String(10), nullable=True),
    Column("level_at", UtcDateTime, nullable=True),
    Column("notified_at", UtcDateTime, nullable=True),
    Column("late_reason_at", UtcDateTime, nullable=True),
    Column("excused_at", UtcDateTime, nullable=True),
    Column("subjects_notified_at", UtcDateTime, nullable=True),
    # Since when a "no risk" stood, and when a new assessment ended it: the duty to tell the Office stands again, on its
    # first clock.
    Column("stopped_at", UtcDateTime, nullable=True),
    Column("reopened_at", UtcDateTime, nullable=True),
    # Since when the facts are others than those of the last assessment.
    Column("facts_changed_at", UtcDateTime, nullable=True),
    # The earliest moment for which a notice to the Office promises more that was not sent yet.
    Column("promised_for", UtcDateTime, nullable=True),
    Column("dismissed_at", UtcDateTime, nullable=True),
    Column("dismissed_reason", Text, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_breaches_office_id", "office_id"),
    # The most urgent first is the earliest awareness first: every deadline is the same 72 hours later.
    Index("ix_breaches_aware_at_id", "aware_at", "id"),
    Index("ix_breaches_phase", "phase"),
    Index("ix_breaches_incident_id", "incident_id"),
)

breach_activities = Table(
    "breach_activities",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Index("ix_breach_activities_activity_id", "activity_id"),
)

# Append-only: how `aware_at` came to be what it is. Null before: it was only suspected.
breach_awareness = Table(
    "breach_awareness",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("before", UtcDateTime, nullable=True),
    Column("after", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("moved_by", String(100), nullable=False),
    Column("moved_by_name", String(300), nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
)

# What a client sent, by its hash, so that the same report sent twice makes one.
breach_submissions = Table(
    "breach_submissions",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Index("ix_breach_submissions_sent_at", "sent_at"),
)
