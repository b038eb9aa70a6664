"""Offices that moved, merged, were renamed or split, with dates."""

revision = "0013_offices"
down_revision = "0012_findings"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
