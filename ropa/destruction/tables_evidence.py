"""Evidence of destruction, certificates with their PDF, and what is not gone yet.

Certificates, evidence and checks are written once; triggers of the migration refuse UPDATE and DELETE. The PDF lies in
the database, as approved pictures do: a backup of the database alone proves every destruction.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_OPEN = text("closed_at IS NULL")

certificates = Table(
    "certificates",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("list_id", String(36), ForeignKey("destruction_lists.id"), nullable=False),
    # An addendum: what was pending after that certificate is gone.
    Column("addendum_to", String(36), ForeignKey("certificates.id"), nullable=True),
    Column("destroyed_at", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("items", Integer, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("facts_sha256", String(64), nullable=False, unique=True),
    Column("pdf", LargeBinary, nullable=False),
    Column("pdf_sha256", String(64), nullable=False, unique=True),
    Index("ix_certificates_list_id", "list_id"),
    Index("ix_certificates_addendum_to", "addendum_to"),
)

#: One row per destroyed item: an item is destroyed once.
evidence = Table(
    "destruction_evidence",
    metadata,
    Column("item_id", String(36), ForeignKey("destruction_items.id"), primary_key=True),
    Column("certificate_id", String(36), ForeignKey("certificates.id"), nullable=False),
    Column("holding_id", String(36), ForeignKey("holdings.id"), nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("executor_id", String(100), nullable=False),
    Column("executor_name", String(200), nullable=False),
    Index("ix_destruction_evidence_certificate_id", "certificate_id"),
    Index("ix_destruction_evidence_holding_id", "holding_id"),
)

pending_erasures = Table(
    "pending_erasures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("item_id", String(36), ForeignKey("destruction_evidence.item_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("next_check_on", Date, nullable=False),
    Column("checks", Integer, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("item_id", "number"),
    Index("ix_pending_erasures_next", "next_check_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

pending_checks = Table(
    "pending_checks",
    metadata,
    Column("pending_id", String(36), ForeignKey("pending_erasures.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by_id", String(100), nullable=False),
    Column("by_name", String(200), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("next_check_on", Date, nullable=True),
    Column("reviewer", LargeBinary, nullable=True),
)
