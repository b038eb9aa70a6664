"""Under which names the trail tells of the data sets that are kept under some records."""

from collections.abc import Collection

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_subjects


def subjects_of(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, str]:
    """Return the record of each subject. Whoever asks has read the records."""
    return {f"holding:{key}": activity_id for key, activity_id in store_subjects.ids(uow, activity_ids)}
