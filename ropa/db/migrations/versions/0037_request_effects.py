"""What a granted request does: erasure, restriction, withdrawal, objection."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0037_request_effects"
down_revision = "0036_request_decisions"

TABLES = ("request_effects", "request_effect_items", "request_effect_parts", "request_effect_checks")
#: Rows that change and stay: the keys by which one could be replaced, and what is fixed in them.
LASTING = {
    "request_effects": (
        (("id",), ("request_id", "number")),
        (
            "id",
            "request_id",
            "number",
            "right_seq",
            "kind",
            "activity_id",
            "holding_id",
            "hold_id",
            "done_on",
            "limit_on",
            "look_on",
            "facts",
            "facts_sha256",
            "recorded_at",
            "recorded_by",
            "recorded_by_name",
        ),
    ),
    "request_effect_items": (
        (("effect_id", "number"),),
        ("effect_id", "number", "item", "item_key", "due_on", "rule_slot"),
    ),
    "request_effect_parts": (
        (("id",), ("effect_id", "number")),
        ("id", "effect_id", "number", "kind", "words", "since"),
    ),
}


def upgrade() -> None:
    """Apply."""
    _effects()
    _items()
    _parts()
    _checks()
    dialect = op.get_bind().dialect.name
    for table, (keys, fixed) in LASTING.items():
        _refuse(dialect, table, keys, ("delete",))
        _fix(dialect, table, fixed)
    _refuse(dialect, "request_effect_checks", (("part_id", "number"),), ("update", "delete"))


def _effects() -> None:
    op.create_table(
        "request_effects",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("right_seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=True),
        sa.Column("hold_id", sa.String(length=36), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("look_on", sa.Date(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.Column("ended_by_name", sa.String(length=300), nullable=True),
        sa.Column("end", sa.String(length=20), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_request_effects_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["retention_holds.id"], name=op.f("fk_request_effects_hold_id_retention_holds")
        ),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_request_effects_holding_id_holdings")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_request_effects_request_id_subject_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_effects")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_request_effects_request_id_number")),
    )
    op.create_index("ix_request_effects_activity_id", "request_effects", ["activity_id"], unique=False)
    for column in ("holding_id", "hold_id"):
        filled = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_request_effects_{column}",
            "request_effects",
            [column],
            unique=False,
            sqlite_where=filled,
            postgresql_where=filled,
        )


def _items() -> None:
    op.create_table(
        "request_effect_items",
        sa.Column("effect_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rule_slot", sa.String(length=200), nullable=False),
        sa.Column("erased_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["request_effects.id"], name=op.f("fk_request_effect_items_effect_id_request_effects")
        ),
        sa.ForeignKeyConstraint(
            ["erased_by"], ["request_effects.id"], name=op.f("fk_request_effect_items_erased_by_request_effects")
        ),
        sa.PrimaryKeyConstraint("effect_id", "number", name=op.f("pk_request_effect_items")),
    )
    op.create_index("ix_request_effect_items_erased_by", "request_effect_items", ["erased_by"], unique=False)


def _parts() -> None:
    op.create_table(
        "request_effect_parts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("effect_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("fate", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("next_check_on", sa.Date(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["request_effects.id"], name=op.f("fk_request_effect_parts_effect_id_request_effects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_effect_parts")),
        sa.UniqueConstraint("effect_id", "number", name=op.f("uq_request_effect_parts_effect_id_number")),
    )
    op.create_index(
        "ix_request_effect_parts_next",
        "request_effect_parts",
        ["next_check_on", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _checks() -> None:
    op.create_table(
        "request_effect_checks",
        sa.Column("part_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("next_check_on", sa.Date(), nullable=True),
        sa.Column("reviewer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["part_id"], ["request_effect_parts.id"], name=op.f("fk_request_effect_checks_part_id_request_effect_parts")
        ),
        sa.PrimaryKeyConstraint("part_id", "number", name=op.f("pk_request_effect_checks")),
    )


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
        refuse = f"BEGIN SELECT RAISE(ABORT, 'what {table} says is fixed'); END"
        op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} {refuse}"))
        return
    op.execute(sa.text(f"CREATE TRIGGER {table}_fixed {when} FOR EACH ROW EXECUTE FUNCTION refuse_frozen_change()"))


def downgrade() -> None:
    """Undo."""
    for table in reversed(TABLES):
        op.drop_table(table)
