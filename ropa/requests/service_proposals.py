"""Activities that may hold the person: of earlier requests, by category of data subjects, by words."""

from msgspec import Struct
from msgspec import field as default

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.activities import service_named_bodies as bodies
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import service_rows, store, store_where
from schemas.listing import ActivityFilter
from schemas.named_bodies import RecordHead
from schemas.request_where import ProposalQuery, ProposalReason, ProposedActivities, ProposedActivity

_MOST = 100


class _Proposal(Struct):
    """An activity on its way to being proposed."""

    ref: str
    title: str
    office_id: int
    reasons: list[ProposalReason] = default(default_factory=list)
    categories: list[str] = default(default_factory=list)


def propose(uow: UnitOfWork, request_id: str, query: ProposalQuery) -> ProposedActivities:
    """Return activities that may hold the person, those with the most reasons first; nothing is linked by it.

    Activities of earlier requests that the actor may not read are counted, not named.
    Raises: NotFound, Forbidden.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    proposals: dict[str, _Proposal] = {}
    hidden = _earlier(uow, request_id, proposals)
    more = [_by_category(uow, query.category, proposals), _by_words(uow, query.q, proposals)]
    ordered = sorted(proposals.items(), key=lambda each: -len(each[1].reasons))
    items = [
        ProposedActivity(
            id=activity_id,
            ref=each.ref,
            title=each.title,
            office_id=each.office_id,
            reasons=each.reasons,
            categories=each.categories,
            is_linked=activity_id in found.activity_ids,
        )
        for activity_id, each in ordered
    ]
    return ProposedActivities(items=items, is_more=any(more), hidden=hidden)


def _earlier(uow: UnitOfWork, request_id: str, proposals: dict[str, _Proposal]) -> int:
    row = store.find(uow, request_id)
    if row is None or row.person_hash is None:
        return 0
    visible = access.visible_offices(uow, Permission.READ_REQUESTS)
    ids = store_where.activities_of_person(uow, row.person_hash, request_id, visible, _MOST)
    readable = bodies.readable(uow, ids)
    heads = {each.activity_id: each for each in bodies.heads(uow, [each for each in ids if each in readable])}
    for activity_id in ids:
        if activity_id in heads:
            _propose(proposals, heads[activity_id], ProposalReason.EARLIER)
    return len(ids) - len(readable)


def _propose(proposals: dict[str, _Proposal], head: RecordHead, reason: ProposalReason) -> _Proposal:
    known = proposals.setdefault(head.activity_id, _Proposal(head.ref, head.title, head.office_id))
    known.reasons.append(reason)
    return known


def _by_category(uow: UnitOfWork, words: str | None, proposals: dict[str, _Proposal]) -> bool:
    if words is None or not words.strip():
        return False
    found, is_more = bodies.with_category(uow, words, _MOST)
    for each in found:
        _propose(proposals, each.head, ProposalReason.CATEGORY).categories += each.categories
    return is_more


def _by_words(uow: UnitOfWork, words: str | None, proposals: dict[str, _Proposal]) -> bool:
    if words is None or not words.strip():
        return False
    page = service_listing.page(uow, ActivityFilter(q=words), None, _MOST)
    for each in page.items:
        head = RecordHead(each.id, "", each.ref, each.sub_process or each.main_process or each.ref, each.office_id)
        _propose(proposals, head, ProposalReason.SEARCH)
    return page.next_cursor is not None
