"""What the register knows of the data that a breach touches: three queries, however many records it names."""

from collections.abc import Collection, Sequence

from ropa import clock
from ropa.activities import service as activities
from ropa.activities import service_listing, service_live
from ropa.breaches import known as reading
from ropa.breaches import rules_known, service, store_known
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden
from schemas.breach_known import KnownActivity, KnownFacts
from schemas.vocabulary import RevisionStatus


def known(uow: UnitOfWork, activity_ids: Sequence[str]) -> KnownFacts:
    """Return what the records say together, of each the approved revision, else the draft; retired ones included.

    It is computed on all of them. Of records that the actor may not read, only numbers and terms are in the answer.
    """
    return shown(uow, of_all(uow, activity_ids))


def known_of(uow: UnitOfWork, breach_id: str) -> KnownFacts:
    """Return what `known` returns for the activities that a breach names.

    Raises: NotFound, also for a breach that the actor may not see.
    """
    return known(uow, service.read(uow, breach_id).activity_ids)


def shown(uow: UnitOfWork, facts: KnownFacts) -> KnownFacts:
    """Return what the actor may see of facts that were computed, or kept, whole."""
    return rules_known.shown(facts, visible(uow, [each.id for each in facts.activities]))


def of_all(uow: UnitOfWork, activity_ids: Sequence[str]) -> KnownFacts:
    """Return what the records say, whole. For the register's own use: an answer goes through `shown`."""
    ids = list(dict.fromkeys(activity_ids))
    if not ids:
        return rules_known.together([])
    heads = {row.revision_id: row for row in store_known.heads(uow, service_live.held_among(ids))}
    today = clock.bangkok(uow.now).date()
    found: dict[str, KnownActivity] = {}
    for revision_id, stored in service_live.revisions(uow, list(heads)):
        row = heads[revision_id]
        head = reading.Head(
            id=row.activity_id,
            ref=row.ref,
            title=row.title,
            office_id=row.office_id,
            revision=row.number,
            is_approved=stored.status in _APPROVED,
            saved_at=clock.bangkok(stored.updated_at),
        )
        found[row.activity_id] = reading.read(head, activities.document_of(stored), today)
    return rules_known.together([found[each] for each in ids if each in found], len(ids) - len(found))


_APPROVED = frozenset({RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED, RevisionStatus.RETIRED})


def visible(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities the actor may read; one query."""
    try:
        return set(service_listing.named(uow, activity_ids))
    except Forbidden:
        return set()
