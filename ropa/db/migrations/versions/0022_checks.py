"""Work items of the monthly check, and what its evidence says."""

revision = "0022_checks"
down_revision = "0021_holdings"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
