"""Several retention rules of one activity, and what a person confirmed of a reading."""

revision = "0020_readings"
down_revision = "0019_pictures"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
