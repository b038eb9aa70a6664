"""Documents attached to records and fields."""

revision = "0011_attachments"
down_revision = "0010_notices"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
