"""What granted rights did to the data of a request: shown, counted, and planned from the register.

Legal source: PDPA ss.19, 32-34; PDPC notification on erasure B.E. 2567; law.md B.8, F.4 57-67.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from itertools import groupby

import msgspec

from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_live, service_named_bodies
from ropa.activities.service_hooks import Dropped
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound
from ropa.requests import (
    rules_effect_items,
    rules_effect_open,
    service_clock,
    service_effect_places,
    service_limits,
    service_rows,
    store_effects,
)
from ropa.requests.rules_effect_items import Rests, SlotRule
from ropa.retention import service_holds, service_kept, service_listable
from ropa.retention.rules_slots import slots_of
from ropa.retention.service_readings import read_as
from ropa.retention.service_states import GONE
from schemas.destruction_facts import HoldingFacts
from schemas.document import ActivityDocument
from schemas.evidence import CheckOutcome, CopyFate, PendingKind
from schemas.pending import PendingCheck
from schemas.request_effects import (
    ActivityPlan,
    Effect,
    EffectEnd,
    EffectFacts,
    EffectKind,
    EffectPart,
    EffectPlace,
    EffectsShown,
    EffectState,
    ItemDue,
)
from schemas.request_terms import Right
from schemas.requests import RightShown, SubjectRequest

#: Data sets of one activity that a plan lists; one with more is named by its number.
_MOST_PLACES = 50
#: Rights that change what becomes of data; while accuracy is checked, use may be restricted (s.34(1)).
_PLANNED = rules_effect_open.WITH_EFFECTS | {Right.RECTIFICATION}
_FACTS = msgspec.json.Decoder(EffectFacts)


def shown(uow: UnitOfWork, request_id: str) -> EffectsShown:
    """Return the effects of a request, what is open of them, and what its activities hold.

    Raises: NotFound.
    """
    found = service_rows.read(uow, request_id)
    items = effects_of(uow, request_id)
    missing = _missing(uow, found, items)
    return EffectsShown(
        items=items,
        open=len(missing),
        missing=[th for th, _ in missing],
        missing_en=[en for _, en in missing],
        plan=plan(uow, found),
    )


def one(uow: UnitOfWork, request_id: str, number: int) -> Effect:
    """Return one effect of a request.

    Raises: NotFound.
    """
    service_rows.read(uow, request_id)
    for each in effects_of(uow, request_id):
        if each.number == number:
            return each
    raise NotFound


def open_count(uow: UnitOfWork, request_id: str) -> int:
    """Return how much of the effects of a request is still to be done before it can be closed.

    What is blocked with measures and a next check to come is not open. Says nothing about rights.
    """
    return len(_missing(uow, service_rows.read_stored(uow, request_id), effects_of(uow, request_id)))


def _missing(uow: UnitOfWork, found: SubjectRequest, effects: Sequence[Effect]) -> list[tuple[str, str]]:
    around = service_effect_places.around(uow, found, effects)
    return list(rules_effect_open.missing(found.rights, effects, around))


def refuse_carried_out(uow: UnitOfWork, request_id: str, seq: int) -> None:
    """Return when nothing stands against deciding anew that a right is refused, or finds nothing.

    Raises: Conflict while an erasure of it stands: what was erased was not refused. An erasure that never was is
    made void first.
    """
    erased = [
        each.number
        for each in effects_of(uow, request_id)
        if each.right_seq == seq and each.kind is EffectKind.ERASURE and each.state is not EffectState.VOID
    ]
    if erased:
        numbers = ", ".join(map(str, erased))
        raise Conflict(
            f"ลบข้อมูลตามสิทธินี้แล้ว (ผลที่ {numbers}) จึงเปลี่ยนเป็นไม่ดำเนินการไม่ได้ หากบันทึกผิดให้ยกเลิกผลนั้นก่อน",
            f"Data were erased for this right (effects {numbers}); make an effect recorded by mistake void first",
        )


def effects_of(uow: UnitOfWork, request_id: str) -> list[Effect]:
    """Return the effects of a request in their order: five queries at most. Says nothing about rights."""
    rows = store_effects.effects(uow, request_id)
    if not rows:
        return []
    today = clock.bangkok(uow.now).date()
    items = _by(store_effects.items(uow, request_id), "effect_id")
    parts = store_effects.parts(uow, request_id)
    checks = _by(store_effects.checks(uow, [row.id for row in parts]), "part_id") if parts else {}
    of_effect = _by(parts, "effect_id")
    lifted = service_holds.of_ids(uow, [row.hold_id for row in rows if row.hold_id is not None])
    found = []
    for row in rows:
        limit_on, end = row.limit_on, None if row.end is None else EffectEnd.of(row.end)
        facts = _FACTS.decode(row.facts)
        mine = [_part(each, checks.get(each.id, []), limit_on, today) for each in of_effect.get(row.id, [])]
        due = [_item(each, today) for each in items.get(row.id, [])]
        hold = lifted.get(row.hold_id) if row.hold_id is not None else None
        is_lifted = hold is not None and hold.lifted_at is not None
        kind = EffectKind.of(row.kind)
        ended_at = row.ended_at or (hold.lifted_at if hold is not None else None)
        found.append(
            Effect(
                id=row.id,
                number=row.number,
                right_seq=row.right_seq,
                kind=kind,
                state=rules_effect_open.state_of(
                    kind,
                    end,
                    mine,
                    due,
                    is_lifted=is_lifted,
                    is_over=kind is EffectKind.KEPT and facts.until is not None and facts.until < today,
                ),
                activity_id=row.activity_id,
                holding_id=row.holding_id,
                hold_id=row.hold_id,
                facts=facts,
                facts_sha256=row.facts_sha256,
                items=due,
                parts=mine,
                recorded_at=clock.bangkok(row.recorded_at),
                ended_at=None if ended_at is None else clock.bangkok(ended_at),
                ended_by_name=row.ended_by_name or (hold.lifted_by_name if hold is not None else None),
                end_reason=row.end_reason or (hold.lift_reason if hold is not None else None),
                version=row.version,
            )
        )
    return found


def _by(rows: Iterable[store_effects.AnyRow], name: str) -> dict[str, list[store_effects.AnyRow]]:
    return {key: list(each) for key, each in groupby(rows, key=lambda row: getattr(row, name))}


def _item(row: store_effects.AnyRow, today: date) -> ItemDue:
    return ItemDue(
        item=row.item,
        due_on=row.due_on,
        rule=row.rule_slot,
        erased_by=row.erased_by_number,
        overdue=row.erased_by is None and row.due_on < today,
    )


def _part(
    row: store_effects.AnyRow, checks: Sequence[store_effects.AnyRow], limit_on: date | None, today: date
) -> EffectPart:
    kind, fate, is_open = PendingKind.of(row.kind), CopyFate.of(row.fate), row.closed_at is None
    return EffectPart(
        id=row.id,
        number=row.number,
        kind=kind,
        words=row.words,
        fate=fate,
        reason=row.reason,
        measures=row.measures,
        since=row.since,
        next_check_on=row.next_check_on,
        overdue=is_open and row.next_check_on < today,
        past_limit=is_open and kind is PendingKind.COPY and rules_effect_open.past_limit(fate, limit_on, today),
        checks=[_check(each) for each in checks],
        closed_at=None if row.closed_at is None else clock.bangkok(row.closed_at),
        version=row.version,
    )


def _check(row: store_effects.AnyRow) -> PendingCheck:
    return PendingCheck(
        at=clock.bangkok(row.at),
        by_name=row.by_name,
        outcome=CheckOutcome.of(row.outcome),
        checked_on=row.checked_on,
        words=row.words,
        reason=row.reason,
        next_check_on=row.next_check_on,
    )


class Record(msgspec.Struct, frozen=True):
    """What stands approved of an activity (else its draft), with its retention rules as they are read."""

    activity_id: str
    ref: str
    title: str
    office_id: int
    document: ActivityDocument
    rules: list[SlotRule]


def records_of(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, Record]:
    """Return the records of some activities, retired ones included: data outlive work. Says nothing about rights."""
    heads = {each.revision_id: each for each in service_named_bodies.heads(uow, activity_ids)}
    if not heads:
        return {}
    documents = {
        heads[revision_id].activity_id: activities.document_of(stored)
        for revision_id, stored in service_live.revisions(uow, list(heads))
    }
    readings = read_as(uow, {key: (key, document) for key, document in documents.items()})
    return {
        each.activity_id: Record(
            each.activity_id,
            each.ref,
            each.title,
            each.office_id,
            documents[each.activity_id],
            [
                SlotRule(
                    said.slot,
                    tuple(said.about.data_items or ()) if said.about else (),
                    said.about.applies_to if said.about else None,
                    readings[each.activity_id][said.slot],
                )
                for said in slots_of(documents[each.activity_id])
            ],
        )
        for each in heads.values()
        if each.activity_id in documents
    }


def items_since(uow: UnitOfWork, records: Collection[Record], received_on: date) -> dict[str, dict[str, Rests]]:
    """Return by activity the data items of its records since a right was received, the present ones among them."""
    begin = datetime.combine(received_on, time(), clock.BANGKOK)
    before = service_live.documents_since(uow, [each.activity_id for each in records], begin)
    return {
        each.activity_id: rules_effect_items.united([*before.get(each.activity_id, []), each.document])
        for each in records
    }


def erasure_limit(uow: UnitOfWork, right: RightShown) -> date:
    """Return the last day on which the data of a right may go: of an erasure its own, else that of s.33 from receipt.

    A withdrawal or objection is answered sooner than the data have to be gone from every backup.
    """
    if right.right is Right.ERASURE:
        return right.due_on
    return service_limits.limit_of(uow, Right.ERASURE, right.received_on).due_on


def plan(uow: UnitOfWork, found: SubjectRequest) -> list[ActivityPlan]:
    """Return what the register knows of the activities that a request concerns: items with grounds, data sets."""
    right = next((each for each in found.rights if each.right in _PLANNED), None)
    if right is None or not found.activity_ids:
        return []
    limit_on = erasure_limit(uow, right)
    records = records_of(uow, found.activity_ids)
    items = items_since(uow, records.values(), right.received_on)
    kept, more = service_kept.kept_under(uow, list(records), _MOST_PLACES)
    facts = service_listable.looked_at(uow, [each.id for each in kept])
    return [
        ActivityPlan(
            activity_id=key,
            ref=records[key].ref,
            title=records[key].title,
            items=rules_effect_items.shown(items[key], records[key].rules, right.received_on, limit_on),
            places=[_place(each) for each in facts.values() if each.activity_id == key],
            more_places=key in more,
        )
        for key in found.activity_ids
        if key in records
    ]


def _place(facts: HoldingFacts) -> EffectPlace:
    return EffectPlace(
        holding_id=facts.id,
        title=facts.title,
        copies=[f"{each.kind.th}: {each.place}" for each in facts.copies],
        is_held=facts.held,
        is_gone=facts.state in GONE,
        saraban=str(facts.saraban),
    )


def fulfil(uow: UnitOfWork, found: SubjectRequest) -> None:
    """Save the day on which each right was fulfilled by its effects, and take it back where something is open again.

    The clock of an erasure runs until then, so its last days are computed anew.
    """
    effects = effects_of(uow, found.id)
    around = service_effect_places.around(uow, found, effects)
    moved = False
    for right in found.rights:
        day = rules_effect_open.fulfilled_on(right, effects, around)
        if right.right in rules_effect_open.WITH_EFFECTS and day != right.fulfilled_on:
            service_rows.set_right(uow, found.id, right.seq, fulfilled_on=day)
            moved = True
    if moved:
        service_clock.refresh(uow, found.id)


def follow_tasks(uow: UnitOfWork, request_id: str) -> None:
    """Look again at what is fulfilled after tasks to erase were done, put off or opened again."""
    fulfil(uow, service_rows.read_stored(uow, request_id))


def withdrawn_items(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return by activity the keys of data items for which a person withdrew consent. For findings (F.4 64).

    A withdrawal counts from its receipt: until it is recorded what it reaches, that is all on consent alone since then.
    """
    found = _waiting(uow, activity_ids) if activity_ids else {}
    for row in store_effects.withdrawn(uow, activity_ids) if activity_ids else ():
        found.setdefault(row.activity_id, set()).add(row.item_key)
    return {key: frozenset(items) for key, items in found.items()}


def _waiting(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in store_effects.waiting_withdrawals(uow, activity_ids):
        begin = datetime.combine(row.received_on, time(), clock.BANGKOK)
        known = service_live.documents_since(uow, [row.activity_id], begin).get(row.activity_id, [])
        items = rules_effect_items.united(known)
        found[row.activity_id] = {key for key, each in items.items() if each.on_consent_alone}
    return found


def before_drop(uow: UnitOfWork, dropped: Dropped) -> None:
    """Keep an activity that an effect names: it is not deleted as a draft that never was.

    Raises: Conflict.
    """
    if dropped.whole_activity and store_effects.names_activity(uow, dropped.activity_id):
        raise Conflict(
            "กิจกรรมนี้มีบันทึกผลของคำขอใช้สิทธิ จึงลบไม่ได้",
            "What a request of a data subject did is on record for this activity, so it cannot be deleted",
        )


def require(uow: UnitOfWork, request_id: str, permission: Permission) -> SubjectRequest:
    """Return a request of which the actor may record an effect, locked.

    Raises: NotFound, Forbidden; Conflict for one that is over.
    """
    store_effects.lock(uow, request_id)
    found = service_rows.read(uow, request_id, permission)
    service_rows.refuse_over(found)
    return found
