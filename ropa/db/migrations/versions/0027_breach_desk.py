"""The desk of breaches: times kept apart, suspicion, awareness that moved, reports from outside, links of processors."""

revision = "0027_breach_desk"
down_revision = "0026_erasure"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
