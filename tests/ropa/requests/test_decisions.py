"""Decisions on rights: written once, changed by a later one, refusals on the activities, reasons sealed."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.activities import service as activities
from ropa.activities import service_findings
from ropa.activities.rules_disclosures import REFUSED
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed, RopaError
from ropa.keys import Keys
from ropa.requests import (
    service,
    service_asks,
    service_decisions,
    service_events,
    service_identity,
    service_reasons,
    service_refusals,
    service_work,
)
from schemas.access import Role
from schemas.refusals import RefusalGround as G
from schemas.request_clock import AskInput, AskKind
from schemas.request_decisions import DecisionInput, ErasureWay, Limb, ReasonsOpening
from schemas.request_letters import LetterKind
from schemas.request_terms import Right, RightOutcome
from schemas.requests import ActivitiesInput, IdentityInput, IdentityLevel
from schemas.vocabulary import LawfulBasis as B
from tests.support.actors import PHETCHABURI
from tests.support.decisions import REASON, activity_on, asked_of, decide, refusal, refused
from tests.support.lives import AUDITOR
from tests.support.request_letters import answer, draft, send, sign
from tests.support.subject_requests import HEAD, OFFICER, REQUESTER
from tests.support.web import browser, keys_for

GRANTED = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, limb=Limb.S33_1, way=ErasureWay.ERASE)


def standing(register, now, *keys):
    with register.read(AUDITOR, now) as uow:
        return service_refusals.standing(uow, keys)


@pytest.mark.case("F.4", 61)
def test_a_refusal_is_written_to_each_activity_once_and_corrected_by_a_later_decision(register, now):
    first, second = (activity_on(register, now, B.PUBLIC_TASK) for _ in range(2))
    found = asked_of(register, now, Right.ERASURE, first, second)
    given = refused(refusal(G.S33_PUBLIC_TASK), refusal(G.S33_LEGAL_CLAIMS, what="บันทึกการอุทธรณ์", activity_ids=[second]))
    made = decide(register, now, found.id, given)
    assert made.activity_ids == sorted([first, second])
    told = standing(register, now, first, second)
    assert [[line.refusal.ground for line in told[key]] for key in (first, second)] == [
        [G.S33_PUBLIC_TASK],
        [G.S33_PUBLIC_TASK, G.S33_LEGAL_CLAIMS],
    ]
    line = told[first][0].refusal
    assert (line.request_ref, line.right, line.reason, line.is_whole) == (found.ref, Right.ERASURE, REASON, True)

    with pytest.raises(Invalid):  # it stands: a change names it
        decide(register, now, found.id, GRANTED)
    other = refused(refusal(G.S33_LEGAL_CLAIMS, activity_ids=[second]), supersedes=1, why="พิจารณาใหม่")
    with pytest.raises(Invalid) as left:  # of everything, and the first stands in no part: it would have no row
        decide(register, now, found.id, other)
    assert [each.pointer for each in left.value.problems] == ["/refused/0/activity_ids"]
    other = msgspec.structs.replace(
        other, outcome=RightOutcome.PARTLY, granted="ลบที่กิจกรรมแรก", limb=Limb.S33_1, way=ErasureWay.ERASE
    )
    decide(register, now, found.id, other)
    assert {
        key: [line.refusal.ground for line in lines] for key, lines in standing(register, now, first, second).items()
    } == {second: [G.S33_LEGAL_CLAIMS]}
    with register.read(AUDITOR, now) as uow:
        items = service_refusals.listed(uow, second).items
        assert [(each.number, each.is_withdrawal, each.is_standing) for each in items] == [
            (4, True, False),
            (3, False, True),
            (2, False, False),
            (1, False, False),
        ]
        right = service.read(uow, found.id).rights[0]
        assert (right.outcome, right.days_left) == (RightOutcome.PARTLY, 90)


def test_a_decision_is_of_a_person_who_may_and_the_form_sent_twice_makes_one(register, now):
    key = activity_on(register, now, B.PUBLIC_TASK)
    found = asked_of(register, now, Right.ERASURE, key)
    with pytest.raises(Forbidden):
        decide(register, now, found.id, GRANTED, OFFICER)
    given, numbers = refused(refusal(G.S33_PUBLIC_TASK)), []
    for _ in range(2):
        with register.write(HEAD, now) as uow:
            made = service_decisions.decide(uow, keys_for(register), found.id, given, None, "0" * 36)
            numbers.append(made.number)
    assert numbers == [1, 1]
    assert len(standing(register, now, key)[key]) == 1
    changed = refused(refusal(G.S33_LEGAL_CLAIMS), supersedes=1, why="แก้")
    with pytest.raises(PreconditionFailed), register.write(HEAD, now) as uow:
        service_decisions.decide(uow, keys_for(register), found.id, changed, found.version)


@pytest.mark.case("F.4", 78)
def test_reasons_with_personal_data_have_a_door_of_their_own_and_leave_a_trace(register, now):
    key = activity_on(register, now)
    found = asked_of(register, now, Right.RECTIFICATION, key)
    secret = f"ตรวจทะเบียนของ{REQUESTER}แล้ว"
    part = refusal(G.S36_ALREADY_RIGHT, reason_sealed=secret)
    made = decide(register, now, found.id, refused(part, reason_sealed=f"เรียน {REQUESTER}"))
    assert made.has_sealed
    assert made.given.refused[0].reason_sealed is None
    opening = ReasonsOpening(why="ตอบหนังสือ")
    with pytest.raises(Forbidden), register.write(AUDITOR, now) as uow:
        service_reasons.read(uow, keys_for(register), found.id, 1, opening)
    with register.write(OFFICER, now) as uow:
        assert service_reasons.read(uow, keys_for(register), found.id, 1, opening).parts == [secret]
        assert any(each.note == "ตอบหนังสือ" for each in service_events.read(uow, found.id, limit=200).items)
    with register.read(AUDITOR, now) as uow:
        everything = uow.connection.execute(text("SELECT content FROM request_decisions")).all()
        everything += uow.connection.execute(text("SELECT content FROM activity_refusals")).all()
        everything += uow.connection.execute(text("SELECT note, details FROM request_events")).all()
        everything += uow.connection.execute(text("SELECT details FROM audit_events")).all()
    assert not [
        row for row in everything if REQUESTER in str([bytes(x).decode() if isinstance(x, bytes) else x for x in row])
    ]


@pytest.mark.only_on("sqlite")
def test_an_auditor_reads_the_refusal_on_the_activity_s_page_and_in_its_json_and_never_who_asked(register, now):
    key = activity_on(register, now, B.PUBLIC_TASK)
    found = asked_of(register, now, Right.ERASURE, key)
    given = refused(refusal(G.S33_PUBLIC_TASK, reason="ยังใช้อยู่ <b>", reason_sealed=f"เรียน {REQUESTER}"))
    decide(register, now, found.id, given)
    with browser(register, (Role.AUDITOR, PHETCHABURI)) as client:
        page = client.get(f"/activities/{key}/refusals").text
        told = client.get(f"/api/v1/activities/{key}/refusals")
        [decision] = client.get(f"/api/v1/requests/{found.id}/decisions").json()["items"]
    assert found.ref in page
    assert "ยังใช้อยู่ &lt;b&gt;" in page
    assert [each["refusal"]["ground"] for each in told.json()["items"]] == ["s33_public_task"]
    assert (decision["has_sealed"], decision["given"]["refused"][0]["reason_sealed"]) == (True, None)
    assert REQUESTER not in page + told.text


def test_sealed_reasons_are_sealed_anew_and_forgotten_while_the_decision_stays(register, now):
    key = activity_on(register, now)
    found = asked_of(register, now, Right.RECTIFICATION, key)
    decide(register, now, found.id, refused(refusal(G.S36_NO_PROOF, reason_sealed="เฉพาะราย")))
    old, new = keys_for(register), Keys(secret=b"a" * 32, id=b"b" * 32, field=b"c" * 32)
    with register.write(OFFICER, now) as uow:
        assert service_reasons.rekey(uow, old, new, 2) == 1
    with register.write(OFFICER, now) as uow:
        assert service_reasons.opened(uow, new, found.id)[1].parts == ["เฉพาะราย"]
        assert service_reasons.forget(uow, found.id) == 1
    with pytest.raises(Conflict), register.write(OFFICER, now) as uow:
        service_reasons.read(uow, new, found.id, 1, ReasonsOpening(why="ดู"))
    assert len(standing(register, now, key)[key]) == 1


def test_an_activity_linked_after_a_refusal_of_all_keeps_the_request_open(register, now):
    first, later = activity_on(register, now), activity_on(register, now)
    found = asked_of(register, now, Right.RECTIFICATION, first)
    decide(register, now, found.id, refused(refusal(G.S36_NO_PROOF)))
    with register.write(OFFICER, now) as uow:
        version = service.read(uow, found.id).version
        service_work.link(uow, found.id, ActivitiesInput(activity_ids=[first, later]), version)
    with register.read(HEAD, now) as uow:
        assert service_decisions.open_count(uow, found.id) == 1
        shown = service_decisions.listed(uow, found.id)
        assert (shown.uncovered, shown.rights[0].uncovered) == ([later], [later])
    decide(register, now, found.id, refused(refusal(G.S36_NO_PROOF), supersedes=1, why="เพิ่มกิจกรรม"))
    with register.read(HEAD, now) as uow:
        assert service_decisions.open_count(uow, found.id) == 0
    assert set(standing(register, now, first, later)) == {first, later}


def test_the_bases_of_the_activities_tell_which_grounds_can_be_used(register, now):
    consent = activity_on(register, now, B.CONSENT)
    found = asked_of(register, now, Right.ERASURE, consent)
    with register.read(HEAD, now) as uow:
        shown = service_decisions.listed(uow, found.id).rights[0]
    barred = {each.code for each in shown.grounds if each.why_not}
    assert barred == {G.IDENTITY_UNPROVEN, G.S33_NOT_MET, G.S33_PUBLIC_TASK, G.S33_ARCHIVE, G.S33_HEALTH}
    with pytest.raises(Invalid):
        decide(register, now, found.id, refused(refusal(G.S33_NOT_MET)))


@pytest.mark.case("F.4", 62, 63)
def test_everything_is_refused_only_by_grounds_that_reach_the_data_of_consent_too(register, now):
    mixed = activity_on(register, now, B.CONSENT, B.LEGAL_OBLIGATION)
    found = asked_of(register, now, Right.ERASURE, mixed)
    with pytest.raises(Invalid) as told:
        decide(register, now, found.id, refused(refusal(G.S33_NOT_MET)))
    assert [each.pointer for each in told.value.problems] == ["/outcome"]
    partly = msgspec.structs.replace(
        refused(refusal(G.S33_NOT_MET, what="แฟ้มใบอนุญาต")),
        outcome=RightOutcome.PARTLY,
        granted="ลบไลน์และโทรศัพท์",
        limb=Limb.S33_2,
        way=ErasureWay.ERASE,
    )
    assert decide(register, now, found.id, partly).number == 1
    both = (refusal(G.S33_NOT_MET), refusal(G.S33_LEGAL_DUTY, what="ข้อมูลติดต่อ", law_ref="ระเบียบงานสารบรรณ"))
    assert decide(register, now, found.id, refused(*both, supersedes=1, why="มีกฎหมายให้เก็บ")).number == 2


def test_an_activity_linked_after_a_refusal_that_names_each_one_keeps_the_request_open(register, now):
    first, later = activity_on(register, now), activity_on(register, now)
    found = asked_of(register, now, Right.RECTIFICATION, first)
    decide(register, now, found.id, refused(refusal(G.S36_NO_PROOF, activity_ids=[first])))
    with register.write(OFFICER, now) as uow:
        service_work.link(uow, found.id, ActivitiesInput(activity_ids=[first, later]))
        assert service_decisions.open_count(uow, found.id) == 1


def test_want_of_proof_refuses_only_after_it_was_asked_for_and_never_an_objection(register, now):
    key = activity_on(register, now)
    unproven, keys = refusal(G.IDENTITY_UNPROVEN), keys_for(register)
    objection = asked_of(register, now, Right.OBJECTION, key, identity=None)
    for limb in (Limb.S32_1, Limb.S32_2):
        with pytest.raises(Invalid):
            decide(register, now, objection.id, refused(unproven, limb=limb))
    found = asked_of(register, now, Right.ACCESS, key, identity=None)

    def is_refused(days):
        with pytest.raises(Invalid) as told:
            decide(register, now + timedelta(days=days), found.id, refused(unproven))
        return [each.pointer for each in told.value.problems] == ["/refused/0/ground"]

    assert is_refused(0)
    with register.write(OFFICER, now) as uow:
        service_asks.ask(uow, keys, found.id, AskInput(kind=AskKind.DETAIL, words="เรื่องใด", days=1))
        service_asks.ask(uow, keys, found.id, AskInput(kind=AskKind.IDENTITY, words="ขอบัตร", days=1))
    assert is_refused(3)  # seven days at least
    assert decide(register, now + timedelta(days=8), found.id, refused(unproven)).number == 1


def test_a_refusal_answers_the_form_s_field_in_the_findings_and_keeps_the_draft(register, now):
    key = activity_on(register, now, approved=False)
    found = asked_of(register, now, Right.RECTIFICATION, key)

    def told():
        with register.read(HEAD, now) as uow:
            return {each.pointer for each in service_findings.findings(uow, activities.read(uow, key))}

    assert REFUSED in told()
    decide(register, now, found.id, refused(refusal(G.S36_NO_PROOF)))
    assert REFUSED not in told()
    with pytest.raises(Conflict), register.write(OFFICER, now) as uow:
        activities.delete(uow, key, activities.read(uow, key).version)


@pytest.mark.parametrize("table", ["request_decisions", "activity_refusals"])
def test_decisions_and_refusals_are_neither_changed_nor_deleted(register, now, table):
    key = activity_on(register, now)
    found = asked_of(register, now, Right.RECTIFICATION, key)
    decide(register, now, found.id, refused(refusal(G.S36_NO_PROOF, reason_sealed="x")))
    for statement in ("DELETE FROM {}", "UPDATE {} SET content = content", "UPDATE {} SET number = 9"):
        with pytest.raises((RopaError, DBAPIError)), register.write(HEAD, now + timedelta(days=1)) as uow:
            uow.connection.execute(text(statement.format(table)))


def test_what_was_granted_is_not_carried_out_after_the_proof_turned_out_false(register, now):
    key = activity_on(register, now, B.CONSENT)
    found = asked_of(register, now, Right.ACCESS, key)
    decide(register, now, found.id, DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED))
    made = draft(register, now, found.id, LetterKind.ANSWER)
    signed = sign(register, now, found.id, made)
    with register.write(OFFICER, now) as uow:
        service_identity.check(uow, found.id, IdentityInput(level=IdentityLevel.NONE, how="บัตรปลอม"))
    with pytest.raises(Invalid, match="not proven"):
        send(register, now, found.id, signed)
    despite = DecisionInput(
        right_seq=1,
        outcome=RightOutcome.GRANTED,
        despite_gaps="ศาลสั่งให้ส่ง",
        despite_open_tasks="ค้นครบแล้ว",
        supersedes=1,
        why="บัตรใช้ไม่ได้ แต่มีคำสั่งศาล",
    )
    assert decide(register, now, found.id, despite).given.despite_gaps == "ศาลสั่งให้ส่ง"
    # The draft tells of the decision before.
    assert answer(register, now, found.id).sent_at is not None
    with register.read(OFFICER, now) as uow:
        told = [each.details.get("despite_gaps") for each in service_events.read(uow, found.id, limit=200).items]
    assert ["identity"] in told
