"""The core: offices, tokens, activities with revisions, projections, search and the trail."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0001_core"
down_revision = None

#: An external-content FTS5 table must be told of each change by triggers, with the old text on delete.
_SEARCH_SQLITE = (
    (
        "CREATE VIRTUAL TABLE revision_search USING fts5(search_text, content='revision_index', "
        "content_rowid='search_id', tokenize='trigram')"
    ),
    (
        "CREATE TRIGGER revision_index_search_insert AFTER INSERT ON revision_index BEGIN "
        "INSERT INTO revision_search(rowid, search_text) VALUES (new.search_id, new.search_text); END"
    ),
    (
        "CREATE TRIGGER revision_index_search_delete AFTER DELETE ON revision_index BEGIN "
        "INSERT INTO revision_search(revision_search, rowid, search_text) "
        "VALUES ('delete', old.search_id, old.search_text); END"
    ),
    (
        "CREATE TRIGGER revision_index_search_update AFTER UPDATE OF search_text ON revision_index "
        "WHEN old.search_text <> new.search_text BEGIN "
        "INSERT INTO revision_search(revision_search, rowid, search_text) "
        "VALUES ('delete', old.search_id, old.search_text); "
        "INSERT INTO revision_search(rowid, search_text) VALUES (new.search_id, new.search_text); END"
    ),
)

#: INSERT OR REPLACE passes the other two triggers, so an id that exists is refused as well.
_TRAIL_SQLITE = (
    (
        "CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN "
        "SELECT RAISE(ABORT, 'audit_events is insert only'); END"
    ),
    (
        "CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN "
        "SELECT RAISE(ABORT, 'audit_events is insert only'); END"
    ),
    (
        "CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events "
        "WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = new.id) BEGIN "
        "SELECT RAISE(ABORT, 'audit_events is insert only'); END"
    ),
)

_TRAIL_POSTGRESQL = (
    (
        "CREATE FUNCTION refuse_trail_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_events is insert only'; END $$"
    ),
    (
        "CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_trail_change()"
    ),
    (
        "CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_trail_change()"
    ),
)


def upgrade() -> None:
    """Apply."""
    _offices_and_access()
    _activities()
    _index()
    _children()
    _trail()
    if op.get_bind().dialect.name == "sqlite":
        _run(*_SEARCH_SQLITE, *_TRAIL_SQLITE)
    else:
        _run(*_TRAIL_POSTGRESQL)
        _trigram_index()


def _run(*statements: str) -> None:
    for statement in statements:
        op.execute(sa.text(statement.replace(":", r"\:")))


def _trigram_index() -> None:
    # Where pg_trgm is not installed and this role may not install it, search reads the texts: right, but slower.
    usable = op.get_bind().scalar(
        sa.text(
            "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') "
            "OR (EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') "
            "AND has_database_privilege(current_database(), 'CREATE'))"
        )
    )
    if usable:
        _run(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE INDEX ix_revision_index_search_text_trgm ON revision_index USING gin (search_text gin_trgm_ops)",
        )


def _offices_and_access() -> None:
    # Offices, the reach of grants and tokens.
    op.create_table(
        "counters",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("be_year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "be_year", name=op.f("pk_counters")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String(length=600), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=True),
        sa.Column("is_placeholder", sa.Boolean(name="is_placeholder"), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["offices.id"], name=op.f("fk_offices_parent_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_table(
        "office_closure",
        sa.Column("ancestor_id", sa.Integer(), nullable=False),
        sa.Column("descendant_id", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ancestor_id"], ["offices.id"], name=op.f("fk_office_closure_ancestor_id_offices")),
        sa.ForeignKeyConstraint(
            ["descendant_id"], ["offices.id"], name=op.f("fk_office_closure_descendant_id_offices")
        ),
        sa.PrimaryKeyConstraint("ancestor_id", "descendant_id", name=op.f("pk_office_closure")),
    )
    op.create_index("ix_office_closure_descendant_id", "office_closure", ["descendant_id"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_api_tokens_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_tokens_secret_hash")),
    )


def _activities() -> None:
    # What cannot be lost.
    op.create_table(
        "activities",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_revision_id", sa.String(length=36), nullable=True),
        sa.Column("approved_revision_id", sa.String(length=36), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_activities_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("ref", name=op.f("uq_activities_ref")),
    )
    op.create_index("ix_activities_office_id", "activities", ["office_id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("sources", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_revisions_activity_id_activities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("activity_id", "number", name=op.f("uq_revisions_activity_id_number")),
    )


def _index() -> None:
    # The list and search projection.
    op.create_table(
        "revision_index",
        sa.Column("search_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(name="is_current"), nullable=False),
        sa.Column("is_public", sa.Boolean(name="is_public"), nullable=False),
        sa.Column("main_process", sa.Text(), nullable=True),
        sa.Column("sub_process", sa.Text(), nullable=True),
        sa.Column("responsible_org_unit", sa.Text(), nullable=True),
        sa.Column("step_count", sa.Integer(), nullable=False),
        sa.Column("system_count", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_revision_index_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_index_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("search_id", name=op.f("pk_revision_index")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_revision_index_revision_id")),
    )
    op.create_index("ix_revision_index_activity_id", "revision_index", ["activity_id"], unique=False)
    op.create_index(
        "ix_revision_index_current",
        "revision_index",
        ["search_id"],
        unique=False,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_index("ix_revision_index_office_id_search_id", "revision_index", ["office_id", "search_id"], unique=False)
    op.create_index("ix_revision_index_status_search_id", "revision_index", ["status", "search_id"], unique=False)


def _children() -> None:
    # Projections for filters.
    op.create_table(
        "revision_systems",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("hosting", sa.String(length=20), nullable=True),
        sa.Column("exchange_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_systems_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", "seq", name=op.f("pk_revision_systems")),
    )
    op.create_index(
        "ix_revision_systems_name_key_revision_id",
        "revision_systems",
        ["name_key", "revision_id"],
        unique=False,
    )
    op.create_table(
        "revision_recipients",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_recipients_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", "seq", name=op.f("pk_revision_recipients")),
    )
    op.create_index(
        "ix_revision_recipients_name_key_revision_id",
        "revision_recipients",
        ["name_key", "revision_id"],
        unique=False,
    )
    op.create_table(
        "revision_bases",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("basis", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_bases_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", "basis", name=op.f("pk_revision_bases")),
    )
    op.create_index("ix_revision_bases_basis_revision_id", "revision_bases", ["basis", "revision_id"], unique=False)


def _trail() -> None:
    # The trail.
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_subject_id", "audit_events", ["subject", "id"], unique=False)


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "sqlite":
        _run("DROP TABLE revision_search")
    for table in (
        "audit_events",
        "revision_bases",
        "revision_recipients",
        "revision_systems",
        "revision_index",
        "revisions",
        "activities",
        "api_tokens",
        "office_closure",
        "offices",
        "counters",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        _run("DROP FUNCTION refuse_trail_change")
