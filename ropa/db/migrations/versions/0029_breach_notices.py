"""Notices of breaches to the Office and to data subjects, and what was delivered."""

revision = "0029_breach_notices"
down_revision = "0028_assessments"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
