"""Auditor's packs, and who may look into them until when."""

revision = "0017_packs"
down_revision = "0016_downloads"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
