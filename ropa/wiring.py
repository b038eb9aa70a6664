"""Joins parts that may not import each other: who is told of a save. Every process calls `wire` at its start."""

from ropa.activities import service as activities
from ropa.retention.service_readings import after_activity_saved


def wire() -> None:
    """Join the parts; calling it again changes nothing."""
    if after_activity_saved not in activities.AFTER_SAVE:
        activities.AFTER_SAVE.append(after_activity_saved)
