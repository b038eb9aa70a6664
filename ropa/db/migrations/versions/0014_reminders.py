"""Review dates, preferences of people, calendar feeds."""

revision = "0014_reminders"
down_revision = "0013_offices"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
