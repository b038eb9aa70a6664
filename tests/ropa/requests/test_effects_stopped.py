"""Use that stops: a restriction is a hold, an objection sets apart at once, a withdrawal takes what is on consent."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from ropa.activities import service as activities
from ropa.activities.service_findings import findings
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.requests import service_effects, service_effects_made, service_effects_stopped, service_rows
from ropa.retention import service as retention
from ropa.retention import service_check, service_holds
from schemas.access import Actor, Role
from schemas.destruction import HoldingState
from schemas.document import ActivityUpdate
from schemas.findings import Severity
from schemas.holding import HoldInput, HoldKind, HoldLift
from schemas.request_effects import (
    Effect,
    EffectEnd,
    EffectState,
    EndEffectInput,
    ErasureGround,
    ErasureInput,
    ObjectionGround,
    RestrictionGround,
    RestrictionInput,
    SeparationInput,
    WithdrawalInput,
)
from schemas.requests import RequestState, Right, RightOutcome
from schemas.vocabulary import LawfulBasis
from tests.support.actors import somebody
from tests.support.request_effects import CONSENT, DPO, DUTY, LINE, LINE_RULE, NATIONAL_ID, PHONE, Case, a_case, form
from tests.support.subject_requests import HEAD, OFFICER

OLD: dict[str, Any] = {"started_on": date(2016, 1, 5)}


def restriction(case: Case, **more: Any) -> RestrictionInput:
    said: dict[str, Any] = {
        "right_seq": 1,
        "activity_id": case.activity_id,
        "data_items": [LINE],
        "ground": RestrictionGround.CHECKING,
        "measures": "ปิดสิทธิเข้าถึงระเบียน",
        "done_on": case.today,
        "review_on": date(2026, 12, 20),
    }
    return RestrictionInput(**(said | more))


def restrict(case: Case, actor: Actor = DPO, **more: Any) -> Effect:
    with case.register.write(actor, case.now) as uow:
        return service_effects_stopped.restrict(uow, case.request.id, restriction(case, **more))


def withdraw(case: Case, **more: Any) -> Effect:
    said: dict[str, Any] = {"right_seq": 1, "activity_id": case.activity_id}
    with case.register.write(DPO, case.now) as uow:
        return service_effects_stopped.withdraw(uow, case.request.id, WithdrawalInput(**(said | more)))


def end(case: Case, effect: Effect, end: EffectEnd = EffectEnd.ENDED, actor: Actor = DPO) -> Effect:
    with case.register.write(actor, case.now) as uow:
        given = EndEffectInput(end=end, reason="ตรวจสอบแล้วเสร็จ")
        return service_effects_stopped.end(uow, case.request.id, effect.number, effect.version, given)


def erase(case: Case, given: ErasureInput) -> Effect:
    with case.register.write(DPO, case.now) as uow:
        return service_effects_made.erase(uow, case.request.id, given)


def of(case: Case) -> list[Effect]:
    with case.register.read(DPO, case.now) as uow:
        return service_effects.effects_of(uow, case.request.id)


def open_count(case: Case) -> int:
    with case.register.read(DPO, case.now) as uow:
        return service_effects.open_count(uow, case.request.id)


def listed(case: Case) -> set[str]:
    with case.register.write(somebody(Role.DPO), case.now) as uow:
        service_check.check(uow)
    with case.register.read(DPO, case.now) as uow:
        return {each.holding_id for each in service_check.list_due(uow, None, 200).items}


@pytest.mark.case("F.4", 57, 58)
def test_while_any_hold_stands_no_person_is_erased_and_lifting_erases_nothing(
    register: Database, now: datetime
) -> None:
    case = a_case(register, now)
    case.grant()
    holding = case.holding()
    holds = (
        HoldInput(kind=HoldKind.AUDIT, reason="ตรวจสอบ", holding_id=holding.id),
        HoldInput(kind=HoldKind.AUDIT, reason="ตรวจสอบ", activity_id=case.activity_id),
    )
    with register.write(DPO, now) as uow:
        first, second = (service_holds.place_hold(uow, each) for each in holds)
    for hold in (first, second):
        for given in (case.erasure(holding), case.erasure()) if hold is first else (case.erasure(holding),):
            with pytest.raises(Invalid) as told:
                erase(case, given)
            assert [(each.pointer, each.law) for each in told.value.problems] == [("/holding_id", "PDPA ม.34")]
        with register.write(DPO, now) as uow:
            service_holds.lift_hold(uow, hold.id, HoldLift(reason="เสร็จสิ้น"))
    assert of(case) == []
    assert erase(case, case.erasure(holding)).state is EffectState.DONE


@pytest.mark.case("F.4", 60)
def test_a_restriction_stops_erasure_and_destruction_until_it_is_lifted_with_a_reason(
    register: Database, now: datetime
) -> None:
    case = a_case(register, now, Right.RESTRICTION, Right.ERASURE)
    holding = case.holding(**OLD)
    made = restrict(case, holding_id=holding.id)  # while it is checked: no decision is needed yet
    case.grant(1)
    case.grant(2)
    assert (made.state, open_count(case)) == (EffectState.IN_FORCE, 1)  # the erasure is still to be recorded
    assert listed(case) == set()
    with pytest.raises(Invalid):
        erase(case, case.erasure(holding, right_seq=2, ground=ErasureGround.NOT_NEEDED))
    with register.read(DPO, now) as uow:
        hold = service_holds.of_ids(uow, [made.hold_id or ""])[made.hold_id or ""]
        assert (hold.kind, hold.document_ref, hold.review_on) == (
            HoldKind.RESTRICTION,
            case.request.ref,
            date(2026, 12, 20),
        )
        assert retention.read_holding(uow, case.activity_id, holding.id).held

    ended = end(case, made)

    assert (ended.state, ended.end_reason) == (EffectState.ENDED, "ตรวจสอบแล้วเสร็จ")
    with register.read(DPO, now) as uow:
        after = retention.read_holding(uow, case.activity_id, holding.id)
    assert (after.held, after.state, after.last_day_kept) == (False, HoldingState.ACTIVE, holding.last_day_kept)
    assert listed(case) == {holding.id}
    with pytest.raises(Conflict):
        end(case, ended)


@pytest.mark.case("F.4", 59, 60)
def test_a_restriction_of_an_activity_leaves_others_alone_and_shows_that_its_hold_was_lifted_elsewhere(
    register: Database, now: datetime
) -> None:
    case, other = a_case(register, now, Right.RESTRICTION), a_case(register, now, Right.ERASURE)
    other.grant()
    made = restrict(case)
    assert erase(other, other.erasure(other.holding())).state is EffectState.DONE
    with register.write(DPO, now) as uow:
        service_holds.lift_hold(uow, made.hold_id or "", HoldLift(reason="ถอนคำขอแล้ว"))
    assert [(each.state, each.end_reason) for each in of(case)] == [(EffectState.ENDED, "ถอนคำขอแล้ว")]


def test_a_restriction_needs_a_review_its_right_and_the_right_to_place_holds(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.RESTRICTION, Right.ERASURE)
    with pytest.raises(Forbidden):
        restrict(case, HEAD)
    with pytest.raises(Invalid) as told:
        restrict(case, review_on=None, right_seq=2)
    assert {each.pointer for each in told.value.problems} == {"/review_on", "/ground"}
    case.grant(1, RightOutcome.REFUSED)
    with pytest.raises(Invalid):
        restrict(case)
    assert of(case) == []


def test_an_objection_sets_apart_at_once_before_it_is_judged(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.OBJECTION)
    given = SeparationInput(
        right_seq=1,
        activity_id=case.activity_id,
        data_items=[LINE],
        ground=ObjectionGround.MARKETING,
        measures="ย้ายไปตารางที่ปิดสิทธิ",
        done_on=case.today,
    )
    with register.write(OFFICER, now) as uow:
        made = service_effects_stopped.separate(uow, case.request.id, given)
    assert (made.state, open_count(case)) == (EffectState.IN_FORCE, 0)
    case.grant()
    gone = erase(case, case.erasure(ground=ErasureGround.OBJECTED))
    assert gone.facts.limit_on == date(2027, 2, 18)  # of s.33 from the receipt, not the 30 days of the answer
    with pytest.raises(Forbidden):
        end(case, made, actor=OFFICER)
    assert end(case, made, EffectEnd.VOID).state is EffectState.VOID
    with pytest.raises(Invalid):
        end(case, gone)  # an erasure does not come to an end


@pytest.mark.case("F.4", 63)
def test_a_withdrawal_reaches_only_items_on_consent_each_with_its_own_day(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.WITHDRAWAL, rules=[LINE_RULE])
    with register.read(DPO, now) as uow:
        before = activities.read(uow, case.activity_id)
    with pytest.raises(Invalid) as told:
        withdraw(case, data_items=[LINE, NATIONAL_ID])
    assert [each.pointer for each in told.value.problems] == ["/data_items/1"]

    made = withdraw(case)

    assert [(each.item, each.due_on, each.rule) for each in made.items] == [
        (LINE, date(2026, 12, 20), "ไลน์"),
        (PHONE, date(2027, 2, 18), ""),
    ]
    assert (made.state, open_count(case)) == (EffectState.PENDING, 2)
    with register.read(DPO, now) as uow:
        after = activities.read(uow, case.activity_id)
    assert (after.content_hash, after.status, after.version) == (before.content_hash, before.status, before.version)

    case.now += timedelta(days=31)
    assert [each.overdue for each in of(case)[0].items] == [True, False]
    holding = case.holding()
    erase(case, case.erasure(holding))  # one place of several: the item is not gone yet
    assert open_count(case) == 2
    gone = erase(case, case.erasure(data_items=[LINE, PHONE], is_last_place=True))
    assert ([each.erased_by for each in of(case)[0].items], open_count(case)) == ([gone.number] * 2, 0)
    with register.read(DPO, case.now) as uow:
        assert service_rows.read(uow, case.request.id).rights[0].fulfilled_on == case.today
    with pytest.raises(Conflict):
        end(case, made, EffectEnd.VOID)  # its items were erased
    end(case, gone, EffectEnd.VOID)
    assert open_count(case) == 2


def test_a_withdrawal_that_reaches_nothing_or_is_unclear_says_why(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.WITHDRAWAL, purposes=(DUTY,))
    with pytest.raises(Invalid):
        withdraw(case)
    made = withdraw(case, reason="ทุกรายการใช้ฐานหน้าที่ตามกฎหมาย")
    case.grant()
    assert (made.items, made.state, open_count(case)) == ([], EffectState.DONE, 0)
    unnamed = msgspec.structs.replace(CONSENT, data_items=None)
    unclear = a_case(register, now, Right.WITHDRAWAL, purposes=(DUTY, unnamed))
    with pytest.raises(Invalid) as told:
        withdraw(unclear, reason="ไม่ทราบ")
    assert [each.pointer for each in told.value.problems] == ["/data_items"]


@pytest.mark.case("F.4", 64)
def test_another_basis_after_a_withdrawal_stops_the_approval_of_the_draft(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.WITHDRAWAL)
    moved = msgspec.structs.replace(CONSENT, lawful_basis=LawfulBasis.PUBLIC_TASK)

    def told() -> list[tuple[str, Severity]]:
        with register.read(DPO, now) as uow:
            found = findings(uow, activities.read(uow, case.activity_id))
            return [(each.code, each.severity) for each in found if each.code.startswith("basis.changed")]

    with register.write(DPO, now) as uow:
        version = activities.read(uow, case.activity_id).version
        activities.replace(uow, case.activity_id, version, ActivityUpdate(office_id=4, form=form(moved, DUTY)))
    changed = [("basis.changed_after_withdrawal", Severity.ERROR)]
    assert told() == changed  # from the receipt, before it is recorded what it reaches
    made = withdraw(case)
    assert told() == changed
    end(case, made, EffectEnd.VOID)
    assert told() == changed
    with register.write(DPO, now) as uow:
        service_rows.change(uow, case.request.id, None, state=RequestState.NOT_A_REQUEST)
    assert told() == [("basis.changed_from_consent", Severity.WARNING)]


def test_an_activity_that_an_effect_names_is_not_deleted_as_a_draft(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.WITHDRAWAL, approved=False)
    withdraw(case)
    with register.write(DPO, now) as uow, pytest.raises(Conflict):
        activities.delete(uow, case.activity_id, activities.read(uow, case.activity_id).version)
