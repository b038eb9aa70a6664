"""What a notice to the Office says: what is not known yet, what nobody answered, and what is no longer true."""

from datetime import timedelta

import pytest
from msgspec import structs

from ropa.breaches import service, service_assessments, service_known, service_notices, service_prefill
from schemas.breach import RiskLevel
from schemas.breach_assessment import AssessmentInput, FactorAnswer, RiskFactor
from schemas.breach_known import KnownFacts, KnownSystem
from schemas.breach_notice import NoticeDraft, NoticeFiling, PendingItem
from schemas.breach_notice_fields import FIELD
from schemas.breach_notice_gaps import Mark, mark_of
from tests.ropa.breaches.test_notices import DAY, DPO, FINAL, HOUR, INITIAL, Desk


@pytest.fixture
def desk(register, now):
    return Desk(register, now)


def assess(desk, words, at):
    answers = [FactorAnswer(factor=factor, words=words) for factor in RiskFactor]
    given = AssessmentInput(level=RiskLevel.RISK, reason="ตามข้อเท็จจริง", answers=answers)
    return desk.do(at, service_assessments.assess, given, None)


def marks(content, kind=INITIAL, *keys):
    filing = NoticeFiling(breach_ref="B", kind=kind, seq=1)
    return [mark_of(FIELD[key], content, filing) for key in keys]


@pytest.mark.case("F.1", 8)
def test_a_first_notice_goes_before_anybody_assessed_and_a_final_one_does_not(desk):
    with desk.register.write(DPO, desk.aware_at) as uow:
        service.change(uow, desk.id, None, level=None)
    first = desk.ready()
    assert marks(first.office, INITIAL, "risk_level", "subjects_notified") == [Mark.PENDING, Mark.PENDING]
    assert FIELD["risk_level"].th in [each.words for each in first.office.pending_items]

    assert desk.send(first, desk.aware_at + HOUR).sent_at == desk.aware_at + HOUR
    last = desk.ready(FINAL, desk.aware_at + DAY, pending_items=[])
    assert desk.refused(last, desk.aware_at + DAY) == ["/content/risk_level"]


def test_answers_that_were_given_anew_after_the_draft_are_seen_before_it_is_sent(desk):
    assess(desk, "คำตอบเดิม", desk.aware_at + HOUR)
    made = desk.ready(at=desk.aware_at + 2 * HOUR)
    at = desk.aware_at + 4 * HOUR
    assess(desk, "คำตอบใหม่", at - HOUR)

    assert desk.refused(made, at) == ["/content/factors"]
    again = desk.do(at, service_notices.save, 1, made.version, NoticeDraft(office=made.office))
    assert {each.words for each in desk.send(again, at).office.factors} == {"คำตอบใหม่"}


def test_a_cloud_abroad_is_told_and_silence_is_never_none(desk, monkeypatch):
    keys = ("processor_name", "processor_told_at", "abroad", "other_reports")
    silent = desk.draft().office
    assert marks(silent, INITIAL, *keys) == [Mark.PENDING] * 4
    said = structs.replace(silent, processor_name="ไม่มี", abroad=["ไม่มี"], other_reports="ไม่มี")
    assert marks(said, INITIAL, *keys) == [Mark.FILLED, Mark.NONE, Mark.FILLED, Mark.FILLED]
    named = structs.replace(silent, processor_name="บริษัทตัวอย่าง")
    assert marks(named, INITIAL, "processor_told_at") == [Mark.PENDING]

    cloud = KnownSystem(name="ระบบงานทะเบียน", is_cloud=True, is_abroad=True)
    house = KnownSystem(name="ระบบภายใน", is_cloud=False, is_abroad=False)
    known = KnownFacts(systems=[cloud, house])
    monkeypatch.setattr(service_known, "known", lambda *_: known)
    with desk.register.read(DPO, desk.aware_at) as uow:
        content = service_prefill.for_office(uow, service.read(uow, desk.id), INITIAL, None)
    assert content.abroad == ["คลาวด์ต่างประเทศ (ระบบ งานทะเบียน)"]


def test_a_promise_for_the_past_and_a_signature_from_before_the_breach_was_known_are_refused(desk):
    at = desk.aware_at + 2 * HOUR
    made = desk.ready(
        signed_at=desk.aware_at - 30 * DAY, pending_items=[PendingItem(words="จำนวนรายการ", expected_at=at)]
    )
    assert desk.refused(made, at) == ["/content/signed_at", "/content/pending_items/0/expected_at"]
    right = structs.replace(
        made.office,
        signed_at=desk.aware_at,
        pending_items=[PendingItem(words="จำนวนรายการ", expected_at=at + timedelta(seconds=1))],
    )
    again = desk.do(at, service_notices.save, 1, made.version, NoticeDraft(office=right))
    assert desk.send(again, at).sent_at == at
