"""The head's decision on a list: which items are destroyed, by which order, signed by whom.

Legal source: Saraban Regulation B.E. 2526 ข้อ 69; form field 32 (role_destruction_approver); law.md F.4 57, 69, 72.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_approvers
from ropa.activities.service_approvers import DestructionRecord
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import (
    rules_gates,
    service_lists,
    service_steps,
    service_told,
    store,
    store_committee,
    store_decisions,
)
from ropa.destruction.rules_committee import decisions_hash
from ropa.destruction.rules_gates import refused
from ropa.destruction.rules_signers import Lack, Match, Signer, acts_for_another, match_of, same_name
from ropa.destruction.rules_states import ORDERS
from ropa.destruction.service_hooks import FREEZES
from ropa.destruction.service_leaving import refuse_through
from ropa.destruction.service_steps import Opened, today
from ropa.errors import Forbidden, Invalid
from schemas.destruction import HoldingState, Opinion
from schemas.destruction_facts import HoldingFacts
from schemas.destruction_lists import DestructionItem, Refused, StepDone
from schemas.destruction_steps import DecidedItems, DecisionInput
from schemas.findings import Problem
from schemas.thai_dates import format_thai_date

_LAW = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 69"


class DecidesOnOwnList(Forbidden):
    """The actor made the list or sits in its committee."""

    message_th = "ผู้จัดทำบัญชีหรือกรรมการของบัญชีนี้จะสั่งการเองไม่ได้ ต้องเป็นบุคคลอื่น"
    message_en = "Who made this list or sits in its committee cannot decide on it; somebody else must"


class Order(Struct, frozen=True, kw_only=True):
    """What is decided on one item, and whose approval the record asks for."""

    item: DestructionItem
    opinion: Opinion
    reason: str | None
    through: date | None
    match: str | None = None


def decide(uow: UnitOfWork, list_id: str, version: int, data: DecisionInput) -> StepDone:
    """Return the list with the head's order on it: each item as the committee advised, but where the order differs.

    Only by a person who is neither its secretary nor in its committee, in their own name, and who is the approver that
    the approved record of each item names. Held items that were to be destroyed stay behind.
    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with every fault, each naming its item.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.DECIDE_DESTRUCTION, data)
    _refuse_own(uow, opened)
    signer = _signer(uow, opened, data)
    items = service_steps.chosen(store.items(uow, list_id), data.items, {HoldingState.HEAD_DECISION})
    orders = _orders(uow, items, data.decided)
    records = service_approvers.records(uow, {item.listed.activity_id for item in items})
    matches = {each: _match(found, signer) for each, found in records.items()}
    going, stays = _sorted_out(uow, opened, orders, matches, data)
    frozen = _freeze(uow, opened, [each.item for each in going if each.opinion is Opinion.DESTROY])
    decision_id = _store(uow, opened, data, signer, going, frozen)
    _move(uow, opened, decision_id, going, frozen)
    state = service_steps.restage(uow, opened)
    destroy = sum(each.opinion is Opinion.DESTROY for each in going)
    told = {
        "ref": opened.ref,
        "decision": decision_id,
        "order_no": data.order_no,
        "ordered_on": str(data.ordered_on),
        "items": len(going),
        "destroy": destroy,
        "stayed": len({each.seq for each in stays}),
        "items_hash": decisions_hash((each.item, each.opinion) for each in going),
        "state": str(state),
    }
    record(uow, "destruction.decided", f"destruction-list:{list_id}", told)
    done = service_lists.read(uow, list_id)
    service_told.decided(uow, done, destroy)
    return StepDone(destruction_list=done, moved=len(going), stayed=stays)


def _refuse_own(uow: UnitOfWork, opened: Opened) -> None:
    people, names = store_committee.members_ever(uow, opened.id)
    by_name = any(same_name(each, uow.actor.name) for each in names)
    if by_name or uow.actor.id in opened.secretaries | {f"person:{each}" for each in people}:
        raise DecidesOnOwnList


