"""Joins parts that may not import each other: who is told when a record is saved."""

from ropa.activities import service as activities


def wire() -> None:
    """Join the parts; calling it again changes nothing."""
    if not activities.AFTER_SAVE:
        activities.AFTER_SAVE.extend(())
