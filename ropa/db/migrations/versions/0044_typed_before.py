"""Words that an agency has typed into its records, to be suggested when the next record is written."""

revision = "0044_typed_before"
down_revision = "0043_bulk"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
