"""What an auditor's pack needs of the records that it holds: their revisions as they are stored."""

from collections.abc import Collection

from msgspec import structs

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import store_packs
from ropa.activities.store_packs import WholeRevision
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import StoredRevision
from schemas.packs import PackStep
from schemas.vocabulary import RevisionStatus

__all__ = ["WholeRevision", "revisions_of"]
_FROZEN = {str(RevisionStatus.APPROVED), str(RevisionStatus.SUPERSEDED)}


def revisions_of(
    uow: UnitOfWork, records: Collection[StoredRevision], *, through: bool = False
) -> dict[str, list[WholeRevision]]:
    """Return the revisions of some records, by the record's id, oldest first: those that the actor may read.

    That is approved and superseded ones for every reader and open drafts as `READ_DRAFTS`, as the record's own history;
    the revision that was handed in is always among them. `through`: none that is newer than it.

    Says nothing about the right to the records: whoever hands them in has read them with the actor's rights.
    """
    shown = {each.id: each for each in records}
    offices = {each.office_id for each in records}
    drafts = {office for office in offices if access.may(uow, Permission.READ_DRAFTS, office)}
    found: dict[str, list[WholeRevision]] = {each: [] for each in shown}
    for each in store_packs.revisions_of(uow, list(shown)):
        record = shown[each.activity_id]
        if through and each.number > record.revision:
            continue
        if record.office_id in drafts:
            found[each.activity_id].append(each)
        elif each.status in _FROZEN or each.number == record.revision:
            found[each.activity_id].append(structs.replace(each, steps=list(map(_without_words, each.steps))))
    return found


def _without_words(step: PackStep) -> PackStep:
    # Reviewers' reasons are for those who write or decide; readers see what was decided (docs/decisions.md).
    return structs.replace(step, note=None)
