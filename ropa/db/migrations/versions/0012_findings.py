"""Findings as rows, their owners, those that were accepted, and scores over time."""

import sqlalchemy as sa
from alembic import op

from ropa.db.types import UtcDateTime

revision = "0012_findings"
down_revision = "0011_attachments"


def upgrade() -> None:
    """Apply."""
    _finding_office_days()
    _finding_acceptances()
    _finding_owners()
    _finding_record_days()
    _finding_checks()
    _findings()


def _finding_office_days() -> None:
    op.create_table(
        "finding_office_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("completeness_sum", sa.Integer(), nullable=False),
        sa.Column("score_sum", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "office_id", name=op.f("pk_finding_office_days")),
    )


def _finding_acceptances() -> None:
    op.create_table(
        "finding_acceptances",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("pointer", sa.String(length=300), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.String(length=100), nullable=False),
        sa.Column("accepted_by_name", sa.String(length=300), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_finding_acceptances_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_acceptances")),
    )
    op.create_index(
        "ix_finding_acceptances_activity_id_key", "finding_acceptances", ["activity_id", "key"], unique=False
    )
    op.create_index("ix_finding_acceptances_valid_through", "finding_acceptances", ["valid_through"], unique=False)


def _finding_owners() -> None:
    op.create_table(
        "finding_owners",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("pointer", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.String(length=100), nullable=False),
        sa.Column("owner_name", sa.String(length=300), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("assigned_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_finding_owners_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("activity_id", "code", "pointer", name=op.f("pk_finding_owners")),
    )


def _finding_record_days() -> None:
    op.create_table(
        "finding_record_days",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(name="counts"), nullable=False),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_finding_record_days_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("activity_id", "day", name=op.f("pk_finding_record_days")),
    )


def _finding_checks() -> None:
    op.create_table(
        "finding_checks",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("rules_version", sa.String(length=40), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("writer_id", sa.String(length=100), nullable=True),
        sa.Column("writer_name", sa.String(length=300), nullable=True),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_finding_checks_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_finding_checks_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_finding_checks")),
    )
    op.create_index("ix_finding_checks_activity_id", "finding_checks", ["activity_id"], unique=False)
    op.create_index("ix_finding_checks_checked_at", "finding_checks", ["checked_at"], unique=False)


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("pointer", sa.String(length=300), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_findings_activity_id_activities")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_findings_revision_id_revisions")),
        sa.PrimaryKeyConstraint("revision_id", "seq", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_activity_id_key", "findings", ["activity_id", "key"], unique=False)
    op.create_index("ix_findings_code_revision_id", "findings", ["code", "revision_id"], unique=False)
    op.create_index("ix_findings_severity_revision_id", "findings", ["severity", "revision_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("finding_owners")
    op.drop_table("finding_record_days")
    op.drop_table("finding_office_days")
    op.drop_table("finding_acceptances")
    op.drop_table("findings")
    op.drop_table("finding_checks")
