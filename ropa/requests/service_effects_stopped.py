"""Use cases of use that stops: restriction, separation, withdrawal of consent; and the end of an effect.

Legal source: PDPA ss.19, 32, 34; law.md F.4 60, 63, 64.
"""

from collections.abc import Sequence
from datetime import date

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, PreconditionFailed, invalid
from ropa.findings import service as findings
from ropa.requests import rules_effect_items as items
from ropa.requests import rules_effects as rules
from ropa.requests import service_effects, service_effects_made, service_events, service_rows, store_effects
from ropa.requests.rules_effect_copies import problem
from ropa.requests.service_effects_made import Begun, facts_of, refuse
from ropa.retention import service_holds
from schemas.findings import Problem
from schemas.holding import HoldInput, HoldKind, HoldLift
from schemas.request_effects import (
    Effect,
    EffectEnd,
    EffectKind,
    EffectState,
    EndEffectInput,
    RestrictionInput,
    SeparationInput,
    WithdrawalInput,
)
from schemas.requests import IN_FORCE_ON, RequestEventKind

_MOST_HELD_WORDS = 2_000


def restrict(uow: UnitOfWork, request_id: str, given: RestrictionInput, effect_id: str | None = None) -> Effect:
    """Return the restriction: from now on a hold stops the destruction of the data set, or of the whole activity.

    `effect_id`: given beforehand, so that sending it twice makes one.
    Raises: NotFound; Forbidden, also for who may place no holds; Conflict for a request that is over; Invalid.
    """
    if (before := service_effects_made.made_before(uow, request_id, effect_id)) is not None:
        return before
    permission = Permission.HANDLE_REQUESTS
    begun = service_effects_made.begin(
        uow, request_id, permission, given.right_seq, given.activity_id, given.holding_id
    )
    known = service_effects_made.known_items(uow, begun)
    refuse(
        uow,
        request_id,
        given,
        [*rules.restriction_faults(given, begun.asked), *items.unknown_items(given.data_items, known)],
    )
    on_set = given.holding_id is not None
    hold = service_holds.place_hold(
        uow,
        HoldInput(
            kind=HoldKind.RESTRICTION,
            # The hold is read by many: it names the request, never who asked.
            reason=f"คำขอ {begun.request.ref}: {given.ground.th}",
            activity_id=None if on_set else given.activity_id,
            holding_id=given.holding_id,
            data_items=None if on_set else ", ".join(given.data_items)[:_MOST_HELD_WORDS],
            document_ref=begun.request.ref,
            review_on=given.review_on,
            no_review_reason=given.no_review_reason,
        ),
    )
    facts = facts_of(
        uow,
        begun,
        EffectKind.RESTRICTION,
        given.done_on,
        data_items=given.data_items,
        ground=given.ground.th,
        law="PDPA ม.34",
        measures=given.measures.strip(),
        until=given.review_on,
        note=given.no_review_reason or "",
    )
    made = service_effects_made.add(uow, begun, facts, effect_id=effect_id, hold_id=hold.id)
    return service_effects_made.finish(uow, begun, made)


def separate(uow: UnitOfWork, request_id: str, given: SeparationInput, effect_id: str | None = None) -> Effect:
    """Return the record of data set apart at once; that needs no decision on the objection (s.32 paragraph 2).

    Raises: NotFound, Forbidden; Conflict for a request that is over; Invalid with every fault.
    """
    if (before := service_effects_made.made_before(uow, request_id, effect_id)) is not None:
        return before
    permission = Permission.HANDLE_REQUESTS
    begun = service_effects_made.begin(
        uow, request_id, permission, given.right_seq, given.activity_id, given.holding_id
    )
    known = service_effects_made.known_items(uow, begun)
    refuse(
        uow,
        request_id,
        given,
        [*rules.separation_faults(given, begun.asked), *items.unknown_items(given.data_items, known)],
    )
    facts = facts_of(
        uow,
        begun,
        EffectKind.SEPARATION,
        given.done_on,
        data_items=given.data_items,
        ground=given.ground.th,
        law="PDPA ม.32",
        measures=given.measures.strip(),
    )
    made = service_effects_made.add(uow, begun, facts, effect_id=effect_id)
    return service_effects_made.finish(uow, begun, made)


