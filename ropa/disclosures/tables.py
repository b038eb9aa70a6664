"""Use and disclosure without consent (PDPA s.27 paragraph 3), and other agencies' requests for data.

Log entries are written once: a correction is a new entry that names the one it takes the place of.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

disclosures = Table(
    "disclosures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("recipient", String(500), nullable=False),
    Column("happened_from", Date, nullable=False),
    Column("happened_to", Date, nullable=True),
    Column("content", LargeBinary, nullable=False),
    Column("request_id", String(36), ForeignKey("exchange_requests.id"), nullable=True),
    # The entry that this one takes the place of: at most one does.
    Column("corrects_id", String(36), ForeignKey("disclosures.id"), nullable=True, unique=True),
    # The entry before was wrong as a whole: this one says so, and stands for nothing itself.
    Column("is_withdrawal", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_by_name", String(300), nullable=False),
    UniqueConstraint("activity_id", "number"),
    Index("ix_disclosures_request_id", "request_id"),
)

exchange_requests = Table(
    "exchange_requests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=True),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("agency", String(300), nullable=False),
    # As the agency's lines in the exchange log name it (column 4 of form 003's log).
    Column("agency_code", String(200), nullable=True),
    Column("client_id", String(200), nullable=True),
    Column("content", LargeBinary, nullable=False),
    Column("valid_from", Date, nullable=True),
    Column("valid_to", Date, nullable=True),
    Column("follow_up_on", Date, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Index("ix_exchange_requests_office_id_id", "office_id", "id"),
    Index("ix_exchange_requests_activity_id", "activity_id"),
    Index("ix_exchange_requests_agency_code", "agency_code"),
)

exchange_request_steps = Table(
    "exchange_request_steps",
    metadata,
    Column("request_id", String(36), ForeignKey("exchange_requests.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("step", String(20), nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("taken_by", String(100), nullable=False),
    Column("taken_by_name", String(300), nullable=False),
)
