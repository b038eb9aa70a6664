"""Destruction lists: their items, committee, opinions, decisions and what went to the National Archives.

A list's row is locked first by every step (its version is raised), then its items, then holdings: so two steps on one
list follow one another, and no two wait for each other.
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

_OPEN = text("outcome = 'open'")
_SITS = text("ended_at IS NULL")

destruction_lists = Table(
    "destruction_lists",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("title", String(300), nullable=False),
    # Gregorian.
    Column("year", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    # The last number given to an item: a number is never given twice.
    Column("last_seq", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("submitted_at", UtcDateTime, nullable=True),
    Column("submitted_by", String(100), nullable=True),
    Column("concluded_at", UtcDateTime, nullable=True),
    Column("concluded_by", String(100), nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("cancelled_reason", Text, nullable=True),
    # SHA-256 of the opinions as they stand: what a member signs.
    Column("opinions_hash", String(64), nullable=True),
    Index("ix_destruction_lists_office_id", "office_id"),
)

destruction_items = Table(
    "destruction_items",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("list_id", String(36), ForeignKey("destruction_lists.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("holding_id", String(36), ForeignKey("holdings.id"), nullable=False),
    Column("activity_id", String(36), nullable=False),
    Column("state", String(30), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("listed_hash", String(64), nullable=False),
    Column("opinion", String(20), nullable=True),
    Column("opinion_reason", Text, nullable=True),
    Column("opinion_through", Date, nullable=True),
    Column("decision_id", String(36), nullable=True),
    Column("decision", String(20), nullable=True),
    Column("decision_reason", Text, nullable=True),
    Column("decision_through", Date, nullable=True),
    Column("sent_id", String(36), nullable=True),
    Column("answer_id", String(36), nullable=True),
    Column("answer", String(20), nullable=True),
    Column("archives_skipped", Text, nullable=True),
    Column("frozen", String(64), nullable=True),
    Column("outcome_on", Date, nullable=True),
    Column("outcome_reason", Text, nullable=True),
    Column("through", Date, nullable=True),
    Column("receipt", LargeBinary, nullable=True),
    # Last: read only where it is asked for.
    Column("listed", LargeBinary, nullable=False),
    UniqueConstraint("list_id", "seq"),
    Index("ix_destruction_items_list_id_state", "list_id", "state"),
    Index("ix_destruction_items_holding_id", "holding_id"),
    # The same data set is never on two open lists.
    Index("uq_destruction_items_open", "holding_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)

#: A seat ends when another committee is named; its signature stays with it.
destruction_seats = Table(
    "destruction_seats",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("list_id", String(36), ForeignKey("destruction_lists.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("seat", String(20), nullable=False),
    Column("name", String(300), nullable=False),
    Column("position", String(300), nullable=False),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=True),
    Column("order_no", String(100), nullable=False),
    Column("ordered_on", Date, nullable=False),
    Column("appointed_at", UtcDateTime, nullable=False),
    Column("appointed_by", String(100), nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_destruction_seats_list_id", "list_id"),
    Index(
        "ix_destruction_seats_person_id",
        "person_id",
        sqlite_where=_SITS,
        postgresql_where=_SITS,
    ),
)

#: Signatures, each under the opinions of one hash. Written once, never changed: so is all that follows.
destruction_signatures = Table(
    "destruction_signatures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("seat_id", String(36), ForeignKey("destruction_seats.id"), nullable=False),
    Column("opinions_hash", String(64), nullable=False),
    Column("dissent", Text, nullable=True),
    Column("paper", LargeBinary, nullable=True),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("signed_by", String(100), nullable=False),
    UniqueConstraint("seat_id", "opinions_hash"),
)

#: What the committee advised in the end, when the list went on to the head.
destruction_opinions = Table(
    "destruction_opinions",
    metadata,
    Column("item_id", String(36), ForeignKey("destruction_items.id"), primary_key=True),
    Column("opinion", String(20), nullable=False),
    Column("reason", Text, nullable=True),
    Column("through", Date, nullable=True),
    Column("listed_hash", String(64), nullable=False),
    Column("opinions_hash", String(64), nullable=False),
    Column("concluded_at", UtcDateTime, nullable=False),
)

destruction_decisions = Table(
    "destruction_decisions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("list_id", String(36), ForeignKey("destruction_lists.id"), nullable=False),
    Column("order_no", String(100), nullable=False),
    Column("ordered_on", Date, nullable=False),
    Column("signer_name", String(300), nullable=False),
    Column("signer_position", String(300), nullable=False),
    Column("capacity", String(300), nullable=True),
    Column("delegation_no", String(100), nullable=True),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("destroy", Integer, nullable=False),
    Column("keep", Integer, nullable=False),
    Column("extend", Integer, nullable=False),
    Column("items_hash", String(64), nullable=False),
    Index("ix_destruction_decisions_list_id", "list_id"),
)

#: What the head decided on each item. An item is decided on once.
destruction_decided = Table(
    "destruction_decided",
    metadata,
    Column("item_id", String(36), ForeignKey("destruction_items.id"), primary_key=True),
    Column("decision_id", String(36), ForeignKey("destruction_decisions.id"), nullable=False),
    Column("decision", String(20), nullable=False),
    Column("reason", Text, nullable=True),
    Column("through", Date, nullable=True),
    Column("listed_hash", String(64), nullable=False),
    Column("approver", String(1000), nullable=True),
    Column("frozen", String(64), nullable=True),
)

#: Letters to the National Archives, their answers, agreements made beforehand.
destruction_archives = Table(
    "destruction_archives",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("list_id", String(36), ForeignKey("destruction_lists.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("letter_no", String(100), nullable=True),
    Column("dated_on", Date, nullable=False),
    Column("answer", String(20), nullable=True),
    Column("through", Date, nullable=True),
    Column("receipt_no", String(100), nullable=True),
    Column("paper", LargeBinary, nullable=True),
    Column("note", Text, nullable=True),
    Column("items", Integer, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(100), nullable=False),
    Index("ix_destruction_archives_list_id", "list_id"),
)

#: What was decided on a data set that stands on no list: kept on through a day, or handed over to the archives.
holding_acts = Table(
    "holding_acts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("holding_id", String(36), ForeignKey("holdings.id"), nullable=False),
    Column("act", String(20), nullable=False),
    Column("through", Date, nullable=True),
    Column("paper", LargeBinary, nullable=True),
    Column("reason", Text, nullable=False),
    Column("acted_at", UtcDateTime, nullable=False),
    Column("acted_by", String(100), nullable=False),
    Index("ix_holding_acts_holding_id", "holding_id"),
)

#: What a trigger keeps from being changed.
WRITTEN_ONCE = (
    "destruction_signatures",
    "destruction_opinions",
    "destruction_decisions",
    "destruction_decided",
    "destruction_archives",
    "holding_acts",
)
