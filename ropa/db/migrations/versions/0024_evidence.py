"""Evidence of destruction, certificates, and what waits to be erased."""

revision = "0024_evidence"
down_revision = "0023_destruction"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
