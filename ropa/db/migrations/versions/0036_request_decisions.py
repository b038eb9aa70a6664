"""Decisions on requests, and refusals that stand on the activity (s.39(7))."""

revision = "0036_request_decisions"
down_revision = "0035_request_tasks"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
