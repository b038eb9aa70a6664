"""The only way to `destroyed`: evidence of what a person destroyed, or of what a run in a database did.

Each act gives one certificate. What is not gone with it (a backup, a recipient's copy, a review) leaves the data set at
`blocked_pending_erasure` until `service_pending` finds it gone.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record as tell
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import (
    rules_certificate,
    service_certificates,
    service_outcomes,
    service_steps,
    store,
    store_committee,
    store_decisions,
    store_evidence,
    store_pending,
)
from ropa.destruction.rules_certificate import Pending
from ropa.destruction.rules_evidence import Approved, Setting, faults
from ropa.destruction.rules_signers import plain
from ropa.destruction.rules_states import Act
from ropa.destruction.service_privacy import personal_data
from ropa.errors import Invalid, NotFound
from ropa.offices import service as offices
from ropa.retention import service_listable
from schemas.destruction import HoldingState, ItemOutcome
from schemas.destruction_facts import HoldingFacts, facts_hash
from schemas.destruction_lists import Decision, DestructionItem
from schemas.evidence import (
    Certificate,
    CertificateFacts,
    EvidenceInput,
    ExecutedEvidence,
    FollowUp,
    ItemEvidence,
    RunFacts,
)
from schemas.findings import Problem


class _Act(Struct, frozen=True, kw_only=True):
    """One destruction as it is recorded, whoever did it."""

    given: EvidenceInput
    items: Mapping[str, DestructionItem]
    facts: Mapping[str, HoldingFacts]
    decisions: Mapping[str, Decision]
    committee: Sequence[str]
    executor_id: str
    day: date
    run: RunFacts | None = None
    follow_ups: Sequence[FollowUp] = ()


def record(uow: UnitOfWork, list_id: str, given: EvidenceInput) -> Certificate:
    """Record a destruction that took place, of one or many items of a list; return its certificate.

    What is bound to a database is recorded by its run alone (`record_executed`).
    Raises: NotFound, Forbidden; Invalid with every fault (`rules_evidence`); Conflict when somebody else was first.
    """
    given = rules_certificate.in_utc(given)
    opened = _opened(uow, list_id, Permission.RECORD_DESTRUCTION, given)
    act = _act(uow, opened, given, executor_id=uow.actor.id)
    bound = [_bound(place, act.items[each.item_id]) for place, each in enumerate(given.items) if _lies(act, each)]
    if bound:
        raise Invalid(bound)
    return _recorded(uow, opened, act)


def _lies(act: _Act, said: ItemEvidence) -> bool:
    """Tell whether what the head approved was frozen in a database: nobody's word stands for the run there."""
    item = act.items.get(said.item_id)
    return item is not None and item.frozen is not None


def _bound(place: int, item: DestructionItem) -> Problem:
    return Problem(
        pointer=f"/items/{place}",
        message_th=f"รายการที่ {item.seq} ผูกกับฐานข้อมูล บันทึกได้จากการดำเนินการในฐานข้อมูลเท่านั้น (ropa destroy run) "
        "ถ้าข้อมูลถูกทำลายด้วยวิธีอื่น ให้ถอนออกจากบัญชี ยกเลิกการผูก แล้วเสนอใหม่",
        message_en=f"Item {item.seq} is bound to a database: only its run records it (ropa destroy run). If it was "
        "destroyed in another way, take it off the list, end its target, and list it again",
    )


def record_executed(uow: UnitOfWork, item_id: str, done: ExecutedEvidence) -> Certificate:
    """Record what a run in a database destroyed; return its certificate. The run's order was checked by the caller.

    Copies that nobody answered for become pending by themselves: the program cannot reach them.
    Raises: NotFound; Invalid with every fault; Conflict when somebody else was first.
    """
    list_id = store_evidence.list_of_item(uow, item_id)
    if list_id is None:
        raise NotFound
    opened = _opened(uow, list_id, Permission.READ_RETENTION, None)
    item = next(each for each in store.items(uow, list_id) if each.id == item_id)
    given = EvidenceInput(
        destroyed_at=done.run.ended_at,
        methods=done.methods,
        executor=done.executor,
        witnesses=done.witnesses,
        items=[_executed(uow, item, done)],
    )
    act = _act(uow, opened, rules_certificate.in_utc(given), executor_id=done.executor_id)
    return _recorded(uow, opened, msgspec.structs.replace(act, run=done.run, follow_ups=done.follow_ups))


