"""Notices: what waits to be told, to whom and how it went."""

revision = "0010_notices"
down_revision = "0009_life"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
