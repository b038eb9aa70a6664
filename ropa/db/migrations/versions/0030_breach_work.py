"""The work on a breach: timeline, tasks, files, evidence, relations."""

revision = "0030_breach_work"
down_revision = "0029_breach_notices"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