def withdraw(uow: UnitOfWork, request_id: str, given: WithdrawalInput, effect_id: str | None = None) -> Effect:
    """Return what a withdrawal of consent reaches in one activity: items on consent alone, each with its last day.

    Nothing of the activity changes (F.4 63). Items that rest on another ground as well are not reached; where nothing
    rests on consent, that is recorded with the reason.
    Raises: NotFound, Forbidden; Conflict for a request that is over, or items that were withdrawn by it before;
    Invalid with every fault.
    """
    if (before := service_effects_made.made_before(uow, request_id, effect_id)) is not None:
        return before
    permission = Permission.HANDLE_REQUESTS
    begun = service_effects_made.begin(uow, request_id, permission, given.right_seq, given.activity_id, None)
    withdrawn_on = given.withdrawn_on or begun.right.received_on
    known = service_effects_made.known_items(uow, begun)
    refuse(uow, request_id, given, list(_withdrawal_faults(given, begun, known, withdrawn_on)))
    reached = given.data_items or [each.item for each in known.values() if each.on_consent_alone]
    _refuse_twice(uow, begun, reached)
    rows = _rows(begun, reached, withdrawn_on)
    facts = facts_of(
        uow,
        begun,
        EffectKind.WITHDRAWAL,
        withdrawn_on,
        data_items=reached,
        ground="ถอนความยินยอม" if reached else "ไม่มีรายการที่อาศัยความยินยอมเพียงฐานเดียว",
        law="PDPA ม.19",
        note=given.reason.strip(),
    )
    made = service_effects_made.add(uow, begun, facts, effect_id=effect_id, reached=rows)
    findings.check_again(uow, [begun.of.activity_id])
    return service_effects_made.finish(uow, begun, made)


def _withdrawal_faults(
    given: WithdrawalInput, begun: Begun, known: dict[str, items.Rests], withdrawn_on: date
) -> list[Problem]:
    found = [*rules.right_faults(EffectKind.WITHDRAWAL, begun.asked)]
    if not IN_FORCE_ON <= withdrawn_on <= begun.asked.today:
        found.append(problem("/withdrawn_on", "วันที่ถอนต้องไม่อยู่ในอนาคต", "The withdrawal is not in the future"))
    found += items.unknown_items(given.data_items, known)
    found += items.other_grounds(given.data_items, known)
    unsure = [each for each in given.data_items if (of := known.get(items.key_of(each))) is None or not of.bases]
    if given.data_items:
        if unsure and not given.reason.strip():
            found.append(
                problem(
                    "/reason",
                    "แบบบันทึกไม่ได้ระบุฐานของบางรายการ ระบุเหตุที่ถือว่าอาศัยความยินยอม",
                    "The record does not say what some items rest on: say why it is consent",
                )
            )
        return found
    if items.unnamed_consent(begun.of.document):
        found.append(
            problem(
                "/data_items",
                "วัตถุประสงค์ที่ใช้ความยินยอมไม่ได้ระบุรายการข้อมูล ระบุรายการที่การถอนมีผลถึง",
                "A purpose on consent names no items: name those that the withdrawal reaches",
            )
        )
    elif not any(each.on_consent_alone for each in known.values()) and not given.reason.strip():
        found.append(
            problem(
                "/reason",
                "ไม่มีรายการใดอาศัยความยินยอมเพียงฐานเดียว ระบุเหตุเพื่อบันทึกว่าการถอนไปไม่ถึงข้อมูลใด",
                "Nothing rests on consent alone: say why, to record that the withdrawal reaches nothing",
                "PDPA ม.19",
            )
        )
    return found


