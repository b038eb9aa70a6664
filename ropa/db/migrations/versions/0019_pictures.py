"""The picture of each approved revision, as it was when it was approved."""

revision = "0019_pictures"
down_revision = "0018_exchanges"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
