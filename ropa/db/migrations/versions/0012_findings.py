"""Findings that were accepted, and scores over time."""

revision = "0012_findings"
down_revision = "0011_attachments"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
