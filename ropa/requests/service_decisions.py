"""Use cases of deciding on the rights that somebody asked to use: by a person, once, changed by a later decision.

What is refused stands in the record of the activities (PDPA s.39(7)) in words without personal data; reasons that name
the person are sealed beside the decision and have a door of their own (F.4 78).
"""

from collections.abc import Collection

import msgspec

from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_live
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed, invalid
from ropa.keys import KEY_VERSION, Keys
from ropa.requests import (
    rules_asks,
    rules_decisions,
    rules_grounds,
    service_asks,
    service_effects,
    service_events,
    service_person,
    service_reasons,
    service_refusals,
    service_rows,
    service_states,
    service_tasks_followed,
    store_decisions,
)
from schemas.request_decisions import (
    Decision,
    DecisionInput,
    DecisionList,
    GroundShown,
    RightToDecide,
)
from schemas.request_person import RequestPerson
from schemas.request_terms import RequestEventKind, Right, RightOutcome
from schemas.requests import SubjectRequest

_NOTHING_DONE = frozenset({RightOutcome.REFUSED, RightOutcome.NOT_HELD})


def decide(
    uow: UnitOfWork,
    keys: Keys,
    request_id: str,
    given: DecisionInput,
    version: int | None = None,
    decision_id: str | None = None,
) -> Decision:
    """Return the decision on one right of a request, with its refusals written to the activities concerned.

    `version`: of the request, as it was read (If-Match). `decision_id` is the one that the register itself gave to this
    form beforehand: the form sent twice makes one decision.
    Raises: NotFound, Forbidden; Conflict when the request is over or the right was taken back; PreconditionFailed;
    Invalid with every fault.
    Legal source: PDPA s.19, ss.30-36, s.39(7).
    """
    found = service_rows.read(uow, request_id, Permission.DECIDE_REQUESTS)
    rows = store_decisions.decisions(uow, request_id)
    again = next((row for row in rows if row.id == decision_id and row.decided_by == uow.actor.id), None)
    if again is not None:
        return _shown(uow, [again])[0]
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    asked = next((each for each in found.rights if each.seq == given.right_seq), None)
    if asked is None:
        raise invalid("/right_seq", "คำขอนี้ไม่มีสิทธิลำดับนี้", "The request asks for no such right")
    if asked.outcome is RightOutcome.WITHDRAWN:
        raise Conflict("ผู้ขอถอนคำขอส่วนนี้แล้ว", "The requester took this right back")
    standing = _standing(rows).get(given.right_seq)
    _refuse(uow, keys, found, given, asked.right, standing.number if standing else None)
    if given.outcome in _NOTHING_DONE:
        service_effects.refuse_carried_out(uow, request_id, given.right_seq)
    made = _written(uow, keys, found, given, asked.right, len(rows) + 1, decision_id)
    refused = service_refusals.Refused(
        request_id=found.id,
        request_ref=found.ref,
        decision_id=made,
        right=asked.right,
        given=given,
        activity_ids=tuple(found.activity_ids),
        before_id=standing.id if standing else None,
    )
    service_refusals.write(uow, refused)
    _told(uow, found, given, len(rows) + 1, version)
    service_tasks_followed.follow_decisions(uow, request_id)
    return next(each for each in _shown(uow, store_decisions.decisions(uow, request_id)) if each.id == made)


def listed(uow: UnitOfWork, request_id: str) -> DecisionList:
    """Return the decisions of a request, oldest first, and what may be decided on each of its rights.

    Raises: NotFound.
    """
    found = service_rows.read(uow, request_id)
    items = _shown(uow, store_decisions.decisions(uow, request_id))
    known = _bases(uow, found.activity_ids)
    bases = [known.get(each, frozenset()) for each in found.activity_ids]
    searches, standing = store_decisions.searches(uow, request_id), _numbers(items)
    lacking = _uncovered(found, items)
    proof = rules_grounds.Proof(is_whole=not found.identity_gaps, was_asked=_was_asked(uow, found))
    rights = [
        RightToDecide(
            seq=each.seq,
            right=each.right,
            outcomes=list(rules_grounds.outcomes_of(each.right)),
            limbs=list(rules_grounds.limbs_of(each.right)),
            ways=list(rules_grounds.ways_of(each.right)),
            grounds=list(rules_grounds.grounds_for(each.right, bases, proof)),
            standing=standing.get(each.seq),
            open_tasks=searches.get(each.seq, (0, 0))[0],
            uncovered=lacking.get(each.seq, []),
        )
        for each in found.rights
        if each.outcome is not RightOutcome.WITHDRAWN
    ]
    return DecisionList(
        items=items, rights=rights, uncovered=sorted({key for keys in lacking.values() for key in keys})
    )


def all_grounds() -> list[GroundShown]:
    """Return every ground on which a right may be refused."""
    return rules_grounds.all_grounds()


def standing(uow: UnitOfWork, request_id: str) -> list[Decision]:
    """Return the decisions of a request that stand, by the order of its rights. Says nothing about rights.

    For tasks, effects and letters.
    """
    items = [each for each in _shown(uow, store_decisions.decisions(uow, request_id)) if each.superseded_by is None]
    return sorted(items, key=lambda each: each.given.right_seq)


def open_count(uow: UnitOfWork, request_id: str) -> int:
    """Return how many activities of a request lack a refusal that concerns all of them: they were linked later.

    Such a right is decided anew before the request closes. Says nothing about rights.
    """
    lacking = _uncovered(service_rows.read_stored(uow, request_id), standing(uow, request_id))
    return len({key for keys in lacking.values() for key in keys})


