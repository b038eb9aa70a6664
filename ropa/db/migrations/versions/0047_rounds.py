"""Rounds of procedures: the run of each office, the visits of its steps, pauses, and what happened, written once."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0047_rounds"
down_revision = "0046_procedures"


def upgrade() -> None:
    """Apply."""
    _rounds()
    _runs()
    _pauses()
    _steps()
    _events()
    if op.get_bind().dialect.name == "sqlite":
        kept = "BEGIN SELECT RAISE(ABORT, 'what happened in a round is written once'); END"
        there = "EXISTS (SELECT 1 FROM round_events WHERE id = NEW.id)"
        for word, event, when in (("update", "UPDATE", "1"), ("delete", "DELETE", "1"), ("replace", "INSERT", there)):
            op.execute(
                sa.text(f"CREATE TRIGGER round_events_no_{word} BEFORE {event} ON round_events WHEN {when} {kept}")
            )
        return
    for event, scope in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            sa.text(
                f"CREATE TRIGGER round_events_no_{event} BEFORE {event} ON round_events FOR EACH {scope} "
                "EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("procedure_id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=100), nullable=False),
        sa.Column("started_by_name", sa.String(length=300), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedures.id"], name=op.f("fk_rounds_procedure_id_procedures")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["procedure_revisions.id"], name=op.f("fk_rounds_revision_id_procedure_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("ref", name=op.f("uq_rounds_ref")),
    )
    op.create_index("ix_rounds_procedure_id", "rounds", ["procedure_id"], unique=False)
    op.create_index("ix_rounds_state", "rounds", ["state", "starts_on"], unique=False)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_runs_office_id_offices")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_runs_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("round_id", "office_id", name=op.f("uq_runs_round_id_office_id")),
    )
    op.create_index("ix_runs_office_id", "runs", ["office_id", "state"], unique=False)


def _pauses() -> None:
    op.create_table(
        "run_pauses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_pauses_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_pauses")),
    )
    op.create_index("ix_run_pauses_run_id", "run_pauses", ["run_id"], unique=False)
    op.create_index(
        "uq_run_pauses_open",
        "run_pauses",
        ["run_id"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )


def _steps() -> None:
    op.create_table(
        "run_steps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("born", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("doer", sa.String(length=20), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("is_provisional", sa.Boolean(name="is_provisional"), nullable=False),
        sa.Column("is_due_set", sa.Boolean(name="is_due_set"), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=100), nullable=True),
        sa.Column("done_by_name", sa.String(length=300), nullable=True),
        sa.Column("acted_for", sa.String(length=36), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("actual_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_run_steps_office_id_offices")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_steps_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_steps")),
        sa.UniqueConstraint("run_id", "step", "visit", name=op.f("uq_run_steps_run_id_step_visit")),
    )
    op.create_index("ix_run_steps_due_on", "run_steps", ["state", "due_on"], unique=False)
    op.create_index("ix_run_steps_office_id", "run_steps", ["office_id", "state"], unique=False)
    op.create_index("ix_run_steps_person_id", "run_steps", ["person_id", "state"], unique=False)


def _events() -> None:
    op.create_table(
        "round_events",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.Column("run_step_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_events_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_events")),
    )
    op.create_index("ix_round_events_round_id", "round_events", ["round_id", "at"], unique=False)
    op.create_index("ix_round_events_run_id", "round_events", ["run_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_run_steps_person_id", table_name="run_steps")
    op.drop_index("ix_run_steps_office_id", table_name="run_steps")
    op.drop_index("ix_run_steps_due_on", table_name="run_steps")
    op.drop_table("run_steps")
    op.drop_index(
        "uq_run_pauses_open",
        table_name="run_pauses",
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )
    op.drop_index("ix_run_pauses_run_id", table_name="run_pauses")
    op.drop_table("run_pauses")
    op.drop_index("ix_runs_office_id", table_name="runs")
    op.drop_table("runs")
    op.drop_index("ix_round_events_run_id", table_name="round_events")
    op.drop_index("ix_round_events_round_id", table_name="round_events")
    op.drop_table("round_events")
    op.drop_index("ix_rounds_state", table_name="rounds")
    op.drop_index("ix_rounds_procedure_id", table_name="rounds")
    op.drop_table("rounds")