def refusals_of_executed(uow: UnitOfWork, list_id: str, drafts: Mapping[str, ExecutedEvidence]) -> list[Problem]:
    """Return why `record_executed` would refuse runs of items of a list, by what is known before the first row changes.

    `drafts`: what each item's run will record; executor and witnesses are the same for all. Stores nothing.
    """
    if not drafts:
        return []
    first = next(iter(drafts.values()))
    given = EvidenceInput(
        destroyed_at=uow.now,
        methods=first.methods,
        executor=first.executor,
        witnesses=first.witnesses,
        items=[_executed(uow, item, drafts[item.id]) for item in store.items(uow, list_id) if item.id in drafts],
    )
    opened = service_steps.of_row(uow, list_id)
    act = _act(uow, opened, rules_certificate.in_utc(given), executor_id=first.executor_id)
    return _refusals(uow, opened, act)


def _executed(uow: UnitOfWork, item: DestructionItem, done: ExecutedEvidence) -> ItemEvidence:
    day = max(clock.bangkok(done.run.ended_at).date(), clock.bangkok(uow.now).date())
    return ItemEvidence(
        item_id=item.id,
        scope=done.scope,
        methods=done.methods,
        ground=done.ground,
        copies=[*done.copies, *rules_certificate.unanswered(item.listed.copies, done.copies, day)],
        review=done.review,
        volume=done.volume,
    )


def _opened(uow: UnitOfWork, list_id: str, permission: Permission, given: EvidenceInput | None) -> service_steps.Opened:
    row = store.find(uow, list_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_RETENTION, row.office_id, hide=True)
    access.require(uow, permission, row.office_id)
    service_steps.refuse_control_characters(given)
    service_outcomes.lock(uow, list_id)
    return service_steps.of_row(uow, list_id)


def _act(uow: UnitOfWork, opened: service_steps.Opened, given: EvidenceInput, *, executor_id: str) -> _Act:
    wanted = {each.item_id for each in given.items}
    items = {each.id: each for each in store.items(uow, opened.id) if each.id in wanted}
    return _Act(
        given=given,
        items=items,
        facts=service_listable.of_list(uow, opened.id),
        decisions={each.id: each for each in store_decisions.decisions(uow, opened.id)},
        committee=[each.name for each in store_committee.seats(uow, opened.id, opened.opinions_hash)],
        executor_id=executor_id,
        day=clock.bangkok(given.destroyed_at).date(),
    )


def _recorded(uow: UnitOfWork, opened: service_steps.Opened, act: _Act) -> Certificate:
    problems = _refusals(uow, opened, act)
    if problems:
        raise Invalid(problems)
    pending = {
        each.item_id: rules_certificate.pending_of(
            act.items[each.item_id].listed, each, act.given, act.day, act.follow_ups
        )
        for each in act.given.items
    }
    facts = _facts(uow, opened, act, pending)
    certificate_id = service_certificates.make(uow, opened.id, facts)
    _stored(uow, act, certificate_id, pending)
    _moved(uow, opened.id, act, pending)
    tell(
        uow,
        "destruction.recorded",
        f"destruction-list:{opened.id}",
        {
            "certificate": facts.ref,
            "items": sorted(each.seq for each in act.items.values()),
            "pending": sum(map(len, pending.values())),
            "run": None if act.run is None else act.run.run_id,
        },
    )
    return service_certificates.read(uow, certificate_id).certificate


def _refusals(uow: UnitOfWork, opened: service_steps.Opened, act: _Act) -> list[Problem]:
    setting = Setting(
        now=uow.now,
        today=clock.bangkok(uow.now).date(),
        day=act.day,
        accounts=frozenset({uow.actor.id, act.executor_id}),
        committee=frozenset(map(plain, act.committee)),
    )
    answers = {each.id: each.dated_on for each in store_decisions.reviews(uow, opened.id) if each.kind == "answer"}
    problems = list(personal_data(act.given))
    known: dict[str, Approved] = {}
    for item in act.items.values():
        decision = act.decisions.get(item.decision_id or "")
        if decision is None:
            problems.append(_undecided(item))
        else:
            known[item.id] = _approved(item, act.facts.get(item.holding_id), decision, answers)
    ready = msgspec.structs.replace(
        act.given, items=[each for each in act.given.items if each.item_id in known or each.item_id not in act.items]
    )
    problems += faults(ready, known, setting)
    problems += [
        _changed(item)
        for item in act.items.values()
        if (now := act.facts.get(item.holding_id)) is not None and facts_hash(now) != item.listed_hash
    ]
    return problems


