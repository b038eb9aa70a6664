"""Limits of requests, pauses, what is asked of the citizen, reminders; holidays."""

revision = "0034_request_limits"
down_revision = "0033_requests"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