def _signer(uow: UnitOfWork, opened: Opened, data: DecisionInput) -> Signer:
    problems = []
    name = data.signer_name or uow.actor.name
    if not same_name(name, uow.actor.name):
        problems.append(
            _problem(
                "/signer_name",
                "ผู้ลงนามต้องเป็นผู้ที่ลงชื่อเข้าใช้อยู่ (สั่งการแทนกันไม่ได้)",
                "The signer must be the person who is signed in; nobody decides in another's name",
            )
        )
    now = today(uow)
    if data.ordered_on > now:
        problems.append(_problem("/ordered_on", "วันที่ของคำสั่งยังไม่ถึง", "The order's day has not come"))
    elif opened.submitted_on is not None and data.ordered_on < opened.submitted_on:
        listed = opened.submitted_on
        problems.append(
            _problem(
                "/ordered_on",
                f"คำสั่งลงวันที่ก่อนบัญชี (เสนอบัญชีเมื่อ {format_thai_date(listed)})",
                f"The order is older than the list, which was handed in on {listed}",
            )
        )
    signer = Signer(name=name, position=data.signer_position, capacity=data.capacity, delegation_no=data.delegation_no)
    if acts_for_another(signer) and not signer.delegation_no:
        problems.append(
            _problem(
                "/delegation_no",
                "ผู้รักษาการ รักษาราชการแทน ปฏิบัติราชการแทน หรือผู้ได้รับมอบหมาย ต้องระบุเลขที่คำสั่ง",
                "Who acts for another names the order by which they do",
            )
        )
    if problems:
        raise Invalid(problems)
    return signer


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english, law=_LAW)


def _orders(uow: UnitOfWork, items: Sequence[DestructionItem], decided: Sequence[DecidedItems]) -> list[Order]:
    differs: dict[int, DecidedItems] = {}
    here = {item.seq for item in items}
    problems: list[Problem] = []
    for place, line in enumerate(decided):
        for number, seq in enumerate(line.items):
            if seq not in here or seq in differs:
                pointer = f"/decided/{place}/items/{number}"
                problems.append(
                    _problem(pointer, f"รายการที่ {seq} ไม่รอคำสั่งนี้ หรือระบุซ้ำ", f"Item {seq} does not wait for this order")
                )
            differs[seq] = line
        if (line.decision is Opinion.EXTEND) != (line.through is not None):
            problems.append(
                _problem(
                    f"/decided/{place}/through",
                    "ขยายเวลาต้องระบุวันสุดท้ายที่ให้เก็บ (และเฉพาะเมื่อขยายเวลา)",
                    "A day goes with extending",
                )
            )
        elif line.through is not None:
            refuse_through(uow, f"/decided/{place}/through", line.through)
    if problems:
        raise Invalid(problems)
    return [_order(item, differs.get(item.seq)) for item in items]


def _order(item: DestructionItem, line: DecidedItems | None) -> Order:
    if line is not None:
        return Order(item=item, opinion=line.decision, reason=line.reason, through=line.through)
    # Nothing comes here without the committee's opinion.
    opinion = item.opinion or Opinion.KEEP
    return Order(item=item, opinion=opinion, reason=item.opinion_reason, through=item.opinion_through)


def _match(found: DestructionRecord, signer: Signer) -> Match | Lack:
    return match_of(found.ref, found.approvers if found.is_approved else None, signer)


