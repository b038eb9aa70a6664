"""What a record's page shows of its findings: what the last check found, the rest of the register looked at."""

from datetime import datetime

from msgspec import Struct

from ropa.activities import service_live
from ropa.activities.rules_finding_keys import rules_version
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service_worklist, store_shown
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus
from schemas.worklist import WorkItem

_CHECK = store_shown.check_query(service_live.numbered())
#: Of which revision, and when it was checked: another mark may mean other findings.
CheckMark = tuple[str, datetime]


class ShownCheck(Struct, frozen=True, kw_only=True):
    """The last check of one revision, and what was accepted of the record's findings."""

    mark: CheckMark | None
    """None: the revision is not checked by the present rules (an older one, or rules that came since)."""
    accepted: list[WorkItem]


def check_of(uow: UnitOfWork, stored: StoredRevision) -> ShownCheck:
    """Return the last check of a revision as the actor sees it; one query where nothing was accepted.

    Raises: Forbidden.
    """
    asked = {
        "activity_id": stored.id,
        "number": stored.revision,
        "content_hash": stored.content_hash,
        "rules_version": rules_version(),
    }
    # The worklist and the tab of findings have nothing of a retired record: its page says what its text lacks.
    check = None if stored.status is RevisionStatus.RETIRED else store_shown.check(uow, _CHECK, asked)
    if check is None:
        return ShownCheck(mark=None, accepted=service_worklist.acceptances_of(uow, stored.id))
    accepted = service_worklist.accepted_in(uow, stored.id) if check.accepted else []
    return ShownCheck(mark=(check.revision_id, check.checked_at), accepted=accepted)


def found_by(uow: UnitOfWork, check: ShownCheck) -> tuple[bytes, ...] | None:
    """Return what a check found, each finding (`schemas.findings.Finding`) as JSON in the order of the form; None where
    there was no check.
    """
    return None if check.mark is None else tuple(store_shown.bodies(uow, check.mark[0]))
