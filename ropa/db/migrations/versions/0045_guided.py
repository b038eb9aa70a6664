"""What a person has seen of the guided first run."""

revision = "0045_guided"
down_revision = "0044_typed_before"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
