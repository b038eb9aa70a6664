"""Activities, their revisions (documents) and the projections of the live revisions.

`activities` and `revisions` hold what cannot be lost. `revision_index` and the `revision_*` children are computed from
the documents by `rules_projection` and can be rebuilt at any time (`ropa reindex`). The document stands last in its
row: SQLite then reads it only when it is asked for.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from ropa.activities.tables_words import revision_words
from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

activities = Table(
    "activities",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("ref", String(30), nullable=False, unique=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("draft_revision_id", String(36), nullable=True),
    Column("approved_revision_id", String(36), nullable=True),
    Column("retired_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_activities_office_id", "office_id"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(100), nullable=False),
    Column("sources", LargeBinary, nullable=False),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("activity_id", "number"),
)

revision_index = Table(
    "revision_index",
    metadata,
    Column("search_id", Integer, primary_key=True, autoincrement=True),
    Column("revision_id", String(36), ForeignKey("revisions.id"), nullable=False, unique=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("office_id", Integer, nullable=False),
    Column("ref", String(30), nullable=False),
    Column("status", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    Column("is_current", Boolean(name="is_current"), nullable=False),
    Column("is_public", Boolean(name="is_public"), nullable=False),
    Column("main_process", Text, nullable=True),
    Column("sub_process", Text, nullable=True),
    Column("responsible_org_unit", Text, nullable=True),
    Column("step_count", Integer, nullable=False),
    Column("system_count", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("search_text", Text, nullable=False),
    Index("ix_revision_index_activity_id", "activity_id"),
    # Asked for each of hundreds of thousands of exchange lines: without the row, whose texts are long.
    Index("ix_revision_index_shown", "revision_id", "is_public", "status", "office_id"),
    Index("ix_revision_index_office_id_search_id", "office_id", "search_id"),
    Index("ix_revision_index_status_search_id", "status", "search_id"),
    # Almost every list asks for the current revisions only, newest first.
    Index(
        "ix_revision_index_current",
        "search_id",
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
)

revision_systems = Table(
    "revision_systems",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", String(300), nullable=False),
    Column("owner", Text, nullable=True),
    Column("hosting", String(20), nullable=True),
    Column("exchange_count", Integer, nullable=False),
    # Empty until `ropa reindex` in a register of an older version.
    Column("system_key", String(16), nullable=False, server_default=text("''")),
    Column("owner_key", String(16), nullable=False, server_default=text("''")),
    Column("sort", String(300), nullable=False, server_default=text("''")),
    Column("is_abroad", Boolean(name="is_abroad"), nullable=False, server_default=false()),
    Index("ix_revision_systems_name_key_revision_id", "name_key", "revision_id"),
    Index("ix_revision_systems_sort", "sort", "system_key", "revision_id"),
    Index("ix_revision_systems_system_key", "system_key", "revision_id"),
)

revision_recipients = Table(
    "revision_recipients",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", String(300), nullable=False),
    Column("kind", String(20), nullable=False),
    Index("ix_revision_recipients_name_key_revision_id", "name_key", "revision_id"),
)

#: Coded lawful bases, and the marks of `schemas.record_marks`: no code of one is a code of the other.
revision_bases = Table(
    "revision_bases",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("basis", String(30), primary_key=True),
    Index("ix_revision_bases_basis_revision_id", "basis", "revision_id"),
)

revision_exchanges = Table(
    "revision_exchanges",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("system_seq", Integer, nullable=False),
    Column("line_seq", Integer, nullable=False),
    Column("system_key", String(16), nullable=False),
    Column("body_key", String(16), nullable=False),
    Column("partner_key", String(16), nullable=False),
    Column("partner_system", String(16), nullable=True),
    Column("direction", String(10), nullable=True),
    Column("mode", String(10), nullable=True),
    Column("is_special", Boolean(name="is_special"), nullable=False),
    Column("is_abroad", Boolean(name="is_abroad"), nullable=False),
    Column("kinds", Text, nullable=False),
    Column("partner", Text, nullable=True),
    Column("data", Text, nullable=True),
    Column("data_key", Text, nullable=True),
    Column("processor", Text, nullable=True),
    Index("ix_revision_exchanges_system_key", "system_key"),
    Index("ix_revision_exchanges_partner_key", "partner_key", "revision_id"),
)

#: Computed tables, children first.
PROJECTIONS = (
    revision_words,
    revision_exchanges,
    revision_bases,
    revision_recipients,
    revision_systems,
    revision_index,
)
