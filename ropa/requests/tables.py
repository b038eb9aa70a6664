"""Requests of data subjects: what was asked and where it stands; who asked is sealed, and forgotten after its time.

Nothing here but `sealed` and `person_hash` tells of a person. The timeline is written once.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

subject_requests = Table(
    "subject_requests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("state", String(20), nullable=False),
    # When it reached the agency, whoever opened it when; and that day in Bangkok, from which the limits are counted.
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_on", Date, nullable=False),
    # `schemas.request_person.RequestPerson` as JSON, encrypted for this row alone. Null: forgotten.
    Column("sealed", LargeBinary, nullable=True),
    # Keyed hash of the person's number: finds other requests of the same person. Null: no number, or forgotten.
    Column("person_hash", String(64), nullable=True),
    Column("key_version", Integer, nullable=False),
    Column("requester", String(20), nullable=False),
    Column("age_band", String(20), nullable=False),
    Column("identity_level", String(20), nullable=False),
    Column("identity_at", UtcDateTime, nullable=True),
    # The day on which the authority of an agent, or the proof of a parent or guardian, was looked at.
    Column("representative_checked_on", Date, nullable=True),
    Column("owner_id", String(36), ForeignKey("people.id"), nullable=True),
    # The earliest last day of the rights that are undecided, so that a list is in order without counting.
    Column("due_on", Date, nullable=True),
    Column("is_paused", Boolean, nullable=False),
    # Keyed hash of the secret on the receipt of the public form.
    Column("code_hash", String(64), nullable=True),
    # Given out with a form, so that the form sent twice makes one request.
    Column("submission_id", String(100), nullable=True, unique=True),
    Column("answered_at", UtcDateTime, nullable=True),
    # When it ended, in whatever way: closed, withdrawn, lapsed, no request.
    Column("closed_at", UtcDateTime, nullable=True),
    Column("forget_on", Date, nullable=True),
    # Who asked is kept until this day at least, although `forget_on` has come: a complaint, a court.
    Column("keep_until", Date, nullable=True),
    Column("keep_reason", Text, nullable=True),
    Column("forgotten_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_subject_requests_office_id_id", "office_id", "id"),
    Index("ix_subject_requests_state_due_on", "state", "due_on", "id"),
    Index("ix_subject_requests_person_hash", "person_hash"),
    Index("ix_subject_requests_owner_id", "owner_id"),
    Index("ix_subject_requests_forget_on", "forget_on"),
)

# Each right has a clock of its own: one that is asked for later is counted from its own receipt.
subject_request_rights = Table(
    "subject_request_rights",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("right", String(20), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("limit_days", Integer, nullable=False),
    Column("limit_law", String(300), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("outcome", String(20), nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
    # When the letter that tells of this decision went out; null again when the decision changes.
    Column("answered_at", UtcDateTime, nullable=True),
    Column("fulfilled_on", Date, nullable=True),
)

subject_request_activities = Table(
    "subject_request_activities",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), primary_key=True),
    Column("place", Integer, nullable=False),
    Index("ix_subject_request_activities_activity_id", "activity_id"),
)

# Append-only. Never personal data of the requester.
request_events = Table(
    "request_events",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
    Column("note", Text, nullable=True),
    Column("details", LargeBinary, nullable=False),
)

# What a client sent, by keyed hashes, so that the same request sent twice makes one; forgotten after two days.
request_submissions = Table(
    "request_submissions",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("request_id", String(36), ForeignKey("subject_requests.id"), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Index("ix_request_submissions_sent_at", "sent_at"),
)
