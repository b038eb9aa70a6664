"""Review dates, confirmations that nothing changed, what was told of due things, calendar feeds."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0014_reminders"
down_revision = "0013_offices"


def upgrade() -> None:
    """Apply."""
    _reminder_marks()
    _calendar_feeds()
    _review_confirmations()
    _review_dates()


def _reminder_marks() -> None:
    op.create_table(
        "reminder_marks",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_reminder_marks")),
    )
    with op.batch_alter_table("reminder_marks", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_marks_marked_at", ["marked_at"], unique=False)


def _calendar_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_feeds_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feeds_secret_hash")),
    )


def _review_confirmations() -> None:
    op.create_table(
        "review_confirmations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_review_confirmations_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_confirmations")),
    )
    with op.batch_alter_table("review_confirmations", schema=None) as batch_op:
        batch_op.create_index("ix_review_confirmations_activity_id", ["activity_id"], unique=False)


def _review_dates() -> None:
    op.create_table(
        "review_dates",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("cycle_text", sa.Text(), nullable=True),
        sa.Column("unread", sa.String(length=20), nullable=True),
        sa.Column("last_reviewed_on", sa.Date(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_review_dates_activity_id_activities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_review_dates_office_id_offices")),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_review_dates")),
    )
    with op.batch_alter_table("review_dates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_dates_next_review_on_activity_id", ["next_review_on", "activity_id"], unique=False
        )
        batch_op.create_index("ix_review_dates_office_id", ["office_id"], unique=False)
        batch_op.create_index(
            "ix_review_dates_remind_on",
            ["remind_on"],
            unique=False,
            sqlite_where=sa.text("remind_on IS NOT NULL"),
            postgresql_where=sa.text("remind_on IS NOT NULL"),
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("review_dates", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_review_dates_remind_on",
            sqlite_where=sa.text("remind_on IS NOT NULL"),
            postgresql_where=sa.text("remind_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_review_dates_office_id")
        batch_op.drop_index("ix_review_dates_next_review_on_activity_id")

    op.drop_table("review_dates")
    with op.batch_alter_table("review_confirmations", schema=None) as batch_op:
        batch_op.drop_index("ix_review_confirmations_activity_id")

    op.drop_table("review_confirmations")
    op.drop_table("calendar_feeds")
    with op.batch_alter_table("reminder_marks", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_marks_marked_at")

    op.drop_table("reminder_marks")
