"""Disclosure without consent, requests for data from other agencies, and the log of exchanges."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0032_disclosures"
down_revision = "0031_breach_reminders"

TABLES = (
    "exchange_requests",
    "disclosures",
    "exchange_request_steps",
    "exchange_sources",
    "exchange_batches",
    "exchange_terms",
    "exchange_lines",
    "exchange_drops",
)
#: Written once. Every unique key counts: `INSERT OR REPLACE` takes away the row of any of them.
FROZEN = {
    "disclosures": (("id",), ("activity_id", "number"), ("corrects_id",)),
    "exchange_request_steps": (("request_id", "number"),),
    "exchange_batches": (("id",), ("source_id", "batch_key")),
    "exchange_terms": (("id",), ("kind", "text")),
    "exchange_drops": (("id",),),
}
#: Rows that change and stay, with the keys by which one could be replaced and what is fixed in them.
LASTING = {
    "exchange_requests": ((("id",), ("ref",)), ("id", "ref")),
    "exchange_sources": ((("id",), ("code",)), ("id", "code")),
}


def upgrade() -> None:
    """Apply."""
    _disclosures()
    _requests()
    _sources()
    _lines()
    dialect = op.get_bind().dialect.name
    for table, keys in FROZEN.items():
        _refuse(dialect, table, keys, ("update", "delete"))
    for table, (keys, fixed) in LASTING.items():
        _refuse(dialect, table, keys, ("delete",))
        _fix(dialect, table, fixed)
    _refuse(dialect, "exchange_lines", (("source_id", "number"),), ("update",))
    _keep_lines(dialect)


def _disclosures() -> None:
    op.create_table(
        "exchange_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("agency_code", sa.String(length=200), nullable=True),
        sa.Column("client_id", sa.String(length=200), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_exchange_requests_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_exchange_requests_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_requests")),
        sa.UniqueConstraint("ref", name=op.f("uq_exchange_requests_ref")),
    )
    op.create_index("ix_exchange_requests_activity_id", "exchange_requests", ["activity_id"], unique=False)
    op.create_index("ix_exchange_requests_agency_code", "exchange_requests", ["agency_code"], unique=False)
    op.create_index("ix_exchange_requests_office_id_id", "exchange_requests", ["office_id", "id"], unique=False)
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=500), nullable=False),
        sa.Column("happened_from", sa.Date(), nullable=False),
        sa.Column("happened_to", sa.Date(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.Column("corrects_id", sa.String(length=36), nullable=True),
        sa.Column("is_withdrawal", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_disclosures_activity_id_activities")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["disclosures.id"], name=op.f("fk_disclosures_corrects_id_disclosures")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["exchange_requests.id"], name=op.f("fk_disclosures_request_id_exchange_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("activity_id", "number", name=op.f("uq_disclosures_activity_id_number")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_disclosures_corrects_id")),
    )
    op.create_index("ix_disclosures_request_id", "disclosures", ["request_id"], unique=False)


def _requests() -> None:
    op.create_table(
        "exchange_request_steps",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=100), nullable=False),
        sa.Column("taken_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["exchange_requests.id"],
            name=op.f("fk_exchange_request_steps_request_id_exchange_requests"),
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_exchange_request_steps")),
    )


def _sources() -> None:
    op.create_table(
        "exchange_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_exchange_sources_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_exchange_sources_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_sources")),
        sa.UniqueConstraint("code", name=op.f("uq_exchange_sources_code")),
    )
    op.create_index("ix_exchange_sources_activity_id", "exchange_sources", ["activity_id"], unique=False)
    op.create_index("ix_exchange_sources_office_id", "exchange_sources", ["office_id"], unique=False)
    op.create_table(
        "exchange_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("batch_key", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["exchange_sources.id"], name=op.f("fk_exchange_batches_source_id_exchange_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_batches")),
        sa.UniqueConstraint("source_id", "batch_key", name=op.f("uq_exchange_batches_source_id_batch_key")),
    )


def _lines() -> None:
    op.create_table(
        "exchange_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_terms")),
        sa.UniqueConstraint("kind", "text", name=op.f("uq_exchange_terms_kind_text")),
    )
    op.create_table(
        "exchange_lines",
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("ip_id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=True),
        sa.Column("tail", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("source_id", "number", name=op.f("pk_exchange_lines")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_exchange_lines_agency", "exchange_lines", ["source_id", "agency_id", "at", "number"], unique=False
    )
    op.create_index("ix_exchange_lines_at", "exchange_lines", ["source_id", "at", "number"], unique=False)
    op.create_index(
        "ix_exchange_lines_person",
        "exchange_lines",
        ["source_id", "person", "at", "number"],
        unique=False,
        sqlite_where=sa.text("person IS NOT NULL"),
        postgresql_where=sa.text("person IS NOT NULL"),
    )
    op.create_table(
        "exchange_drops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("before_at", sa.BigInteger(), nullable=False),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["exchange_sources.id"], name=op.f("fk_exchange_drops_source_id_exchange_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_drops")),
    )
    op.create_index("ix_exchange_drops_source_id", "exchange_drops", ["source_id", "before_at"], unique=False)


def _refuse(dialect: str, table: str, keys: tuple[tuple[str, ...], ...], events: tuple[str, ...]) -> None:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and kept'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        each = (" AND ".join(f"{column} = new.{column}" for column in key) for key in keys)
        exists = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {same})" for same in each)  # noqa: S608 - constants
        op.execute(sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} {refuse}"))
        for event in events:
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {refuse}"))
        return
    for event in (*events, "truncate"):
        scope = "STATEMENT" if event == "truncate" else "ROW"
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {scope} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def _fix(dialect: str, table: str, columns: tuple[str, ...]) -> None:
    when = f"BEFORE UPDATE OF {', '.join(columns)} ON {table}"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'what {table} is known by is fixed'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} {refuse}"))
        return
    op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} FOR EACH ROW EXECUTE FUNCTION refuse_frozen_change()"))


def _keep_lines(dialect: str) -> None:
    """A line goes only with its whole day, after the drop of the day was written down."""
    dropped = "SELECT max(before_at) FROM exchange_drops WHERE source_id = {old}.source_id"
    young = "{old}.at >= coalesce((" + dropped + "), 0)"
    if dialect == "sqlite":
        op.execute(
            sa.text(
                f"CREATE TRIGGER exchange_lines_no_delete BEFORE DELETE ON exchange_lines "
                f"WHEN {young.format(old='old')} "
                "BEGIN SELECT RAISE(ABORT, 'exchange_lines is evidence and kept'); END"
            )
        )
        return
    op.execute(
        sa.text(
            "CREATE FUNCTION refuse_young_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {young.format(old='OLD')} THEN RAISE EXCEPTION 'exchange_lines is evidence and kept'; END IF; "
            "RETURN OLD; END $$"
        )
    )
    op.execute(
        sa.text(
            "CREATE TRIGGER exchange_lines_no_delete BEFORE DELETE ON exchange_lines "
            "FOR EACH ROW EXECUTE FUNCTION refuse_young_line()"
        )
    )


def downgrade() -> None:
    """Undo."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION refuse_young_line"))
