"""The revisions of many records at once, for lists of the register."""

from collections.abc import Collection
from datetime import date

from ropa.activities import store_revisions
from ropa.activities.service_as_of import end_of
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import StoredRevision
from schemas.register_lines import RevisionLine


def of_records(
    uow: UnitOfWork, records: Collection[StoredRevision], day: date | None = None
) -> dict[str, list[RevisionLine]]:
    """Return the revisions of records by activity, newest first: the approved ones, and the shown one where it is none.

    Other drafts are not told: who reads the register need not know of them. `day`: as it stood at the end of that day.
    Says nothing about rights: the caller hands in what the actor may export.
    """
    before = None if day is None else end_of(day)
    found: dict[str, list[RevisionLine]] = {each.id: [] for each in records}
    for activity_id, line in store_revisions.approved(uow, list(found), before):
        found[activity_id].append(line)
    for each in records:
        lines = found[each.id]
        if all(line.revision != each.revision for line in lines):
            lines.insert(
                0,
                RevisionLine(
                    revision=each.revision,
                    status=each.status,
                    content_hash=each.content_hash,
                    updated_at=each.updated_at,
                ),
            )
    return found
