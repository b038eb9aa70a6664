"""Reports of the public about breaches are kept as they were received: what they say and when they came is fixed.

Their office (a reorganisation), counters, decision and contacts (sealed, then forgotten) still change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039_breach_reports_kept"
down_revision = "0038_request_letters"

FIXED = ("id", "what", "when_words", "words_hash", "received_at")


def upgrade() -> None:
    """Apply."""
    when = f"BEFORE UPDATE OF {', '.join(FIXED)} ON breach_reports"
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'breach_reports are kept as they were received'); END"
        exists = "EXISTS (SELECT 1 FROM breach_reports WHERE id = new.id)"
        # `INSERT OR REPLACE` passes the trigger on DELETE, so what exists is refused as well.
        op.execute(
            sa.text(f"CREATE TRIGGER breach_reports_no_replace BEFORE INSERT ON breach_reports WHEN {exists} {refuse}")
        )
        op.execute(sa.text(f"CREATE TRIGGER breach_reports_no_delete BEFORE DELETE ON breach_reports {refuse}"))
        op.execute(sa.text(f"CREATE TRIGGER breach_reports_fixed {when} {refuse}"))
        return
    for name, event, scope in (
        ("no_delete", "BEFORE DELETE ON breach_reports", "ROW"),
        ("no_truncate", "BEFORE TRUNCATE ON breach_reports", "STATEMENT"),
        ("fixed", when, "ROW"),
    ):
        op.execute(
            sa.text(
                f"CREATE TRIGGER breach_reports_{name} {event} FOR EACH {scope} EXECUTE FUNCTION refuse_frozen_change()"
            )
        )


def downgrade() -> None:
    """Undo."""
    at = " ON breach_reports" if op.get_bind().dialect.name == "postgresql" else ""
    names = ("no_delete", "fixed", "no_truncate" if at else "no_replace")
    for name in names:
        op.execute(sa.text(f"DROP TRIGGER breach_reports_{name}{at}"))
