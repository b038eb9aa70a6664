"""Disclosure without consent, requests for data from other agencies, and the log of exchanges."""

revision = "0032_disclosures"
down_revision = "0031_breach_reminders"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
