"""Long exports that somebody asked for."""

revision = "0016_downloads"
down_revision = "0015_imports"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
