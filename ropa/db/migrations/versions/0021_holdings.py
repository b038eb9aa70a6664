"""What is known of a data set, and where it stands on its way to destruction."""

revision = "0021_holdings"
down_revision = "0020_readings"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
