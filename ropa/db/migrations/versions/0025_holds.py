"""Owner and scope of a hold."""

revision = "0025_holds"
down_revision = "0024_evidence"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
