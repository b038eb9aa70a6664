"""Letters of requests, why a person is kept longer, and what was forgotten when.

A letter's content and its PDF are the only places of these tables with personal data: sealed, and null when forgotten.
A letter that was sent is frozen by triggers: only its receipt may be added, it may be forgotten, and sealed anew with
new keys. The other two tables are written once.
"""

from sqlalchemy import (
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
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

request_letters = Table(
    "request_letters",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), nullable=False),
    # Of the request, from 1.
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("language", String(2), nullable=False),
    # Sequence numbers of the rights that it answers, parted by commas; empty for a letter that answers none.
    Column("right_seqs", String(200), nullable=False),
    # Numbers of the decisions that it tells of, in the order of the rights; empty for a letter that answers none.
    Column("decision_numbers", String(200), nullable=False),
    # The task of the recipient that it tells.
    Column("task_number", Integer, nullable=True),
    # What is asked, of a letter that asks.
    Column("ask_number", Integer, nullable=True),
    Column("content", LargeBinary, nullable=True),
    # With a random salt among the content, so that nobody can try names against it when the content has gone.
    Column("content_sha256", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(100), nullable=False),
    Column("discarded_at", UtcDateTime, nullable=True),
    Column("letter_no", String(100), nullable=True),
    Column("letter_on", Date, nullable=True),
    Column("sent_at", UtcDateTime, nullable=True),
    Column("sent_noted_at", UtcDateTime, nullable=True),
    Column("sent_by", String(100), nullable=True),
    Column("channel", String(20), nullable=True),
    Column("pdf", LargeBinary, nullable=True),
    Column("receipt_ref", String(200), nullable=True),
    Column("receipt_at", UtcDateTime, nullable=True),
    Column("receipt_noted_at", UtcDateTime, nullable=True),
    Column("receipt_by", String(100), nullable=True),
    Column("key_version", Integer, nullable=False),
    Column("forgotten_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("request_id", "number"),
    Index("ix_request_letters_made_at", "made_at"),
)

request_keeps = Table(
    "request_keeps",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), nullable=False),
    Column("number", Integer, nullable=False),
    # The last day on which the person is kept whatever else is due; null ends what an earlier row said.
    Column("keep_until", Date, nullable=True),
    Column("ground", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    PrimaryKeyConstraint("request_id", "number"),
)

request_forgettings = Table(
    "request_forgettings",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    # The day on which it was due, and by how many days after the closing.
    Column("due_on", Date, nullable=True),
    Column("had_person", Boolean(name="had_person"), nullable=False),
    Column("letters", Integer, nullable=False),
    Column("reasons", Integer, nullable=False),
    Column("others", Integer, nullable=False),
    PrimaryKeyConstraint("request_id", "number"),
)
