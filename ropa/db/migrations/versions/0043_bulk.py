"""Who looks after a record, and what was done to many records at once, with what it was before."""

revision = "0043_bulk"
down_revision = "0042_publications"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
