"""Assessments of the risk of a breach."""

revision = "0028_assessments"
down_revision = "0027_breach_desk"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
