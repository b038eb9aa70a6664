"""Exchange lines of the live revisions, for the map of all systems."""

revision = "0018_exchanges"
down_revision = "0017_packs"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
