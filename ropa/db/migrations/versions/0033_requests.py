"""Requests of data subjects: who asked is sealed, what was asked is counted."""

revision = "0033_requests"
down_revision = "0032_disclosures"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
