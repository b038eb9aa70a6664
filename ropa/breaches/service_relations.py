"""What breaches have to do with one another: as written down by people, by their incident, and as the register sees it.

A proposal is no relation: somebody looks into it and says which it is, or that there is none.
"""

from collections import defaultdict

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_systems
from ropa.audit.service import record
from ropa.breaches import rules_work as rules
from ropa.breaches import service_rows as service
from ropa.breaches import service_timeline
from ropa.breaches import store_relations as store
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, invalid
from schemas.breach import BreachRecord
from schemas.breach_work import (
    BreachEventKind,
    BreachRelation,
    BreachRelations,
    ProposedRelation,
    RelationEnd,
    RelationInput,
    RelationKind,
)

_MOST_PROPOSED = 20


def list_relations(uow: UnitOfWork, breach_id: str) -> BreachRelations:
    """Return what a breach has to do with others that the actor may see, and what it may have to do with.

    Raises: NotFound.
    """
    found = service.read(uow, breach_id)
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    rows = store.live(uow, breach_id)
    heads = store.heads(uow, {_other(row, breach_id) for row in rows}, visible)
    items = [
        BreachRelation(
            id=row.id,
            kind=RelationKind.of(row.kind),
            other_id=other.id,
            other_ref=other.ref,
            other_title=other.title,
            other_since=clock.bangkok(other.since),
            is_reversed=row.other_id == breach_id,
            reason=row.reason,
            made_at=clock.bangkok(row.made_at),
            made_by_name=row.made_by_name,
        )
        for row in rows
        if (other := heads.get(_other(row, breach_id)))
    ]
    companions, all_of_incident = _companions(uow, found, visible)
    hidden = len(rows) - len(items) + all_of_incident - len(companions)
    known = {breach_id, *(_other(row, breach_id) for row in rows), *(each.other_id for each in companions)}
    return BreachRelations(items=[*companions, *items], proposed=_proposed(uow, found, visible, known), hidden=hidden)


def _other(row: store.AnyRow, breach_id: str) -> str:
    other: str = row.breach_id if row.other_id == breach_id else row.other_id
    return other


def _companions(uow: UnitOfWork, found: BreachRecord, visible: store.Offices) -> tuple[list[BreachRelation], int]:
    if found.incident_id is None:
        return [], 0
    rows, total = store.of_incident(uow, found.incident_id, visible)
    items = [
        BreachRelation(
            id=None,
            kind=RelationKind.SAME_INCIDENT,
            other_id=row.id,
            other_ref=row.ref,
            other_title=row.title,
            other_since=clock.bangkok(row.since),
            is_reversed=False,
            reason=None,
            made_at=None,
            made_by_name=None,
        )
        for row in rows
        if row.id != found.id
    ]
    return items, total - 1


def _proposed(uow: UnitOfWork, found: BreachRecord, visible: store.Offices, known: set[str]) -> list[ProposedRelation]:
    """Return breaches within 180 days that share activities, or systems of their activities; most shared first."""
    if not found.activity_ids:
        return []
    first, last = found.since - rules.SIMILAR_WITHIN, found.since + rules.SIMILAR_WITHIN
    heads, named = {}, defaultdict(set)
    for row, activity_id in store.near(uow, first, last, visible, is_drill=found.is_drill):
        if row.id not in known:
            heads[row.id] = row
            named[row.id].add(activity_id)
    if not heads:
        return []
    own = set(found.activity_ids)
    systems = service_systems.of_activities(uow, {*own, *(each for ids in named.values() for each in ids)})
    ours = {key: name for each in own for key, name in systems.get(each, {}).items()}
    items = []
    for key, activity_ids in named.items():
        theirs = {each for activity_id in activity_ids for each in systems.get(activity_id, {})}
        shared = sorted(ours[each] for each in theirs & ours.keys())
        if activity_ids & own or shared:
            items.append(_proposal(heads[key], len(activity_ids & own), shared))
    items.sort(key=lambda each: (-each.shared_activities, -len(each.shared_systems), each.other_id))
    return items[:_MOST_PROPOSED]


def _proposal(row: store.AnyRow, activities: int, systems: list[str]) -> ProposedRelation:
    return ProposedRelation(
        other_id=row.id,
        other_ref=row.ref,
        other_title=row.title,
        other_since=clock.bangkok(row.since),
        shared_activities=activities,
        shared_systems=systems,
    )


def relate(uow: UnitOfWork, breach_id: str, given: RelationInput) -> BreachRelations:
    """Return all relations after one was written down; the same said again changes nothing.

    Raises: NotFound, Forbidden; Conflict when another relation stands between the two: end that one first; Invalid
    for another breach that the actor does not know, for itself, and for a drill beside a real one.
    """
    found = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    other = _known_other(uow, found, given)
    for row in store.live(uow, breach_id):
        if _other(row, breach_id) == other.id:
            if row.kind == given.kind and row.breach_id == breach_id:
                return list_relations(uow, breach_id)
            raise Conflict(
                "สองเรื่องนี้เชื่อมโยงกันอยู่แล้ว ยกเลิกการเชื่อมโยงเดิมก่อน", "The two are related already; end that relation first"
            )
    reason = (given.reason or "").strip() or None
    values: dict[str, object] = {
        "id": new_id(uow.now),
        "breach_id": breach_id,
        "other_id": other.id,
        "kind": str(given.kind),
        "reason": reason,
        "made_at": uow.now,
        "made_by": uow.actor.id,
        "made_by_name": uow.actor.name,
    }
    store.add(uow, values)
    # Who reads one of the two may not know the other: what it is, the timeline asks for by the reader's rights.
    for each in (found.id, other.id):
        service_timeline.add(uow, each, BreachEventKind.RELATED, details={"relation_id": values["id"]})
    record(uow, "breach.related", f"breach:{breach_id}", {"relation": str(given.kind), "other": other.id})
    return list_relations(uow, breach_id)


def _known_other(uow: UnitOfWork, found: BreachRecord, given: RelationInput) -> BreachRecord:
    problems = rules.text_problems(other_id=given.other_id, reason=given.reason)
    if problems:
        raise Invalid(problems)
    try:
        other = service.read(uow, given.other_id)
    except NotFound:
        raise invalid("/other_id", "ไม่พบเหตุนี้", "There is no such breach") from None
    if other.id == found.id:
        raise invalid("/other_id", "เชื่อมโยงกับตัวเองไม่ได้", "A breach is not related to itself")
    if other.is_drill != found.is_drill:
        raise invalid("/other_id", "การฝึกซ้อมเชื่อมโยงกับเหตุจริงไม่ได้", "A drill is not related to a real breach")
    return other


def end(uow: UnitOfWork, breach_id: str, relation_id: str, given: RelationEnd) -> BreachRelations:
    """Return the relations that are left after one was ended; that it was there, and why it ended, stays.

    Raises: NotFound, Forbidden, Invalid.
    """
    found = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    problems = rules.text_problems(reason=given.reason)
    if problems:
        raise Invalid(problems)
    row = next((each for each in store.live(uow, breach_id) if each.id == relation_id), None)
    if row is None:
        raise NotFound
    reason = given.reason.strip()
    if store.end(uow, relation_id, reason):
        for each in (found.id, _other(row, breach_id)):
            service_timeline.add(uow, each, BreachEventKind.UNRELATED, details={"relation_id": row.id})
        record(uow, "breach.unrelated", f"breach:{breach_id}", {"relation": row.kind, "other": _other(row, breach_id)})
    return list_relations(uow, breach_id)
