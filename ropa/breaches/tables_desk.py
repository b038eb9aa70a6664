"""What comes from outside: links by which processors report, and reports of the public that wait for triage."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

WAITING = "waiting"

breach_links = Table(
    "breach_links",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("processor_name", Text, nullable=False),
    # Of the token; the token itself is shown once and kept nowhere.
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    Column("revoked_by", String(100), nullable=True),
    Column("uses", Integer, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=True),
    Index("ix_breach_links_office_id", "office_id"),
)

breach_reports = Table(
    "breach_reports",
    metadata,
    Column("id", String(36), primary_key=True),
    # Null: the reporter did not say whose data it is; the ministry's own desk sorts it.
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=True),
    Column("what", Text, nullable=False),
    Column("when_words", Text, nullable=True),
    # How the reporter may be reached, encrypted (ropa/keys.py); null: not given, or forgotten after the decision.
    Column("contact", LargeBinary, nullable=True),
    # The same words are one report with a counter.
    Column("words_hash", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("last_received_at", UtcDateTime, nullable=False),
    # When the digest told of it.
    Column("told_at", UtcDateTime, nullable=True),
    Column("state", String(20), nullable=False),
    Column("decided_at", UtcDateTime, nullable=True),
    Index("ix_breach_reports_state_received_at", "state", "received_at", "id"),
    Index("ix_breach_reports_office_id", "office_id"),
    Index(
        "uq_breach_reports_words_waiting",
        "words_hash",
        unique=True,
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

# Append-only: what a person decided on a report, and why.
breach_report_decisions = Table(
    "breach_report_decisions",
    metadata,
    Column("report_id", String(36), ForeignKey("breach_reports.id"), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=True),
    Column("breach_id", String(36), ForeignKey("breaches.id"), nullable=True),
    Column("decided_by", String(100), nullable=False),
    Column("decided_by_name", String(300), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Index("ix_breach_report_decisions_breach_id", "breach_id"),
)
