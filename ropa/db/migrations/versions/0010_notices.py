"""Notices: what waits to be told, to whom and how it went."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0010_notices"
down_revision = "0009_life"


def upgrade() -> None:
    """Apply."""
    _notice_webhooks()
    _notice_preferences()
    _notices()
    _notice_outbox()


def _notice_webhooks() -> None:
    op.create_table(
        "notice_webhooks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_webhooks")),
    )


def _notice_preferences() -> None:
    op.create_table(
        "notice_preferences",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("by_email", sa.Boolean(name="by_email"), nullable=False),
        sa.Column("digest", sa.Boolean(name="digest"), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_until", sa.Time(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("line_user", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_preferences_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_preferences")),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("body_th", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("is_urgent", sa.Boolean(name="is_urgent"), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("cause", "person_id", name=op.f("uq_notices_cause_person_id")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_person_id_id", ["person_id", "id"], unique=False)
        batch_op.create_index("ix_notices_person_id_read_at", ["person_id", "read_at"], unique=False)
        batch_op.create_index("ix_notices_posted_at", ["posted_at"], unique=False)


def _notice_outbox() -> None:
    op.create_table(
        "notice_outbox",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("addressee", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_urgent", sa.Boolean(name="is_urgent"), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_outbox_notice_id_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_outbox")),
        sa.UniqueConstraint("cause", "addressee", "channel", name=op.f("uq_notice_outbox_cause_addressee_channel")),
    )
    with op.batch_alter_table("notice_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_notice_outbox_notice_id", ["notice_id"], unique=False)
        batch_op.create_index("ix_notice_outbox_state_due_at", ["state", "due_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("notice_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_outbox_state_due_at")
        batch_op.drop_index("ix_notice_outbox_notice_id")

    op.drop_table("notice_outbox")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_posted_at")
        batch_op.drop_index("ix_notices_person_id_read_at")
        batch_op.drop_index("ix_notices_person_id_id")

    op.drop_table("notices")
    op.drop_table("notice_preferences")
    op.drop_table("notice_webhooks")
