"""Destruction lists, their committee and decisions; triggers that keep what was signed and decided."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0023_destruction"
down_revision = "0022_checks"

#: Key columns of what is written once.
_WRITTEN_ONCE = {
    "destruction_signatures": "id",
    "destruction_opinions": "item_id",
    "destruction_decisions": "id",
    "destruction_decided": "item_id",
    "destruction_archives": "id",
    "holding_acts": "id",
}


def upgrade() -> None:
    """Apply."""
    _lists()
    _items()
    _committee()
    _decisions()
    _archives()
    _holding_acts()
    for table, key in _WRITTEN_ONCE.items():
        _protect(op.get_bind().dialect.name, table, key)


def _lists() -> None:
    op.create_table(
        "destruction_lists",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_by", sa.String(length=100), nullable=True),
        sa.Column("concluded_at", UtcDateTime(), nullable=True),
        sa.Column("concluded_by", sa.String(length=100), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("opinions_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_destruction_lists_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_lists")),
        sa.UniqueConstraint("ref", name=op.f("uq_destruction_lists_ref")),
    )
    op.create_index("ix_destruction_lists_office_id", "destruction_lists", ["office_id"], unique=False)


def _items() -> None:
    op.create_table(
        "destruction_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("listed_hash", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.String(length=20), nullable=True),
        sa.Column("opinion_reason", sa.Text(), nullable=True),
        sa.Column("opinion_through", sa.Date(), nullable=True),
        sa.Column("decision_id", sa.String(length=36), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decision_through", sa.Date(), nullable=True),
        sa.Column("sent_id", sa.String(length=36), nullable=True),
        sa.Column("answer_id", sa.String(length=36), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("archives_skipped", sa.Text(), nullable=True),
        sa.Column("frozen", sa.String(length=64), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=True),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.Column("listed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_destruction_items_holding_id_holdings")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["destruction_lists.id"], name=op.f("fk_destruction_items_list_id_destruction_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_items")),
        sa.UniqueConstraint("list_id", "seq", name=op.f("uq_destruction_items_list_id_seq")),
    )
    op.create_index("ix_destruction_items_holding_id", "destruction_items", ["holding_id"], unique=False)
    op.create_index("ix_destruction_items_list_id_state", "destruction_items", ["list_id", "state"], unique=False)
    op.create_index(
        "uq_destruction_items_open",
        "destruction_items",
        ["holding_id"],
        unique=True,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )


def _committee() -> None:
    op.create_table(
        "destruction_seats",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("position", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("order_no", sa.String(length=100), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("appointed_at", UtcDateTime(), nullable=False),
        sa.Column("appointed_by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["destruction_lists.id"], name=op.f("fk_destruction_seats_list_id_destruction_lists")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_destruction_seats_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_seats")),
    )
    op.create_index("ix_destruction_seats_list_id", "destruction_seats", ["list_id"], unique=False)
    op.create_index(
        "ix_destruction_seats_person_id",
        "destruction_seats",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "destruction_signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seat_id", sa.String(length=36), nullable=False),
        sa.Column("opinions_hash", sa.String(length=64), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=True),
        sa.Column("paper", sa.LargeBinary(), nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("signed_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["destruction_seats.id"], name=op.f("fk_destruction_signatures_seat_id_destruction_seats")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_signatures")),
        sa.UniqueConstraint("seat_id", "opinions_hash", name=op.f("uq_destruction_signatures_seat_id_opinions_hash")),
    )
    op.create_table(
        "destruction_opinions",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("opinion", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("listed_hash", sa.String(length=64), nullable=False),
        sa.Column("opinions_hash", sa.String(length=64), nullable=False),
        sa.Column("concluded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["destruction_items.id"], name=op.f("fk_destruction_opinions_item_id_destruction_items")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_destruction_opinions")),
    )


def _decisions() -> None:
    op.create_table(
        "destruction_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("order_no", sa.String(length=100), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("signer_name", sa.String(length=300), nullable=False),
        sa.Column("signer_position", sa.String(length=300), nullable=False),
        sa.Column("capacity", sa.String(length=300), nullable=True),
        sa.Column("delegation_no", sa.String(length=100), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("destroy", sa.Integer(), nullable=False),
        sa.Column("keep", sa.Integer(), nullable=False),
        sa.Column("extend", sa.Integer(), nullable=False),
        sa.Column("items_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["destruction_lists.id"], name=op.f("fk_destruction_decisions_list_id_destruction_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_decisions")),
    )
    op.create_index("ix_destruction_decisions_list_id", "destruction_decisions", ["list_id"], unique=False)
    op.create_table(
        "destruction_decided",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("listed_hash", sa.String(length=64), nullable=False),
        sa.Column("approver", sa.String(length=1000), nullable=True),
        sa.Column("frozen", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["destruction_decisions.id"],
            name=op.f("fk_destruction_decided_decision_id_destruction_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["destruction_items.id"], name=op.f("fk_destruction_decided_item_id_destruction_items")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_destruction_decided")),
    )


def _archives() -> None:
    op.create_table(
        "destruction_archives",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("letter_no", sa.String(length=100), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("receipt_no", sa.String(length=100), nullable=True),
        sa.Column("paper", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["destruction_lists.id"], name=op.f("fk_destruction_archives_list_id_destruction_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_archives")),
    )
    op.create_index("ix_destruction_archives_list_id", "destruction_archives", ["list_id"], unique=False)


def _holding_acts() -> None:
    op.create_table(
        "holding_acts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("holding_id", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("paper", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("acted_at", UtcDateTime(), nullable=False),
        sa.Column("acted_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_holding_acts_holding_id_holdings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_acts")),
    )
    op.create_index("ix_holding_acts_holding_id", "holding_acts", ["holding_id"], unique=False)


def _protect(dialect: str, table: str, key: str) -> None:
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'what was decided on destruction is frozen'); END"
        # `INSERT OR REPLACE` passes the triggers on UPDATE and DELETE, so what exists is refused as well.
        exists = f"SELECT 1 FROM {table} WHERE {key} = new.{key}"  # noqa: S608 - constants
        op.execute(
            sa.text(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({exists}) {refuse}")
        )
        for event in ("update", "delete"):
            op.execute(sa.text(f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {refuse}"))
        return
    for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def downgrade() -> None:
    """Undo."""
    for table in (
        "holding_acts",
        "destruction_archives",
        "destruction_decided",
        "destruction_decisions",
        "destruction_opinions",
        "destruction_signatures",
        "destruction_seats",
        "destruction_items",
        "destruction_lists",
    ):
        op.drop_table(table)
