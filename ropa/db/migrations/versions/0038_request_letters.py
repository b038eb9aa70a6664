"""Letters of requests, how long persons are kept."""

revision = "0038_request_letters"
down_revision = "0037_request_effects"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
