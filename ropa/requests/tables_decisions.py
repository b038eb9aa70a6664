"""Decisions on the rights that somebody asked to use, and refusals as they stand on activities (PDPA s.39(7)).

Rows are written once: a later row takes the place of an earlier one. Only what is sealed in a decision may be remade
with new keys, or forgotten.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

request_decisions = Table(
    "request_decisions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("request_id", String(36), ForeignKey("subject_requests.id"), nullable=False),
    Column("number", Integer, nullable=False),
    # Which of the rights that the request asks for: `subject_request_rights.seq`.
    Column("right_seq", Integer, nullable=False),
    Column("right_code", String(30), nullable=False),
    Column("outcome", String(20), nullable=False),
    # The decision as it was put, without what names the person.
    Column("content", LargeBinary, nullable=False),
    # Reasons with personal data (access of its own); None: none, or forgotten.
    Column("sealed", LargeBinary, nullable=True),
    Column("key_version", SmallInteger, nullable=True),
    # The decision that this one takes the place of, by its number.
    Column("supersedes", Integer, nullable=True),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("decided_by_name", String(300), nullable=False),
    UniqueConstraint("request_id", "number"),
    UniqueConstraint("request_id", "supersedes"),
)

activity_refusals = Table(
    "activity_refusals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("request_id", String(36), ForeignKey("subject_requests.id"), nullable=False),
    Column("request_ref", String(30), nullable=False),
    Column("decision_id", String(36), ForeignKey("request_decisions.id"), nullable=False),
    # Which refused part of the decision, from 1; below 0: the row that it takes back, by that one's number.
    Column("part", Integer, nullable=False),
    Column("right_code", String(30), nullable=False),
    Column("ground", String(40), nullable=False),
    Column("rejected_on", Date, nullable=False),
    Column("content", LargeBinary, nullable=False),
    # The row that this one takes the place of: at most one does.
    Column("corrects_id", String(36), ForeignKey("activity_refusals.id"), nullable=True, unique=True),
    # The row before stands for nothing any more, and neither does this one.
    Column("is_withdrawal", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    UniqueConstraint("activity_id", "number"),
    # A part of a decision is written to an activity once, however often it is tried.
    UniqueConstraint("decision_id", "part", "activity_id"),
    Index("ix_activity_refusals_request_id", "request_id"),
)
