"""Decisions on the risk of a breach, and the one draft of the next. Triggers keep the decisions as they were taken."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

breach_assessments = Table(
    "breach_assessments",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("level", String(10), nullable=False),
    Column("suggestion", String(10), nullable=False),
    Column("former_level", String(10), nullable=True),
    Column("reason", Text, nullable=False),
    Column("lower_reason", Text, nullable=True),
    # JSON of `schemas.breach_assessment`, as it was then: answers, circumstances, grounds, evidence.
    Column("factors", LargeBinary, nullable=False),
    Column("circumstances", LargeBinary, nullable=False),
    Column("grounds", LargeBinary, nullable=False),
    Column("evidence", LargeBinary, nullable=False),
    # What the register knew then (`schemas.breach_known`), whole; readers get the parts that they may read.
    Column("known", LargeBinary, nullable=False),
    # Over the breach's own facts: another hash now means that they changed since.
    Column("facts_hash", String(64), nullable=False),
    Column("aware_at", UtcDateTime, nullable=True),
    Column("new_facts_at", UtcDateTime, nullable=True),
    # The decision that ended a "no risk": when the duty to tell the Office began again.
    Column("reopened_at", UtcDateTime, nullable=True),
    Column("supersedes", Integer, nullable=True),
    Column("decided_by", String(100), nullable=False),
    Column("decided_by_name", String(300), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("breach_id", "number"),
)

breach_assessment_drafts = Table(
    "breach_assessment_drafts",
    metadata,
    Column("breach_id", String(36), ForeignKey("breaches.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("factors", LargeBinary, nullable=False),
    Column("circumstances", LargeBinary, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by", String(300), nullable=False),
)
