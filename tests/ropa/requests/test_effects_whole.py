"""A granted erasure is whole before it counts: the way that was decided, each activity and place, holds, what stays."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from ropa.activities import service as activities
from ropa.activities.service_findings import findings
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Invalid
from ropa.requests import (
    service_decisions,
    service_effects,
    service_effects_due,
    service_effects_made,
    service_effects_stopped,
    service_keeping,
    service_rows,
    service_tasks,
    service_tasks_work,
    service_work,
)
from ropa.retention import service_holds
from schemas.document import ActivityInput, ActivityUpdate
from schemas.evidence import CheckOutcome, CopyFate, Method, MethodUsed
from schemas.findings import Severity
from schemas.holding import HoldInput, HoldKind, HoldLift
from schemas.pending import PendingCheckInput
from schemas.refusals import RefusalGround
from schemas.request_decisions import ErasureWay, Limb
from schemas.request_effects import (
    Effect,
    EffectEnd,
    EffectState,
    EndEffectInput,
    ErasureGround,
    ErasureInput,
    KeepingLaw,
    KeptInput,
    ObjectionGround,
    OtherWay,
    RestrictionGround,
    RestrictionInput,
    SeparationInput,
    Way,
    WithdrawalInput,
)
from schemas.request_tasks import RequestTaskDone, TaskResult
from schemas.requests import ActivitiesInput, RequestState, Right, RightOutcome
from schemas.vocabulary import LawfulBasis
from tests.support.actors import PHETCHABURI
from tests.support.decisions import refusal
from tests.support.request_effects import BACKUP, CONSENT, DPO, DUTY, LINE, NATIONAL_ID, PHONE, Case, a_case, form
from tests.support.world import approve

ANONYMOUS: dict[str, Any] = {
    "ground": ErasureGround.NOT_NEEDED,
    "way": Way.ANONYMISE,
    "methods": [MethodUsed(method=Method.ANONYMISED)],
}


def erase(case: Case, given: ErasureInput) -> Effect:
    with case.register.write(DPO, case.now) as uow:
        return service_effects_made.erase(uow, case.request.id, given)


def refused(case: Case, given: ErasureInput) -> set[str]:
    with pytest.raises(Invalid) as told:
        erase(case, given)
    return {each.pointer for each in told.value.problems}


def keep(case: Case, *items: str, **more: Any) -> Effect:
    said: dict[str, Any] = {
        "right_seq": 1,
        "activity_id": case.activity_id,
        "data_items": list(items),
        "binds": KeepingLaw.LAW,
        "law": "กฎหมายทะเบียน มาตรา 1",
        "measures": "จำกัดสิทธิเข้าถึง",
    }
    with case.register.write(DPO, case.now) as uow:
        return service_effects_made.keep(uow, case.request.id, KeptInput(**(said | more)))


def restrict(case: Case, **more: Any) -> Effect:
    said: dict[str, Any] = {
        "right_seq": 1,
        "activity_id": case.activity_id,
        "data_items": [LINE],
        "ground": RestrictionGround.CLAIMS,
        "measures": "ปิดสิทธิเข้าถึงระเบียน",
        "done_on": case.today,
        "review_on": case.today + timedelta(days=30),
    }
    with case.register.write(DPO, case.now) as uow:
        return service_effects_stopped.restrict(uow, case.request.id, RestrictionInput(**(said | more)))


def end(case: Case, effect: Effect, how: EffectEnd = EffectEnd.ENDED) -> Effect:
    with case.register.write(DPO, case.now) as uow:
        given = EndEffectInput(end=how, reason="ตรวจสอบแล้วเสร็จ")
        return service_effects_stopped.end(uow, case.request.id, effect.number, effect.version, given)


def missing(case: Case) -> list[str]:
    with case.register.read(DPO, case.now) as uow:
        found = service_effects.shown(uow, case.request.id)
        assert service_effects.open_count(uow, case.request.id) == found.open
        return found.missing_en


def fulfilled(case: Case) -> date | None:
    with case.register.read(DPO, case.now) as uow:
        return service_rows.read(uow, case.request.id).rights[0].fulfilled_on


def due(case: Case) -> list[tuple[date, str]]:
    with case.register.read(DPO, case.now) as uow:
        found = service_effects_due.to_remind(uow, date(2040, 1, 1))
        return [(each.next_check_on, each.kind_en) for each in found if each.request_id == case.request.id]


def over(case: Case, state: RequestState = RequestState.CLOSED, **more: Any) -> None:
    with case.register.write(DPO, case.now) as uow:
        values = {"state": state, "closed_at": uow.now, "forget_on": case.today + timedelta(days=365), **more}
        service_rows.change(uow, case.request.id, None, **values)


@pytest.mark.case("F.4", 65)
def test_what_was_granted_for_unlawful_processing_is_erased_whatever_the_effect_says(
    register: Database, now: datetime
) -> None:
    case = a_case(register, now)
    case.decide(limb=Limb.S33_4, way=ErasureWay.ERASE)
    told = OtherWay(told_on=case.today, how="หนังสือ", reason="ระบบลบไม่ได้")
    assert refused(case, case.erasure(**ANONYMOUS, asked=Way.ANONYMISE)) == {"/ground", "/way", "/other_way"}
    unlawful = ANONYMOUS | {"ground": ErasureGround.UNLAWFUL}
    assert refused(case, case.erasure(**unlawful, other_way=told)) == {"/way"}
    assert erase(case, case.erasure(ground=ErasureGround.UNLAWFUL)).facts.way is Way.ERASE


def test_another_way_than_decided_needs_the_notice_too(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    case.decide(limb=Limb.S33_1, way=ErasureWay.ERASE)
    assert refused(case, case.erasure(**ANONYMOUS, asked=Way.ANONYMISE)) == {"/other_way"}
    told = OtherWay(told_on=case.today, how="หนังสือ", reason="ใช้เป็นสถิติ")
    assert erase(case, case.erasure(**ANONYMOUS, other_way=told)).facts.other_way == told


def test_a_restriction_is_no_erasure_and_one_item_kept_of_three_is_not_all(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    case.decide()
    made = restrict(case)
    assert len(missing(case)) == 1
    end(case, made)
    assert len(missing(case)) == 1
    kept = keep(case, NATIONAL_ID)
    assert len(missing(case)) == 1
    keep(case, LINE, PHONE)
    assert missing(case) == []
    end(case, kept)  # what a law kept is gone: then it is not kept
    assert len(missing(case)) == 1
    erase(case, case.erasure())
    assert missing(case) == []


def test_each_linked_activity_is_erased_or_nothing_is_found_there(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    with register.write(DPO, now) as uow:
        other = activities.create(uow, ActivityInput(office_id=PHETCHABURI, form=form(CONSENT))).id
        approve(uow, other)
        service_work.link(uow, case.request.id, ActivitiesInput(activity_ids=[case.activity_id, other]))
    case.holding(activity_id=other)
    case.decide()
    erase(case, case.erasure())
    assert len(missing(case)) == 1
    assert fulfilled(case) is None
    with register.write(DPO, now) as uow:
        for task in service_tasks.list_tasks(uow, case.request.id).items:
            given = RequestTaskDone(result=TaskResult.NOT_FOUND)
            service_tasks_work.done(uow, case.request.id, task.number, given)
    assert (missing(case), fulfilled(case)) == ([], case.today)


def test_data_that_are_joined_again_no_longer_carry_out_an_objection(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.OBJECTION)
    case.decide(limb=Limb.S32_2, way=None)
    given = SeparationInput(
        right_seq=1,
        activity_id=case.activity_id,
        data_items=[LINE],
        ground=ObjectionGround.MARKETING,
        measures="ย้ายไปตารางที่ปิดสิทธิ",
        done_on=case.today,
    )
    with register.write(DPO, now) as uow:
        made = service_effects_stopped.separate(uow, case.request.id, given)
    assert (missing(case), fulfilled(case)) == ([], case.today)
    end(case, made)
    assert (len(missing(case)), fulfilled(case)) == (1, None)


def test_the_ninety_days_run_until_the_last_data_set_is_erased(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    first, second = case.holding(), case.holding(title="สำรอง")
    case.decide()
    erase(case, case.erasure(first))
    assert fulfilled(case) is None
    case.now += timedelta(days=91)
    with register.read(DPO, case.now) as uow:
        assert service_rows.read(uow, case.request.id).is_late
    later = case.holding(title="พบภายหลัง")
    erase(case, case.erasure(second))
    assert (fulfilled(case), len(missing(case))) == (None, 1)  # nobody was asked to erase there
    erase(case, case.erasure(later))
    assert (fulfilled(case), missing(case)) == (case.today, [])


@pytest.mark.case("F.4", 57, 58)
def test_a_held_data_set_is_not_erased_under_other_words(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    held, free = case.holding(), case.holding(title="ตู้เอกสาร")
    case.decide()
    with register.write(DPO, now) as uow:
        hold = service_holds.place_hold(uow, HoldInput(kind=HoldKind.AUDIT, reason="ตรวจสอบ", holding_id=held.id))
    assert refused(case, case.erasure(place=held.title)) == {"/holding_id"}
    assert erase(case, case.erasure(free)).state is EffectState.DONE  # what is entered is told apart
    with register.write(DPO, now) as uow:
        service_holds.lift_hold(uow, hold.id, HoldLift(reason="เสร็จสิ้น"))
    assert erase(case, case.erasure(place=held.title)).state is EffectState.DONE


@pytest.mark.case("F.4", 66)
def test_the_requester_is_known_until_the_backup_is_gone(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    holding = case.holding(BACKUP)
    case.decide()
    blocked = {
        "copy": 0,
        "fate": CopyFate.BLOCKED,
        "measures": "เข้ารหัส",
        "reason": "เทปเขียนทับไม่ได้",
        "next_check_on": case.today + timedelta(days=30),
    }
    made = erase(case, case.erasure(holding, copies=[blocked]))
    over(case)
    case.now += timedelta(days=370)
    with register.write(DPO, case.now) as uow:
        assert (service_keeping.is_due(uow), service_keeping.forget_due(uow)) == (False, 0)
        gone = PendingCheckInput(outcome=CheckOutcome.GONE, checked_on=case.today, words="ดูบัญชีเทป")
        service_effects_due.check(uow, case.request.id, made.parts[0].id, 1, gone)
        assert (service_keeping.is_due(uow), service_keeping.forget_due(uow)) == (True, 1)


@pytest.mark.case("F.4", 64)
def test_a_basis_that_changed_after_the_receipt_keeps_nothing_from_the_withdrawal(
    register: Database, now: datetime
) -> None:
    case = a_case(register, now, Right.WITHDRAWAL)
    moved = msgspec.structs.replace(CONSENT, lawful_basis=LawfulBasis.PUBLIC_TASK)
    case.now += timedelta(days=2)
    with register.write(DPO, case.now) as uow:
        version = activities.read(uow, case.activity_id).version
        activities.replace(uow, case.activity_id, version, ActivityUpdate(office_id=4, form=form(moved, DUTY)))
        approve(uow, case.activity_id)
    given = WithdrawalInput(right_seq=1, activity_id=case.activity_id)
    with register.write(DPO, case.now) as uow:
        made = service_effects_stopped.withdraw(uow, case.request.id, given)
    assert [each.item for each in made.items] == [LINE, PHONE]
    with register.read(DPO, case.now) as uow:
        found = findings(uow, activities.read(uow, case.activity_id))
    assert [each.severity for each in found if each.code == "basis.changed_after_withdrawal"] == [Severity.ERROR]
    assert erase(case, case.erasure(data_items=[LINE, PHONE], is_last_place=True)).state is EffectState.DONE


def test_what_was_erased_is_not_decided_as_refused(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    case.decide()
    made = erase(case, case.erasure())
    other: dict[str, Any] = {
        "outcome": RightOutcome.REFUSED,
        "limb": None,
        "way": None,
        "supersedes": 1,
        "why": "แก้คำตัดสิน",
        "refused": [refusal(RefusalGround.S33_LEGAL_CLAIMS)],
    }
    with pytest.raises(Conflict):
        case.decide(**other)
    end(case, made, EffectEnd.VOID)
    case.decide(**other)
    with register.read(DPO, now) as uow:
        assert [each.given.outcome for each in service_decisions.standing(uow, case.request.id)] == [
            RightOutcome.REFUSED
        ]


def test_what_a_law_kept_is_due_when_its_day_has_passed(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    case.decide()
    until = case.today + timedelta(days=40)
    made = keep(case, LINE, PHONE, NATIONAL_ID, until=until)
    assert (made.state, missing(case)) == (EffectState.DONE, [])
    assert due(case) == [(until + timedelta(days=1), "the law's keeping has ended: erase it")]
    case.now += timedelta(days=41)
    assert len(missing(case)) == 1
    over(case)
    assert end(case, made).state is EffectState.ENDED
    assert due(case) == []


def test_a_restriction_that_nobody_reviews_is_due_and_at_once_when_its_right_ended(
    register: Database, now: datetime
) -> None:
    case = a_case(register, now, Right.RESTRICTION)
    more: dict[str, Any] = {"ground": RestrictionGround.CHECKING, "review_on": None, "no_review_reason": "รอคำพิพากษา"}
    made = restrict(case, holding_id=case.holding().id, **more)
    assert [on for on, _ in due(case)] == [case.today + timedelta(days=90)]
    case.decide(outcome=RightOutcome.REFUSED, limb=None, way=None, refused=[refusal(RefusalGround.S34_NOT_MET)])
    assert [on for on, _ in due(case)] == [case.today]
    assert "end it" in missing(case)[0]
    over(case)
    case.now += timedelta(days=400)
    with register.write(DPO, case.now) as uow:
        assert service_keeping.forget_due(uow) == 0
    end(case, made)
    assert (due(case), missing(case)) == ([], [])