def _refuse(
    uow: UnitOfWork, keys: Keys, found: SubjectRequest, given: DecisionInput, right: Right, standing: int | None
) -> None:
    """Raises: Invalid with every fault."""
    known = _bases(uow, found.activity_ids)
    waiting, positive = store_decisions.searches(uow, found.id).get(given.right_seq, (0, 0))
    around = rules_decisions.Surround(
        right=right,
        activity_ids=tuple(found.activity_ids),
        bases=lambda activity_id: known.get(activity_id, frozenset()),
        is_proven=not found.identity_gaps,
        was_asked=_was_asked(uow, found),
        open_searches=waiting,
        found=positive,
        standing=standing,
        person=_person(uow, keys, found),
    )
    problems = [*rules_decisions.text_faults(given), *rules_decisions.decision_faults(given, around)]
    if problems:
        raise Invalid(problems)


def _was_asked(uow: UnitOfWork, found: SubjectRequest) -> bool:
    asked = service_asks.asked_of(uow, found.id) if found.identity_gaps else []
    return rules_asks.was_asked_in_vain(asked, clock.bangkok(uow.now).date())


def _person(uow: UnitOfWork, keys: Keys, found: SubjectRequest) -> RequestPerson | None:
    """Return who asked, looked at by the register alone: no one is shown anything of it, so no trail is written."""
    return service_person.opened(uow, keys, found.id) if found.has_person else None


def _written(
    uow: UnitOfWork,
    keys: Keys,
    found: SubjectRequest,
    given: DecisionInput,
    right: Right,
    number: int,
    decision_id: str | None,
) -> str:
    key = decision_id or new_id(uow.now)
    sealed = service_reasons.sealed_of(keys, key, given)
    values: dict[str, object] = {
        "id": key,
        "request_id": found.id,
        "number": number,
        "right_seq": given.right_seq,
        "right_code": str(right),
        "outcome": str(given.outcome),
        "content": msgspec.json.encode(_without_sealed(given)),
        "sealed": sealed,
        "key_version": None if sealed is None else KEY_VERSION,
        "supersedes": given.supersedes,
        "decided_at": uow.now,
        "decided_by": uow.actor.id,
        "decided_by_name": uow.actor.name,
    }
    store_decisions.add_decision(uow, values)
    return key


def _told(uow: UnitOfWork, found: SubjectRequest, given: DecisionInput, number: int, version: int | None) -> None:
    service_rows.set_right(uow, found.id, given.right_seq, outcome=given.outcome, decided_at=uow.now, answered_at=None)
    service_states.owes(uow, found, version)
    details = {
        "decision": number,
        "right": given.right_seq,
        "outcome": str(given.outcome),
        "grounds": sorted({str(each.ground) for each in given.refused}),
        "supersedes": given.supersedes,
        # Data of somebody who may be somebody else: who looks later sees it at once; the reason is in the decision.
        "despite_gaps": found.identity_gaps if (given.despite_gaps or "").strip() else [],
    }
    refuses = given.outcome is RightOutcome.REFUSED
    record(uow, "request.decided", f"request:{found.id}", details)
    service_events.add(
        uow, found.id, RequestEventKind.REFUSED if refuses else RequestEventKind.DECIDED, given.why, details
    )


def _without_sealed(given: DecisionInput) -> DecisionInput:
    refused = [msgspec.structs.replace(each, reason_sealed=None) for each in given.refused]
    return msgspec.structs.replace(given, refused=refused, reason_sealed=None)


def _standing(rows: Collection[store_decisions.AnyRow]) -> dict[int, store_decisions.AnyRow]:
    return {row.right_seq: row for row in rows if row.superseded_by is None}


def _numbers(items: Collection[Decision]) -> dict[int, int]:
    return {each.given.right_seq: each.number for each in items if each.superseded_by is None}


def _uncovered(found: SubjectRequest, items: Collection[Decision]) -> dict[int, list[str]]:
    """Return by right the activities that a refusal which concerns all of them does not name yet."""
    lacking = {
        each.given.right_seq: sorted(set(found.activity_ids) - set(each.activity_ids))
        for each in items
        if each.superseded_by is None and rules_decisions.concerns_all(each.given)
    }
    return {seq: keys for seq, keys in lacking.items() if keys}


def _bases(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, rules_grounds.Bases]:
    """Return the bases of some activities as what everybody sees of them says; two queries."""
    if not activity_ids:
        return {}
    shown = store_decisions.heads(uow, service_live.held_among(activity_ids))
    found = {}
    for revision_id, stored in service_live.revisions(uow, set(shown)):
        purposes = activities.document_of(stored).form.beyond.lawful_basis_code_per_purpose or []
        found[shown[revision_id]] = rules_grounds.bases_of([each.lawful_basis for each in purposes])
    return found


def _shown(uow: UnitOfWork, rows: Collection[store_decisions.AnyRow]) -> list[Decision]:
    told: dict[str, list[str]] = {}
    for row in store_decisions.of_decisions(uow, [each.id for each in rows]):
        told.setdefault(row.decision_id, []).append(row.activity_id)
    return [
        Decision(
            id=row.id,
            request_id=row.request_id,
            number=row.number,
            right=Right.of(row.right_code),
            given=msgspec.json.decode(row.content, type=DecisionInput),
            has_sealed=row.sealed is not None,
            superseded_by=row.superseded_by,
            activity_ids=told.get(row.id, []),
            decided_at=clock.bangkok(row.decided_at),
            decided_by=row.decided_by,
            decided_by_name=row.decided_by_name,
        )
        for row in rows
    ]
