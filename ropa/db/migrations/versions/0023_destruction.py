"""Destruction lists, their committee and decisions."""

revision = "0023_destruction"
down_revision = "0022_checks"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
