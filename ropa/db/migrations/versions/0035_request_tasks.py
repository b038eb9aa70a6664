"""Who holds the person: tasks of a request per system, holding, recipient and processor."""

revision = "0035_request_tasks"
down_revision = "0034_request_limits"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
