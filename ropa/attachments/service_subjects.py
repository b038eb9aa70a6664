"""Under which names the trail tells of the documents of some records."""

from collections.abc import Collection

from ropa.attachments import store_subjects
from ropa.db.unit_of_work import UnitOfWork


def subjects_of(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, str]:
    """Return the record of each subject. Whoever asks has read the records."""
    return {f"attachment:{key}": activity_id for key, activity_id in store_subjects.ids(uow, activity_ids)}