def _refuse_twice(uow: UnitOfWork, begun: Begun, reached: Sequence[str]) -> None:
    keys = {items.key_of(each) for each in reached}
    for each in service_effects.effects_of(uow, begun.request.id):
        is_same = each.kind is EffectKind.WITHDRAWAL and each.activity_id == begun.of.activity_id
        if is_same and each.state is not EffectState.VOID:
            before = {items.key_of(one.item) for one in each.items}
            if keys & before or not keys | before:
                raise Conflict(
                    f"บันทึกการถอนของกิจกรรมนี้แล้วในผลที่ {each.number}",
                    f"Effect {each.number} recorded this withdrawal before",
                )


def _rows(begun: Begun, reached: Sequence[str], withdrawn_on: date) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, item in enumerate(dict.fromkeys(each.strip() for each in reached), start=1):
        key = items.key_of(item)
        due_on, slot = items.due_of(key, begun.of.rules, withdrawn_on, begun.asked.limit_on)
        rows.append({"number": number, "item": item, "item_key": key, "due_on": due_on, "rule_slot": slot})
    return rows


def end(uow: UnitOfWork, request_id: str, number: int, version: int, given: EndEffectInput) -> Effect:
    """Return an effect that ended: a restriction is lifted, data are joined again, what a law kept is gone, or the
    entry was a mistake.

    Lifting destroys nothing, and other holds go on. A restriction can end after its request was closed.
    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it ended before; Invalid.
    """
    store_effects.lock(uow, request_id)
    found = service_rows.read(uow, request_id, Permission.DECIDE_REQUESTS)
    effect = next((each for each in service_effects.effects_of(uow, request_id) if each.number == number), None)
    if effect is None:
        raise NotFound
    refuse(uow, request_id, given, [])
    if effect.state in {EffectState.ENDED, EffectState.VOID}:
        raise Conflict("ผลนี้สิ้นสุดไปแล้ว", "This effect ended before")
    if given.end is EffectEnd.VOID:
        service_rows.refuse_over(found)
        _refuse_answered(effect)
    elif effect.state is not EffectState.IN_FORCE and effect.kind is not EffectKind.KEPT:
        th = "สิ้นสุดได้เฉพาะการระงับ การแยกข้อมูล และการเก็บต่อตามกฎหมาย"
        raise invalid("/end", th, "Only a restriction, a separation, or the keeping by a law comes to an end")
    if effect.version != version:
        raise PreconditionFailed
    if effect.hold_id is not None:
        service_holds.lift_hold(uow, effect.hold_id, HoldLift(reason=given.reason))
    values = {
        "ended_at": uow.now,
        "ended_by": uow.actor.id,
        "ended_by_name": uow.actor.name,
        "end": str(given.end),
        "end_reason": given.reason.strip(),
    }
    if not store_effects.end(uow, effect.id, version, values):
        raise PreconditionFailed
    if given.end is EffectEnd.VOID:
        store_effects.free_items(uow, effect.id)
        store_effects.close_parts(uow, effect.id)
    told = {"number": number, "kind": str(effect.kind), "end": str(given.end)}
    service_events.add(uow, request_id, RequestEventKind.EFFECT, f"{given.end.th}: {given.reason.strip()}", told)
    record(uow, "request.effect_ended", f"request:{request_id}", told)
    if effect.kind is EffectKind.WITHDRAWAL:
        findings.check_again(uow, [effect.activity_id])
    service_effects.fulfil(uow, found)
    return next(each for each in service_effects.effects_of(uow, request_id) if each.number == number)


def _refuse_answered(effect: Effect) -> None:
    by = sorted({each.erased_by for each in effect.items if each.erased_by is not None})
    if by:
        raise Conflict(
            f"ลบรายการของการถอนนี้แล้ว (ผลที่ {', '.join(map(str, by))})",
            f"Items of this withdrawal were erased already (effects {', '.join(map(str, by))})",
        )