def _approved(
    item: DestructionItem, facts: HoldingFacts | None, decision: Decision, answers: Mapping[str, date]
) -> Approved:
    approved = HoldingState.APPROVED_TO_DESTROY
    return Approved(
        seq=item.seq,
        is_approved=item.state is approved
        and item.outcome is ItemOutcome.OPEN
        and facts is not None
        and facts.state is approved
        and facts.list_id == item.list_id,
        is_held=facts is not None and facts.held,
        carrier=item.listed.carrier,
        saraban=item.listed.saraban,
        copies=item.listed.copies,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
        signer_name=decision.signer_name,
        answered_on=answers.get(item.answer_id or ""),
    )


def _undecided(item: DestructionItem) -> Problem:
    return Problem(
        pointer="/items",
        message_th=f"รายการที่ {item.seq} ยังไม่มีคำสั่งของหัวหน้าส่วนราชการ",
        message_en=f"Item {item.seq} has no order of the head",
        law="ระเบียบงานสารบรรณ ข้อ 69",
    )


def _changed(item: DestructionItem) -> Problem:
    return Problem(
        pointer="/items",
        message_th=f"รายการที่ {item.seq}: ชุดข้อมูลไม่ตรงกับที่อนุมัติไว้",
        message_en=f"Item {item.seq}: the data set is not the one that was approved",
    )


def _facts(
    uow: UnitOfWork, opened: service_steps.Opened, act: _Act, pending: Mapping[str, Sequence[Pending]]
) -> CertificateFacts:
    orders = sorted({str(each.decision_id) for each in act.items.values()})
    said = sorted(act.given.items, key=lambda each: act.items[each.item_id].seq)
    items = [
        rules_certificate.item_fact(
            item.seq, orders.index(str(item.decision_id)), item.holding_id, item.listed, each, act.given
        )
        for each in said
        for item in [act.items[each.item_id]]
    ]
    return CertificateFacts(
        version=rules_certificate.VERSION,
        ref=service_certificates.next_ref(uow),
        addendum_to=None,
        office=offices.office_name(uow, opened.office_id) or str(opened.office_id),
        list_ref=opened.ref,
        list_title=opened.title,
        orders=[rules_certificate.order_fact(act.decisions[each]) for each in orders],
        destroyed_at=act.given.destroyed_at,
        recorded_at=uow.now,
        recorded_by=uow.actor.name,
        place=act.given.place,
        executor=act.given.executor,
        witnesses=act.given.witnesses,
        committee_witnesses=[
            each.name for each in act.given.witnesses if plain(each.name) in set(map(plain, act.committee))
        ],
        items=items,
        pending=[rules_certificate.pending_fact(item.title, each) for item in items for each in pending[item.item_id]],
        checks=[],
        run=act.run,
        notes=act.given.notes,
        files=act.given.files,
    )


def _stored(uow: UnitOfWork, act: _Act, certificate_id: str, pending: Mapping[str, Sequence[Pending]]) -> None:
    store_evidence.add_evidence(
        uow,
        [
            {
                "item_id": item.id,
                "certificate_id": certificate_id,
                "holding_id": item.holding_id,
                "run_id": None if act.run is None else act.run.run_id,
                "executor_id": act.executor_id,
                "executor_name": act.given.executor.name,
            }
            for item in act.items.values()
        ],
    )
    store_pending.add(
        uow,
        [
            {
                "id": new_id(uow.now),
                "item_id": item_id,
                "number": number,
                "kind": str(each.kind),
                "words": each.words,
                "reason": each.reason,
                "measures": each.measures,
                "since": act.day,
                "next_check_on": each.next_check_on,
                "checks": 0,
                "closed_at": None,
                "version": 1,
            }
            for item_id, some in pending.items()
            for number, each in enumerate(some, 1)
        ],
    )


def _moved(uow: UnitOfWork, list_id: str, act: _Act, pending: Mapping[str, Sequence[Pending]]) -> None:
    for step in (Act.DESTROY, Act.BLOCK):
        going = [each for each in act.items.values() if bool(pending[each.id]) is (step is Act.BLOCK)]
        if going:
            service_outcomes.destroyed(uow, list_id, going, step, act.day)
