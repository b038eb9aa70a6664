"""Destruction targets and the runs that carried a list out in them."""

revision = "0026_erasure"
down_revision = "0025_holds"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