def _sorted_out(
    uow: UnitOfWork,
    opened: Opened,
    orders: Sequence[Order],
    matches: Mapping[str, Match | Lack],
    data: DecisionInput,
) -> tuple[list[Order], list[Refused]]:
    day = today(uow)
    by_item = {each.item.id: each for each in orders}

    def approver(item: DestructionItem) -> Iterator[Refused]:
        found = matches[item.listed.activity_id]
        if not isinstance(found, Match):
            path = f"/activities/{item.listed.activity_id}/edit/roles"
            yield refused(item.seq, *found, law="form field 32 (role_destruction_approver)", path=path)

    def more(item: DestructionItem, facts: HoldingFacts) -> Iterator[Refused]:
        yield from rules_gates.deciding_gates(item, facts, day)
        yield from approver(item)

    destroy = [each.item for each in orders if each.opinion is Opinion.DESTROY]
    kept = [each for each in orders if each.opinion is not Opinion.DESTROY]
    stays = [each for order in kept for each in approver(order.item)]
    late = [each for order in kept for each in _past(order, day)]
    ready, stopped = service_steps.sort_each(uow, opened, destroy, more)
    out = {each.seq for each in (*stays, *late)}
    going = [by_item[item.id] for item in ready] + [each for each in kept if each.item.seq not in out]
    service_steps.refuse_unless(going, [*stopped, *stays, *late], leave_refused=data.leave_refused)
    named_by = {key: found.words for key, found in matches.items() if isinstance(found, Match)}
    ordered = sorted(going, key=lambda one: one.item.seq)
    return (
        [msgspec.structs.replace(each, match=named_by[each.item.listed.activity_id]) for each in ordered],
        [*stopped, *stays, *late],
    )


def _past(order: Order, day: date) -> Iterator[Refused]:
    if order.through is not None and order.through <= day:
        yield refused(
            order.item.seq,
            "extension_passed",
            "วันที่คณะกรรมการให้เก็บถึงผ่านไปแล้ว ให้ระบุวันใหม่",
            "the day through which the committee would keep it has passed; name another",
        )


def _freeze(uow: UnitOfWork, opened: Opened, destroy: list[DestructionItem]) -> dict[str, str]:
    if not destroy or not FREEZES:
        return {}
    told = service_lists.with_items(service_lists.read(uow, opened.id), destroy)
    found = [each(uow, told) for each in FREEZES]
    problems = [problem for each in found for problem in each.problems]
    if problems:
        raise Invalid(problems)
    return {item_id: digest for each in found for item_id, digest in each.items.items()}


def _store(
    uow: UnitOfWork,
    opened: Opened,
    data: DecisionInput,
    signer: Signer,
    going: Sequence[Order],
    frozen: Mapping[str, str],
) -> str:
    decision_id = new_id(uow.now)
    counted = {each: sum(order.opinion is each for order in going) for each in Opinion}
    values = {
        "id": decision_id,
        "list_id": opened.id,
        "order_no": data.order_no,
        "ordered_on": data.ordered_on,
        "signer_name": signer.name,
        "signer_position": signer.position,
        "capacity": signer.capacity,
        "delegation_no": signer.delegation_no,
        "decided_at": uow.now,
        "decided_by": uow.actor.id,
        "destroy": counted[Opinion.DESTROY],
        "keep": counted[Opinion.KEEP],
        "extend": counted[Opinion.EXTEND],
        "items_hash": decisions_hash((each.item, each.opinion) for each in going),
    }
    decided = [
        {
            "item_id": each.item.id,
            "decision_id": decision_id,
            "decision": str(each.opinion),
            "reason": each.reason,
            "through": each.through,
            "listed_hash": each.item.listed_hash,
            "approver": (each.match or "")[:1000],
            "frozen": frozen.get(each.item.id),
        }
        for each in going
    ]
    store_decisions.add_decision(uow, values, decided)
    return decision_id


def _move(uow: UnitOfWork, opened: Opened, decision_id: str, going: Sequence[Order], frozen: Mapping[str, str]) -> None:
    groups: dict[tuple[Opinion, date | None], list[DestructionItem]] = {}
    for each in going:
        groups.setdefault((each.opinion, each.through), []).append(each.item)
    for (opinion, through), items in groups.items():
        values = {"decision_id": decision_id, "decision": str(opinion), "decision_through": through}
        if opinion is Opinion.EXTEND and through is not None:
            service_steps.extend(uow, opened, ORDERS[opinion], items, through, **values)
        else:
            service_steps.move(uow, opened, ORDERS[opinion], items, **values)
    reasons = [
        {
            "id": each.item.id,
            "decision_reason": each.reason,
            "outcome_reason": None if each.opinion is Opinion.DESTROY else each.reason,
        }
        for each in going
        if each.reason
    ]
    store.set_each(uow, reasons)
    store.set_each(uow, [{"id": item_id, "frozen": digest} for item_id, digest in frozen.items()])
