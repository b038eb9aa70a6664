"""Destruction targets, what dry runs found, what approvals froze, who ordered a run, and how far it came.

The address of a target stands nowhere here: only its name. Ranges of keys are encrypted, samples are masked, and no
other value of a target's rows is ever stored.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_LIVE = text("ended_at IS NULL")

#: Which tables of which database a holding is, as it stands now.
erasure_targets = Table(
    "erasure_targets",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("holding_id", String(36), ForeignKey("holdings.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(40), nullable=False),
    Column("binding", LargeBinary, nullable=False),
    Column("binding_hash", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(100), nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(100), nullable=True),
    Index(
        "uq_erasure_targets_live",
        "holding_id",
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    ),
    Index("ix_erasure_targets_holding_id", "holding_id"),
)

#: Every version that a target ever had; written once.
erasure_target_versions = Table(
    "erasure_target_versions",
    metadata,
    Column("target_id", String(36), ForeignKey("erasure_targets.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("binding", LargeBinary, nullable=False),
    Column("binding_hash", String(64), nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by", String(100), nullable=False),
)

#: The tables of a target's present version, by a folded name: two holdings in one table are found by it.
erasure_target_tables = Table(
    "erasure_target_tables",
    metadata,
    Column("target_id", String(36), ForeignKey("erasure_targets.id"), primary_key=True),
    Column("place", String(400), primary_key=True),
    Index("ix_erasure_target_tables_place", "place"),
)

#: What a dry run found of one item of a list; written once.
erasure_dry_runs = Table(
    "erasure_dry_runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("list_id", String(36), nullable=False),
    Column("item_id", String(36), nullable=False),
    Column("holding_id", String(36), ForeignKey("holdings.id"), nullable=False),
    Column("target_id", String(36), ForeignKey("erasure_targets.id"), nullable=False),
    Column("target_version", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("report", LargeBinary, nullable=False),
    Column("ran_at", UtcDateTime, nullable=False),
    Column("ran_by", String(100), nullable=False),
    Index("ix_erasure_dry_runs_list_id", "list_id", "item_id"),
)

#: The batches of a dry run's plan: first and last key encrypted; written once.
erasure_batches = Table(
    "erasure_batches",
    metadata,
    Column("dry_run_id", String(36), ForeignKey("erasure_dry_runs.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("mac", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

#: What the head's decision froze of an item. One that is thawed (the list was cancelled) stays as the past.
erasure_freezes = Table(
    "erasure_freezes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("list_id", String(36), nullable=False),
    Column("item_id", String(36), nullable=False),
    Column("dry_run_id", String(36), ForeignKey("erasure_dry_runs.id"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("frozen_at", UtcDateTime, nullable=False),
    Column("frozen_by", String(100), nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("uq_erasure_freezes_live", "item_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("ix_erasure_freezes_list_id", "list_id"),
)

#: Who ordered that a list is carried out, and until when the order holds.
erasure_orders = Table(
    "erasure_orders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("list_id", String(36), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("ordered_by", String(100), nullable=False),
    Column("ordered_by_name", String(300), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(100), nullable=True),
    Column("end_code", String(20), nullable=True),
    Column("end_reason", Text, nullable=True),
    Index("uq_erasure_orders_live", "list_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("ix_erasure_orders_list_id", "list_id"),
)

#: One row per process that carries an order out, and who holds the list now.
erasure_runs = Table(
    "erasure_runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("order_id", String(36), ForeignKey("erasure_orders.id"), nullable=False),
    Column("list_id", String(36), nullable=False),
    Column("holder", String(200), nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
    Column("program_version", String(40), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("end_code", String(20), nullable=True),
    Column("end_th", Text, nullable=True),
    Column("end_en", Text, nullable=True),
    Index("uq_erasure_runs_live", "list_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("ix_erasure_runs_list_id", "list_id"),
)

#: Each step of each batch, written as it happens and never again. `number` counts the entries of a plan: two processes
#: that write at once collide there, and one of them stops.
erasure_journal = Table(
    "erasure_journal",
    metadata,
    Column("dry_run_id", String(36), ForeignKey("erasure_dry_runs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("step", String(20), nullable=False),
    Column("run_id", String(36), ForeignKey("erasure_runs.id"), nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
)

#: What became of an item, once it was verified; written once.
erasure_outcomes = Table(
    "erasure_outcomes",
    metadata,
    Column("item_id", String(36), primary_key=True),
    Column("list_id", String(36), nullable=False),
    Column("dry_run_id", String(36), ForeignKey("erasure_dry_runs.id"), nullable=False),
    Column("run_id", String(36), ForeignKey("erasure_runs.id"), nullable=False),
    Column("report", LargeBinary, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Index("ix_erasure_outcomes_list_id", "list_id"),
)
