"""What a granted request does: erasure, restriction, withdrawal, objection."""

revision = "0037_request_effects"
down_revision = "0036_request_decisions"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
