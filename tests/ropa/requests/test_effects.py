"""The erasure of one person: whole or refused, blocked with measures until it is gone, never the data set itself."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.requests import service_effects, service_effects_due, service_effects_made, service_rows
from ropa.retention import service as retention
from schemas.access import Role
from schemas.evidence import CheckOutcome, CopyFate, Method, MethodUsed, ReidentificationReview
from schemas.pending import PendingCheckInput
from schemas.request_decisions import ErasureWay, Limb
from schemas.request_effects import (
    Effect,
    EffectKind,
    EffectsShown,
    EffectState,
    ErasureGround,
    ErasureInput,
    KeepingLaw,
    KeptInput,
    OtherWay,
    Way,
)
from schemas.requests import RequestState, Right, RightOutcome
from schemas.vocabulary import Applies
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.request_effects import BACKUP, DAILY, DPO, LINE, NATIONAL_ID, OPERATOR, REVIEWER, Case, a_case
from tests.support.subject_requests import OFFICER, REQUESTER
from tests.support.web import national_id

LIMIT = date(2027, 2, 18)
BLOCKED = {
    "copy": 0,
    "fate": CopyFate.BLOCKED,
    "measures": "เข้ารหัสและแยกกุญแจ",
    "reason": "เทปเขียนทับไม่ได้",
    "next_check_on": date(2027, 1, 15),
}
ANONYMOUS: dict[str, Any] = {
    "asked": Way.ANONYMISE,
    "way": Way.ANONYMISE,
    "methods": [MethodUsed(method=Method.ANONYMISED)],
    "ground": ErasureGround.NOT_NEEDED,
}


def erase(case: Case, given: ErasureInput, effect_id: str | None = None) -> Effect:
    with case.register.write(DPO, case.now) as uow:
        return service_effects_made.erase(uow, case.request.id, given, effect_id)


def refused(case: Case, given: ErasureInput) -> set[str]:
    with pytest.raises(Invalid) as told:
        erase(case, given)
    return {each.pointer for each in told.value.problems}


def shown(case: Case) -> EffectsShown:
    with case.register.read(DPO, case.now) as uow:
        found = service_effects.shown(uow, case.request.id)
        assert service_effects.open_count(uow, case.request.id) == found.open
        return found


def looked(outcome: CheckOutcome, case: Case, **more: Any) -> PendingCheckInput:
    said: dict[str, Any] = {"outcome": outcome, "checked_on": case.today, "words": "ดูบัญชีเทปและลองกู้คืน"}
    return PendingCheckInput(**(said | more))


def check(case: Case, effect: Effect, given: PendingCheckInput, version: int | None = None) -> Effect:
    part = effect.parts[0]
    with case.register.write(DPO, case.now) as uow:
        return service_effects_due.check(uow, case.request.id, part.id, version or part.version, given)


@pytest.fixture
def case(register: Database, now: datetime) -> Case:
    """A request for erasure that was granted."""
    made = a_case(register, now)
    made.decide()
    return made


@pytest.mark.case("F.4", 62)
def test_what_rests_on_consent_alone_goes_within_ninety_days_though_the_form_says_ten_years(case: Case) -> None:
    holding = case.holding()
    assert holding.last_day_kept == date(2036, 1, 5)
    line = next(each for each in shown(case).plan[0].items if each.item == LINE)
    assert (line.consent_only, line.due_on) == (True, LIMIT)
    assert shown(case).missing == ["1. ลบหรือทำลายข้อมูล: ยังไม่ได้บันทึกการลบ หรือกฎหมายที่ให้เก็บต่อ"]

    case.now += timedelta(days=90)
    made = erase(case, case.erasure(holding))

    assert (made.state, made.facts.limit_on, made.facts.done_on, made.facts.late) == (
        EffectState.DONE,
        LIMIT,
        LIMIT,
        False,
    )
    assert shown(case).open == 0
    with case.register.read(DPO, case.now) as uow:
        after = retention.read_holding(uow, case.activity_id, holding.id)
        assert (after.state, after.due_on, after.version) == (holding.state, holding.due_on, holding.version)
        assert service_rows.read(uow, case.request.id).rights[0].fulfilled_on == LIMIT
    case.now += timedelta(days=1)
    assert erase(case, case.erasure(holding)).facts.late


@pytest.mark.case("F.4", 62)
def test_what_the_saraban_regulation_keeps_is_recorded_with_the_law_and_not_erased(case: Case) -> None:
    kept, unclear = case.holding(saraban=Applies.YES), case.holding(saraban=Applies.UNCLEAR)
    assert refused(case, case.erasure(kept)) == {"/holding_id"}
    assert refused(case, case.erasure(unclear)) == {"/no_law_binds"}
    assert erase(case, case.erasure(unclear, no_law_binds="เป็นสำเนาที่ไม่ใช่หนังสือราชการ")).state is EffectState.DONE
    given = KeptInput(
        right_seq=1,
        activity_id=case.activity_id,
        holding_id=kept.id,
        data_items=[LINE],
        binds=KeepingLaw.SARABAN,
        law="ระเบียบงานสารบรรณ ข้อ 57",
        until=date(2036, 12, 31),
        measures="จำกัดสิทธิเข้าถึงเฉพาะนายทะเบียน",
    )
    with case.register.write(DPO, case.now) as uow:
        made = service_effects_made.keep(uow, case.request.id, given)
        assert (made.kind, made.state, made.facts.law) == (EffectKind.KEPT, EffectState.DONE, "ระเบียบงานสารบรรณ ข้อ 57")
    no = msgspec.structs.replace(given, holding_id=case.holding().id)
    with case.register.write(DPO, case.now) as uow, pytest.raises(Invalid) as told:
        service_effects_made.keep(uow, case.request.id, no)
    assert [each.pointer for each in told.value.problems] == ["/binds"]


@pytest.mark.case("F.4", 66)
def test_a_backup_that_outlives_ninety_days_is_blocked_with_measures_and_checked_until_it_is_gone(case: Case) -> None:
    holding = case.holding(BACKUP)
    assert refused(case, case.erasure(holding)) == {"/copies"}
    late = {"copy": 0, "fate": CopyFate.EXPIRES, "on": date(2027, 2, 1)}
    assert refused(case, case.erasure(holding, copies=[late])) == {"/copies/0/fate"}
    bare = {"copy": 0, "fate": CopyFate.BLOCKED, "next_check_on": date(2027, 2, 19)}
    wrong = refused(case, case.erasure(holding, copies=[bare]))
    assert wrong == {f"/copies/0/{name}" for name in ("measures", "reason", "next_check_on")}

    made = erase(case, case.erasure(holding, copies=[BLOCKED]))
    assert (made.state, shown(case).open) == (EffectState.BLOCKED, 0)

    case.now += timedelta(days=91)  # the law's ninety days are over, and so is the day of the check
    part = shown(case).items[0].parts[0]
    assert (part.overdue, part.past_limit, shown(case).open) == (True, False, 1)
    still = looked(
        CheckOutcome.STILL_THERE, case, reason="รอบเทปยังไม่ครบ", next_check_on=case.today + timedelta(days=90)
    )
    with pytest.raises(PreconditionFailed):
        check(case, made, still, version=7)
    made = check(case, made, still)
    assert (made.state, made.parts[0].measures, shown(case).open) == (EffectState.BLOCKED, "เข้ารหัสและแยกกุญแจ", 0)
    with case.register.write(DPO, case.now) as uow:  # closing the request ends no check
        service_rows.change(uow, case.request.id, None, state=RequestState.CLOSED)
    case.now += timedelta(days=90)
    made = check(case, made, looked(CheckOutcome.GONE, case))
    assert (made.state, len(made.parts[0].checks)) == (EffectState.DONE, 2)
    with pytest.raises(Conflict):
        check(case, made, looked(CheckOutcome.GONE, case))
    with case.register.read(DPO, case.now) as uow:
        assert service_rows.read(uow, case.request.id).rights[0].fulfilled_on == case.today


@pytest.mark.case("F.4", 66)
def test_a_copy_of_which_its_cycle_was_late_must_be_blocked_after_the_laws_last_day(case: Case) -> None:
    soon = {"copy": 0, "fate": CopyFate.EXPIRES, "on": date(2026, 12, 20)}
    made = erase(case, case.erasure(case.holding(DAILY), copies=[soon]))
    assert (made.state, shown(case).open) == (EffectState.PENDING, 1)
    case.now += timedelta(days=91)
    assert shown(case).items[0].parts[0].past_limit
    assert "ปิดกั้น" in shown(case).missing[0]
    bare = looked(CheckOutcome.STILL_THERE, case, reason="รอบหยุดทำงาน", next_check_on=case.today + timedelta(days=30))
    with pytest.raises(Invalid) as told:
        check(case, made, bare)
    assert [each.pointer for each in told.value.problems] == ["/measures"]
    assert check(case, made, msgspec.structs.replace(bare, measures="ปิดระบบสำรอง")).state is EffectState.BLOCKED
    assert shown(case).open == 0


@pytest.mark.case("F.4", 65)
def test_unlawful_data_are_never_made_anonymous_in_place_of_erasure(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    with pytest.raises(Invalid) as told:
        case.decide(limb=Limb.S33_4, way=ErasureWay.ANONYMISE)
    assert [each.pointer for each in told.value.problems] == ["/way"]
    case.decide(limb=Limb.S33_4, way=ErasureWay.DESTROY)
    holding = case.holding()
    given = case.erasure(holding, **(ANONYMOUS | {"ground": ErasureGround.UNLAWFUL}))
    assert refused(case, given) == {"/way", "/other_way"}
    # Another ground in the effect does not make the processing lawful.
    assert refused(case, case.erasure(holding, **ANONYMOUS)) == {"/ground", "/way", "/other_way"}


@pytest.mark.case("F.4", 67)
def test_anonymous_data_count_as_gone_only_after_a_review_by_somebody_else(register: Database, now: datetime) -> None:
    case = a_case(register, now)
    case.decide(limb=Limb.S33_1, way=ErasureWay.ANONYMISE)
    made = erase(case, case.erasure(case.holding(), **ANONYMOUS))
    assert (made.state, shown(case).open) == (EffectState.PENDING, 1)
    with pytest.raises(Invalid):
        check(case, made, looked(CheckOutcome.ANONYMOUS, case, reviewer=OPERATOR))
    again: dict[str, Any] = {
        "reason": "กลุ่มเล็กเกินไป",
        "measures": "ระงับการเผยแพร่",
        "next_check_on": case.today + timedelta(days=30),
    }
    made = check(case, made, looked(CheckOutcome.IDENTIFIABLE, case, reviewer=REVIEWER, **again))
    assert (made.state, shown(case).open) == (EffectState.PENDING, 1)
    made = check(case, made, looked(CheckOutcome.ANONYMOUS, case, reviewer=REVIEWER))
    assert (made.state, shown(case).open) == (EffectState.DONE, 0)
    review = ReidentificationReview(reviewer=REVIEWER, reviewed_on=case.today, words="ลองเชื่อมกับทะเบียนราษฎร")
    assert erase(case, case.erasure(case.holding(), **ANONYMOUS, review=review)).state is EffectState.DONE


def test_another_way_than_asked_needs_the_notice_to_the_person(case: Case) -> None:
    other: dict[str, Any] = {"way": Way.DESTROY, "methods": [MethodUsed(method=Method.CRYPTO_ERASE)]}
    assert refused(case, case.erasure(case.holding(), **other)) == {"/other_way"}
    early = OtherWay(told_on=date(2026, 11, 1), how="หนังสือ", reason="สื่อบันทึกเสีย")
    assert refused(case, case.erasure(case.holding(), **other, other_way=early)) == {"/other_way/told_on"}
    told = OtherWay(told_on=case.today, how="หนังสือ", reason="สื่อบันทึกเสีย")
    assert erase(case, case.erasure(case.holding(), **other, other_way=told)).facts.other_way == told


def test_an_erasure_that_is_not_whole_or_cannot_be_true_is_refused(case: Case) -> None:
    unknown = "01a1f6ae-9900-758c-9e67-000000000000"
    for more, pointers in (
        ({"done_on": date(2026, 11, 21)}, {"/done_on"}),
        ({"done_on": date(2026, 11, 19)}, {"/done_on"}),
        ({"right_seq": 2}, {"/right_seq"}),
        ({"activity_id": unknown}, {"/activity_id"}),
        ({"holding_id": unknown}, {"/holding_id"}),
        ({"data_items": [LINE, "หมู่โลหิต"]}, {"/data_items/1"}),
        ({"data_items": [NATIONAL_ID]}, {"/data_items/0"}),
        ({"place": " "}, {"/place"}),
        ({"methods": [MethodUsed(method=Method.OTHER)]}, {"/methods/0/words"}),
        ({"scope": f"ลบของเลข {national_id(7)}"}, {"/scope"}),
        ({"copies": [{"fate": CopyFate.ERASED, "on": date(2026, 11, 20)}]}, {"/copies/0/words"}),
        # An id may look like a telephone number.
        ({"activity_id": "01a1f6ae-9900-758c-9e67-020000000a00"}, {"/activity_id"}),
        ({"done_on": date(2026, 11, 21), "place": ""}, {"/done_on", "/place"}),
    ):
        assert refused(case, case.erasure(**more)) == pointers, more
    assert shown(case).items == []


def test_only_a_granted_right_erases_and_only_while_the_request_is_open(register: Database, now: datetime) -> None:
    case = a_case(register, now, Right.ERASURE, Right.ACCESS)
    assert refused(case, case.erasure()) == {"/right_seq"}
    case.grant(1, RightOutcome.REFUSED)
    case.grant(2)
    assert refused(case, case.erasure()) == {"/right_seq"}
    assert refused(case, case.erasure(right_seq=2)) == {"/right_seq", "/ground"}
    case.grant(1, RightOutcome.PARTLY)
    with register.write(DPO, now) as uow:
        service_rows.change(uow, case.request.id, None, state=RequestState.CLOSED)
    with pytest.raises(Conflict):
        erase(case, case.erasure())


def test_who_works_on_requests_records_and_who_decides_blocks(case: Case) -> None:
    holding = case.holding(BACKUP)
    erased = [{"copy": 0, "fate": CopyFate.ERASED, "on": case.today}]
    outsider = person("ผู้บันทึกที่อื่น", Role.RECORDER, PRACHUAP)
    auditor = person("ผู้ตรวจสอบ", Role.AUDITOR, PHETCHABURI)
    for actor, copies, error in (
        (OFFICER, [BLOCKED], Forbidden),
        (auditor, erased, Forbidden),
        (outsider, erased, Exception),
    ):
        with case.register.write(actor, case.now) as uow, pytest.raises(error):
            service_effects_made.erase(uow, case.request.id, case.erasure(holding, copies=copies))
    with case.register.write(OFFICER, case.now) as uow:
        service_effects_made.erase(uow, case.request.id, case.erasure(holding, copies=erased))
    assert len(shown(case).items) == 1


def test_the_statement_is_fixed_by_its_hash_and_holds_nothing_of_the_person(case: Case) -> None:
    key = "01a1f6ae-9900-758c-9e67-0000000000aa"
    made = erase(case, case.erasure(case.holding()), key)
    assert erase(case, case.erasure(case.holding()), key) == made  # the form sent twice
    content = msgspec.json.encode(made.facts, order="deterministic")
    with case.register.read(DPO, case.now) as uow:
        stored = uow.connection.execute(text("SELECT facts, facts_sha256 FROM request_effects")).one()
    assert hashlib.sha256(stored.facts).hexdigest() == stored.facts_sha256 == made.facts_sha256
    assert REQUESTER not in content.decode()
    assert "ทะเบียนสมาชิก" not in content.decode()


@pytest.mark.only_on("sqlite")
def test_what_was_recorded_cannot_be_changed_or_taken_away(case: Case) -> None:
    made = erase(case, case.erasure(case.holding(BACKUP), copies=[BLOCKED]))
    more: dict[str, Any] = {"reason": "ยังอยู่", "next_check_on": case.today + timedelta(days=5)}
    check(case, made, looked(CheckOutcome.STILL_THERE, case, **more))
    for change in (
        "DELETE FROM request_effects",
        "UPDATE request_effects SET facts = x'7b7d'",
        "UPDATE request_effects SET done_on = '2026-01-01'",
        "UPDATE request_effect_parts SET words = 'อื่น'",
        "DELETE FROM request_effect_parts",
        "UPDATE request_effect_checks SET words = 'อื่น'",
        "DELETE FROM request_effect_checks",
        "INSERT OR REPLACE INTO request_effect_checks SELECT * FROM request_effect_checks",
    ):
        with case.register.write(DPO, case.now) as uow, pytest.raises(DatabaseError):
            uow.connection.execute(text(change))
