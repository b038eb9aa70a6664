"""Deciding on the level of risk: a person's act with its reason, its evidence and all that was known."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import exc, text

from ropa.breaches import service, service_assessments, service_awareness, service_desk, service_duties, store_timeline
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from schemas.access import Actor, Role
from schemas.breach import (
    AwarenessInput,
    BreachChange,
    BreachInput,
    BreachPhase,
    BreachRecord,
    BreachState,
    RiskLevel,
    WasLate,
)
from schemas.breach_assessment import (
    Answer,
    AssessmentDraft,
    AssessmentInput,
    AssessmentView,
    Circumstances,
    Effect,
    EvidenceInput,
    FactorAnswer,
    RiskFactor,
    WhoGot,
)
from schemas.breach_desk import Danger
from schemas.breach_details import BreachDetails, BreachType, Known
from schemas.breach_duties import BreachDuties, DutyCode, DutyState
from tests.ropa.breaches.test_known import health_record, kept
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody

DPO = person("dpo", Role.DPO)
HOUR = timedelta(hours=1)
PROOF = [EvidenceInput(reference="รายงานตรวจสอบที่ 1/2569")]
STOLEN = Circumstances(who_got=WhoGot.OUTSIDE, is_unintelligible=Answer.NO, effect=Effect.SERIOUS)
HARMLESS = Circumstances(
    who_got=WhoGot.NOBODY,
    is_unintelligible=Answer.YES,
    effect=Effect.NONE,
    is_contained=Answer.YES,
    is_wide=Answer.NO,
)
HARMLESS_FACTS = BreachDetails(
    breach_types=[BreachType.CONFIDENTIALITY],
    record_categories=["ชื่อ"],
    has_s26_data=Known.NO,
    has_national_id=Known.NO,
    has_minors=Known.NO,
)


@pytest.fixture
def breach(register: Database, now: datetime) -> BreachRecord:
    """A breach of which the agency became aware at this moment, with facts that speak for no risk."""
    given = BreachInput(office_id=PHETCHABURI, title="แฟ้มหาย", aware_at=now, details=HARMLESS_FACTS)
    with register.write(DPO, now) as uow:
        return service.report(uow, given)


def decision(level: RiskLevel, **more: Any) -> AssessmentInput:
    given: dict[str, Any] = {"level": level, "reason": "เหตุผล", "circumstances": HARMLESS}
    return AssessmentInput(**(given | more))


def assess(
    register: Database, breach: BreachRecord, at: datetime, given: AssessmentInput, actor: Actor = DPO
) -> AssessmentView:
    with register.write(actor, at) as uow:
        return service_assessments.assess(uow, breach.id, given, None)


def refused(register: Database, breach: BreachRecord, at: datetime, given: AssessmentInput) -> list[str]:
    with pytest.raises(Invalid) as error:
        assess(register, breach, at, given)
    return [each.pointer for each in error.value.problems]


def duties(register: Database, breach: BreachRecord, at: datetime) -> BreachDuties:
    with register.read(DPO, at) as uow:
        return service_duties.of(uow, breach.id)


def read(register: Database, breach: BreachRecord, at: datetime) -> BreachRecord:
    with register.read(DPO, at) as uow:
        return service.read(uow, breach.id)


def on_desk(register: Database, at: datetime) -> list[Danger]:
    with register.read(DPO, at) as uow:
        return [each.danger for each in service_desk.rows(uow).items]


def state_of(found: BreachDuties, code: DutyCode) -> DutyState:
    return next(each.state for each in found.duties if each.code is code)


def test_a_decision_keeps_what_was_known_suggested_and_said(register, now, breach):
    answers = [FactorAnswer(factor=RiskFactor.NATURE, words="แฟ้มถูกขโมย")]
    given = decision(RiskLevel.HIGH, circumstances=STOLEN, answers=answers)
    found = assess(register, breach, now + HOUR, given).assessments[0]
    assert (found.number, found.level, found.suggestion) == (1, RiskLevel.HIGH, RiskLevel.HIGH)
    assert (found.answers, found.circumstances, found.supersedes) == (answers, STOLEN, None)
    assert "high.effect" in {each.code for each in found.grounds}
    assert (found.decided_by, found.decided_by_name) == ("dpo", "dpo")
    saved = read(register, breach, now + HOUR)
    assert (saved.level, saved.level_at, saved.version) == (RiskLevel.HIGH, now + HOUR, breach.version + 1)
    with register.read(DPO, now) as uow:
        kinds = [row.kind for row in store_timeline.page(uow, breach.id, 0, 9)]
    assert kinds[-1] == "assessed"


def test_a_level_below_the_suggestion_needs_a_reason_of_its_own(register, now, breach):
    given = decision(RiskLevel.RISK, circumstances=STOLEN)
    assert refused(register, breach, now, given) == ["/lower_reason"]
    assert refused(register, breach, now, decision(RiskLevel.RISK, circumstances=STOLEN, lower_reason=" ")) == [
        "/lower_reason"
    ]
    given.lower_reason = "ได้ข้อมูลคืนครบแล้ว"
    found = assess(register, breach, now, given).assessments[0]
    assert (found.is_below_suggestion, found.lower_reason) == (True, "ได้ข้อมูลคืนครบแล้ว")


def test_a_level_below_the_one_before_needs_a_reason_of_its_own_and_a_higher_one_none(register, now, breach):
    assess(register, breach, now, decision(RiskLevel.RISK))
    assess(register, breach, now + HOUR, decision(RiskLevel.HIGH))
    assert refused(register, breach, now, decision(RiskLevel.RISK)) == ["/lower_reason"]
    view = assess(register, breach, now + 2 * HOUR, decision(RiskLevel.RISK, lower_reason="ผลตรวจใหม่"))
    assert [each.level for each in view.assessments] == [RiskLevel.RISK, RiskLevel.HIGH, RiskLevel.RISK]
    assert (view.assessments[0].is_below_former, view.assessments[0].supersedes) == (True, 2)


def test_a_decision_that_says_nothing_of_the_circumstances_rests_on_those_of_the_draft(register, now, breach):
    answers = [FactorAnswer(factor=RiskFactor.NATURE, words="แฟ้มถูกขโมย")]
    with register.write(DPO, now) as uow:
        service_assessments.save_draft(uow, breach.id, AssessmentDraft(circumstances=STOLEN, answers=answers))
    bare = AssessmentInput(level=RiskLevel.RISK, reason="เหตุผล")
    assert refused(register, breach, now, bare) == ["/lower_reason"]
    first = assess(register, breach, now, AssessmentInput(level=RiskLevel.HIGH, reason="เหตุผล")).assessments[0]
    assert (first.circumstances, first.suggestion, first.answers) == (STOLEN, RiskLevel.HIGH, answers)
    # Without a draft it rests on the decision before.
    bare.lower_reason = "ได้ข้อมูลคืนครบแล้ว"
    again = assess(register, breach, now, bare).assessments[0]
    assert (again.circumstances, again.suggestion, again.is_below_suggestion) == (STOLEN, RiskLevel.HIGH, True)


def test_facts_against_the_register_lower_no_level_without_a_reason(register, now):
    """The person may be right, as where only some of the data got out; it is to be said, not to happen silently."""
    activity = kept(register, now, health_record())
    given = BreachInput(
        office_id=PHETCHABURI, title="แฟ้มหาย", aware_at=now, activity_ids=[activity], details=HARMLESS_FACTS
    )
    with register.write(DPO, now) as uow:
        breach = service.report(uow, given)
    out = Circumstances(
        who_got=WhoGot.OUTSIDE,
        is_unintelligible=Answer.NO,
        effect=Effect.SLIGHT,
        is_contained=Answer.YES,
        is_wide=Answer.NO,
    )
    bare = decision(RiskLevel.RISK, circumstances=out)
    assert refused(register, breach, now, bare) == ["/lower_reason"]
    bare.lower_reason = "แฟ้มที่หายมีแต่ชื่อ"
    found = assess(register, breach, now, bare).assessments[0]
    assert "unknown.contradicts_register" in {each.code for each in found.unknown}


def test_no_risk_of_a_suspicion_does_not_stop_the_duty_of_the_breach_it_turns_out_to_be(register, now):
    """Nobody assessed the breach yet; what was decided of the suspicion stays visible."""
    given = BreachInput(office_id=PHETCHABURI, title="แฟ้มหาย", suspected_at=now, details=HARMLESS_FACTS)
    with register.write(DPO, now) as uow:
        breach = service.report(uow, given)
    assess(register, breach, now + HOUR, decision(RiskLevel.NONE, evidence=PROOF))
    with register.read(DPO, now + 90 * HOUR) as uow:
        assert [each.id for each in service.running_clocks(uow)] == [breach.id], "it must still be decided"
    with register.write(DPO, now + 90 * HOUR) as uow:
        saved = service_awareness.confirm(
            uow, breach.id, AwarenessInput(aware_at=now + 89 * HOUR, reason="ผลตรวจ"), None
        )
        assert [each.id for each in service.running_clocks(uow)] == [breach.id]
    assert (saved.state, saved.level, saved.level_at) == (BreachState.OPEN, None, None)
    found = duties(register, breach, now + 90 * HOUR)
    assert (state_of(found, DutyCode.ASSESS), state_of(found, DutyCode.OFFICE)) == (DutyState.WAITING,) * 2
    view = assess(register, breach, now + 91 * HOUR, decision(RiskLevel.RISK))
    assert [each.level for each in view.assessments] == [RiskLevel.RISK, RiskLevel.NONE]
    assert (view.reopened_at, view.was_late) == (None, WasLate.NO)


def test_affirming_a_level_does_not_move_the_moment_since_which_it_stands(register, now, breach):
    assess(register, breach, now, decision(RiskLevel.HIGH))
    assess(register, breach, now + 5 * HOUR, decision(RiskLevel.HIGH))
    assert read(register, breach, now).level_at == now


@pytest.mark.case("F.1", 14)
def test_no_risk_without_evidence_is_refused_and_the_duty_stays_open(register, now, breach):
    at_20 = now + 20 * HOUR
    for evidence in ([], [EvidenceInput()], [EvidenceInput(reference="  ")], [EvidenceInput(file_id="x" * 36)]):
        assert "/evidence" in refused(register, breach, at_20, decision(RiskLevel.NONE, evidence=evidence))[-1]
    assert state_of(duties(register, breach, at_20), DutyCode.OFFICE) is DutyState.WAITING
    assess(register, breach, at_20, decision(RiskLevel.NONE, evidence=PROOF))
    found = duties(register, breach, now + 400 * HOUR)
    assert state_of(found, DutyCode.OFFICE) is DutyState.NOT_REQUIRED
    assert (state_of(found, DutyCode.EVIDENCE), found.may_close) == (DutyState.DONE, True)
    record = read(register, breach, now + 400 * HOUR)
    assert (record.state, record.late, record.phase) == (BreachState.NOT_REQUIRED, False, BreachPhase.OPEN)


@pytest.mark.case("F.1", 15)
def test_new_facts_at_hour_90_reopen_the_duty_with_both_times_visible(register, now, breach):
    assess(register, breach, now + 20 * HOUR, decision(RiskLevel.NONE, evidence=PROOF))
    at_90, facts_at = now + 90 * HOUR, now + 88 * HOUR
    view = assess(register, breach, at_90, decision(RiskLevel.HIGH, circumstances=STOLEN, new_facts_at=facts_at))
    assert (view.aware_at, view.reopened_at, view.was_late) == (now, at_90, WasLate.OFFICE_JUDGES)
    newest = view.assessments[0]
    assert (newest.reopened_duty, newest.aware_at, newest.new_facts_at) == (True, now, facts_at)
    assert view.assessments[1].reopened_duty is False
    found = duties(register, breach, at_90)
    assert state_of(found, DutyCode.OFFICE) is DutyState.OVERDUE
    assert (found.was_late, found.aware_at, found.reopened_at) == (WasLate.OFFICE_JUDGES, now, at_90)
    record = read(register, breach, at_90)
    assert (record.aware_at, record.notify_office_due_at) == (now, now + 72 * HOUR)
    assert (record.state, record.was_late, record.stopped_at) == (
        BreachState.OVERDUE,
        WasLate.OFFICE_JUDGES,
        now + 20 * HOUR,
    )


def test_the_time_of_new_facts_can_be_true(register, now, breach):
    for moment in (now - HOUR, now + 2 * HOUR):
        assert refused(register, breach, now + HOUR, decision(RiskLevel.HIGH, new_facts_at=moment)) == ["/new_facts_at"]


def test_facts_that_change_after_the_decision_ask_for_another_one(register, now, breach):
    assess(register, breach, now, decision(RiskLevel.RISK))
    codes = {each.code for each in duties(register, breach, now).duties}
    assert DutyCode.REASSESS not in codes
    with register.write(DPO, now) as uow:
        service.update(uow, breach.id, BreachChange(description="พบว่ามีข้อมูลสุขภาพ"), None)
    assert state_of(duties(register, breach, now), DutyCode.REASSESS) is DutyState.WAITING
    assert on_desk(register, now) == [Danger.REASSESS]
    with register.write(DPO, now + HOUR) as uow:
        service.update(uow, breach.id, BreachChange(description=breach.description), None)
    assert on_desk(register, now + HOUR) == [Danger.RUNNING], "the facts are those of the decision again"
    with register.write(DPO, now + HOUR) as uow:
        service.update(uow, breach.id, BreachChange(description="พบว่ามีข้อมูลสุขภาพ"), None)
    assert assess(register, breach, now, decision(RiskLevel.RISK)).facts_changed is False
    assert on_desk(register, now + HOUR) == [Danger.RUNNING]


def test_only_a_person_who_decides_may_decide_and_who_handles_may_draft(register, now, breach):
    reviewer = person("reviewer", Role.REVIEWER, PHETCHABURI)
    draft = AssessmentDraft(circumstances=STOLEN)
    with register.write(reviewer, now) as uow:
        assert service_assessments.save_draft(uow, breach.id, draft).number == 1
        view = service_assessments.view(uow, breach.id)
    assert (view.may_decide, view.may_draft, view.level) == (False, True, None)
    assert view.suggestion.level is RiskLevel.HIGH
    for actor in (reviewer, somebody(Role.DPO)):
        with pytest.raises(Forbidden):
            assess(register, breach, now, decision(RiskLevel.HIGH), actor)
    with pytest.raises(NotFound):
        assess(register, breach, now, decision(RiskLevel.HIGH), person("elsewhere", Role.APPROVER, PRACHUAP))
    with register.write(person("auditor", Role.AUDITOR), now) as uow, pytest.raises(Forbidden):
        service_assessments.save_draft(uow, breach.id, draft)


def test_a_draft_decides_nothing_is_never_lost_to_another_and_ends_with_the_decision(register, now, breach):
    def save(**more: Any) -> int:
        with register.write(DPO, now) as uow:
            return service_assessments.save_draft(uow, breach.id, AssessmentDraft(**more)).number

    assert save() == 1
    assert save(based_on=1) == 2
    for based_on in (0, 1):
        with pytest.raises(Conflict):
            save(based_on=based_on)
    twice = [FactorAnswer(factor=RiskFactor.DATA), FactorAnswer(factor=RiskFactor.DATA, words="\x00")]
    with pytest.raises(Invalid):
        save(based_on=2, answers=twice)
    assert read(register, breach, now).version == breach.version
    assert assess(register, breach, now, decision(RiskLevel.RISK)).draft is None


def test_of_two_decisions_on_the_same_version_one_is_refused(register, now, breach):
    with register.write(DPO, now) as uow:
        service_assessments.assess(uow, breach.id, decision(RiskLevel.RISK), breach.version)
    with register.write(DPO, now) as uow, pytest.raises(PreconditionFailed):
        service_assessments.assess(uow, breach.id, decision(RiskLevel.HIGH), breach.version)
    assert read(register, breach, now).level is RiskLevel.RISK


def test_a_closed_or_dismissed_breach_is_not_assessed(register, now, breach):
    for phase in (BreachPhase.CLOSED, BreachPhase.DISMISSED):
        with register.write(DPO, now) as uow:
            service.change(uow, breach.id, None, phase=phase)
        with pytest.raises(Conflict):
            assess(register, breach, now, decision(RiskLevel.HIGH))


def test_a_decision_cannot_be_changed_afterwards(register, now, breach):
    assess(register, breach, now, decision(RiskLevel.HIGH))
    for statement in ("UPDATE breach_assessments SET level = 'none'", "DELETE FROM breach_assessments"):
        with pytest.raises(exc.DBAPIError), register.engine.begin() as connection:
            connection.execute(text(statement))
