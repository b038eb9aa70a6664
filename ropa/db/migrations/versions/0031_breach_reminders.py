"""Reminders of a breach, each put out once for its cause."""

revision = "0031_breach_reminders"
down_revision = "0030_breach_work"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
