"""Owner, scope and reviews of a hold; a hold on an office and all below it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0025_holds"
down_revision = "0024_evidence"

_ACTIVE = "lifted_at IS NULL"
_ONE = (
    "(CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN holding_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN office_id IS NULL THEN 0 ELSE 1 END) = 1"
)
_NAME = "ck_retention_holds_one_scope"
_INDEXES = {
    "ix_retention_holds_active_activity": ("activity_id", _ACTIVE),
    "ix_retention_holds_active_holding": ("holding_id", _ACTIVE),
    "ix_retention_holds_active_office": ("office_id", f"{_ACTIVE} AND office_id IS NOT NULL"),
    "ix_retention_holds_active_review": ("review_on", f"{_ACTIVE} AND review_on IS NOT NULL"),
}


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        _anew()
    else:
        op.drop_constraint(op.f(_NAME), "retention_holds")
        for column in _columns():
            op.add_column("retention_holds", column)
        for key, table in _KEYS.items():
            op.create_foreign_key(op.f(f"fk_retention_holds_{key}_{table}"), "retention_holds", table, [key], ["id"])
        op.create_check_constraint(op.f(_NAME), "retention_holds", _ONE)
        for index in list(_INDEXES)[2:]:
            _index(index)
    _others()


_KEYS = {"office_id": "offices", "owner_person_id": "people", "owner_office_id": "offices"}


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("data_items", sa.Text(), nullable=True),
        sa.Column("document_ref", sa.String(length=500), nullable=True),
        sa.Column("owner_name", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("owner_person_id", sa.String(length=36), nullable=True),
        sa.Column("owner_office_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.String(length=36), nullable=True),
        sa.Column("no_review_reason", sa.Text(), nullable=True),
        sa.Column("placed_by_name", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("lifted_by_name", sa.String(length=300), nullable=True),
    ]


def _index(name: str) -> None:
    column, where = _INDEXES[name]
    op.create_index(
        name, "retention_holds", [column], unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def _anew() -> None:
    """Make the table anew with what it holds: SQLite changes no check of a table that stands."""
    for name in list(_INDEXES)[:2]:
        op.drop_index(name, table_name="retention_holds")
    op.rename_table("retention_holds", "retention_holds_before")
    old: list[sa.Column[Any]] = [
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("holding_id", sa.String(length=36), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("placed_at", UtcDateTime(), nullable=False),
        sa.Column("placed_by", sa.String(length=100), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(length=100), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
    ]
    keys = {"activity_id": "activities", "holding_id": "holdings", **_KEYS}
    op.create_table(
        "retention_holds",
        *old,
        *_columns(),
        sa.CheckConstraint(_ONE, name=op.f(_NAME)),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_retention_holds_{column}_{table}"))
            for column, table in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_holds")),
    )
    names = ", ".join(column.name for column in old)
    op.execute(f"INSERT INTO retention_holds ({names}) SELECT {names} FROM retention_holds_before")  # noqa: S608
    op.drop_table("retention_holds_before")
    for name in _INDEXES:
        _index(name)


def _others() -> None:
    # The same item of a system under another activity: what is held there is held here.
    has_key = sa.text("source_key IS NOT NULL")
    op.create_index(
        "ix_holdings_source_key_location",
        "holdings",
        ["source_key", "location"],
        unique=False,
        sqlite_where=has_key,
        postgresql_where=has_key,
    )
    op.create_table(
        "hold_offices",
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["retention_holds.id"], name=op.f("fk_hold_offices_hold_id_retention_holds")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_hold_offices_office_id_offices")),
        sa.PrimaryKeyConstraint("hold_id", "office_id", name=op.f("pk_hold_offices")),
    )
    op.create_table(
        "hold_reviews",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("no_review_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=100), nullable=False),
        sa.Column("reviewed_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["retention_holds.id"], name=op.f("fk_hold_reviews_hold_id_retention_holds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_reviews")),
    )
    op.create_index("ix_hold_reviews_hold_id", "hold_reviews", ["hold_id"], unique=False)
    _protect(op.get_bind().dialect.name)


def _protect(dialect: str) -> None:
    """Refuse to change what was said of a hold, and to delete a hold at all: it is lifted, and stays to be read."""
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'a hold and its reviews are evidence'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        for table in ("retention_holds", "hold_reviews"):
            exists = f"SELECT 1 FROM {table} WHERE id = new.id"  # noqa: S608 - a constant
            op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({exists}) {refuse}")
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER hold_reviews_no_update BEFORE UPDATE ON hold_reviews {refuse}")
        return
    for table in ("retention_holds", "hold_reviews"):
        for event, each in (("delete", "ROW"), ("truncate", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
            )
    op.execute(
        "CREATE TRIGGER hold_reviews_no_update BEFORE UPDATE ON hold_reviews "
        "FOR EACH ROW EXECUTE FUNCTION refuse_frozen_change()"
    )


def _unprotect(dialect: str) -> None:
    events = ("delete", "replace") if dialect == "sqlite" else ("delete", "truncate")
    on = "" if dialect == "sqlite" else " ON retention_holds"
    for event in events:
        op.execute(f"DROP TRIGGER retention_holds_no_{event}{on}")


def downgrade() -> None:
    """Take back. Holds on offices go: the table of before cannot say them."""
    op.drop_index("ix_holdings_source_key_location", table_name="holdings")
    op.drop_table("hold_reviews")
    op.drop_table("hold_offices")
    _unprotect(op.get_bind().dialect.name)
    op.execute("DELETE FROM retention_holds WHERE office_id IS NOT NULL")
    for name in list(_INDEXES)[2:]:
        op.drop_index(name, table_name="retention_holds")
    old = "(activity_id IS NULL) <> (holding_id IS NULL)"
    with op.batch_alter_table("retention_holds", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(_NAME), type_="check")
        batch_op.create_check_constraint(op.f(_NAME), old)
        for column, table in _KEYS.items():
            batch_op.drop_constraint(op.f(f"fk_retention_holds_{column}_{table}"), type_="foreignkey")
        for added in _columns():
            batch_op.drop_column(added.name)
