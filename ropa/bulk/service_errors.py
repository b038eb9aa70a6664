"""How many errors would stop each record's approval, for a preview of a submission of many."""

from collections.abc import Sequence

from ropa.activities import service_chosen
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service_counts
from schemas.document import ActivityDocument
from schemas.listing import StoredRevision

#: Records that a preview checks itself, some 10 ms each; the rest is counted from what the checks have kept.
MOST_CHECKED = 100


class Errors:
    """Errors of records: as the checks last counted them, for some that were not checked yet by checking them."""

    def __init__(self, uow: UnitOfWork, activity_ids: Sequence[str]) -> None:
        """Read what the checks have kept, one query for a hundred records."""
        self._uow = uow
        self._kept = service_counts.errors_of(uow, activity_ids)
        self._checked = 0

    def of(self, stored: StoredRevision, document: ActivityDocument) -> int | None:
        """Return how many errors stand against a record's approval; None: not counted yet."""
        kept = self._kept.get((stored.id, stored.content_hash))
        if kept is not None:
            return kept
        if self._checked >= MOST_CHECKED:
            return None
        self._checked += 1
        return service_chosen.blocking_of(self._uow, stored.id, document)
