"""Reports of the public about breaches are kept as they were received."""

revision = "0039_breach_reports_kept"
down_revision = "0038_request_letters"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
