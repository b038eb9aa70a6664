"""Which grounds refuse which right: each for its own section, what it needs, what the register knows against it."""

import re
from typing import Any

import pytest

from ropa.requests.rules_decisions import Surround, decision_faults
from ropa.requests.rules_grounds import RULES, all_grounds, law_th, outcomes_of, ways_of, why_not
from schemas.refusals import RefusalGround as G
from schemas.request_decisions import DecisionInput, ErasureWay, Limb, RefusedPart
from schemas.request_terms import Right, RightOutcome
from schemas.vocabulary import LawfulBasis as B
from tests.support.decisions import REASON, refusal, refused
from tests.support.subject_requests import REQUESTER, who
from tests.support.web import national_id

CONSENT, PUBLIC, DUTY = frozenset({B.CONSENT}), frozenset({B.PUBLIC_TASK}), frozenset({B.LEGAL_OBLIGATION})


_DASHED = re.sub(r"(.)(.{4})(.{5})(..)(.)", r"\1-\2-\3-\4-\5", national_id(4))


def faults(given: DecisionInput, right: Right, bases=frozenset(), **more) -> dict[str, str]:
    """Return what is wrong by its place, in English."""
    said: dict[str, Any] = {
        "is_proven": True,
        "was_asked": True,
        "open_searches": 0,
        "found": 0,
        "standing": None,
        "person": who(),
    }
    around = Surround(right=right, bases=lambda _: bases, **({"activity_ids": ("a",)} | said | more))
    return {each.pointer: each.message_en for each in decision_faults(given, around)}


def test_every_ground_has_a_right_of_its_own_section_but_the_one_that_the_law_does_not_know():
    assert {each for each in G if not RULES[each].rights} == {G.REPETITIVE}
    for ground, rule in RULES.items():
        section = ground.value.split("_")[0]
        assert all(section in {"identity", "repetitive", right.value.split("_")[0]} for right in rule.rights)
    assert [each.code for each in all_grounds() if each.why_not] == [G.REPETITIVE]
    assert law_th(G.S32_COMPELLING) == "มาตรา 32 วรรคหนึ่ง (1)(ก)"
    assert not [each for each in G if any(letter.isascii() and letter.isalpha() for letter in law_th(each))]


@pytest.mark.parametrize("right", [each for each in Right if each is not Right.WITHDRAWAL])
def test_a_request_is_never_refused_for_coming_again(right):
    assert "/refused/0/ground" in faults(refused(refusal(G.REPETITIVE)), right)


def test_a_withdrawal_of_consent_is_not_refused_but_may_reach_nothing():
    assert outcomes_of(Right.WITHDRAWAL) == (RightOutcome.GRANTED, RightOutcome.NOT_HELD)
    for ground in G:
        assert why_not(ground, Right.WITHDRAWAL, None) is not None
    assert list(faults(refused(refusal(G.IDENTITY_UNPROVEN)), Right.WITHDRAWAL)) == ["/outcome"]
    nothing = DecisionInput(right_seq=1, outcome=RightOutcome.NOT_HELD, nothing_found="ไม่มีส่วนใดอาศัยความยินยอม")
    assert faults(nothing, Right.WITHDRAWAL, PUBLIC) == {}


def test_access_is_refused_only_by_a_law_or_a_court_and_for_harm_to_others():
    assert set(faults(refused(refusal(G.S30_LAW_OR_COURT, law_ref=" ")), Right.ACCESS)) == {
        "/refused/0/law_ref",
        "/refused/0/harm",
    }
    whole = refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาลตัวอย่าง", harm="เปิดเผยพยาน")
    assert faults(refused(whole), Right.ACCESS) == {}
    assert "/refused/0/ground" in faults(refused(refusal(G.S33_PUBLIC_TASK)), Right.ACCESS)


def test_an_objection_to_direct_marketing_cannot_be_refused():
    for ground in (G.S32_COMPELLING, G.S32_LEGAL_CLAIMS, G.S32_OTHER_BASIS, G.S32_PUBLIC_RESEARCH):
        assert "/refused/0/ground" in faults(refused(refusal(ground), limb=Limb.S32_2), Right.OBJECTION)
    assert faults(refused(refusal(G.S32_COMPELLING), limb=Limb.S32_1), Right.OBJECTION, PUBLIC) == {}
    assert "/limb" in faults(refused(refusal(G.S32_COMPELLING)), Right.OBJECTION)
    # Where all rests on s.24(4), the objection is not met by saying that it rests on something else.
    assert "/refused/0/ground" in faults(refused(refusal(G.S32_OTHER_BASIS), limb=Limb.S32_1), Right.OBJECTION, PUBLIC)


@pytest.mark.case("F.4", 61)
@pytest.mark.parametrize(
    ("ground", "basis"), [(G.S33_PUBLIC_TASK, PUBLIC), (G.S33_LEGAL_DUTY, DUTY), (G.S33_NOT_MET, DUTY)]
)
def test_erasure_before_the_end_of_the_period_is_refused_with_a_ground_that_the_basis_carries(ground, basis):
    assert faults(refused(refusal(ground, law_ref="พ.ร.บ. ตัวอย่าง")), Right.ERASURE, basis) == {}


@pytest.mark.case("F.4", 62)
def test_consent_alone_is_erased_whatever_the_form_says_unless_a_named_law_binds():
    for ground in (G.S33_NOT_MET, G.S33_PUBLIC_TASK, G.S33_ARCHIVE, G.S33_HEALTH):
        assert "/refused/0/ground" in faults(refused(refusal(ground)), Right.ERASURE, CONSENT)
    assert "/refused/0/law_ref" in faults(refused(refusal(G.S33_LEGAL_DUTY)), Right.ERASURE, CONSENT)
    saraban = refusal(G.S33_LEGAL_DUTY, law_ref="ระเบียบงานสารบรรณ ข้อ 57")
    assert faults(refused(saraban), Right.ERASURE, CONSENT) == {}
    granted = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, limb=Limb.S33_2, way=ErasureWay.ERASE)
    assert faults(granted, Right.ERASURE, CONSENT) == {}


@pytest.mark.case("F.4", 65)
def test_unlawfully_processed_data_are_not_made_anonymous_instead():
    assert ErasureWay.ANONYMISE not in ways_of(Right.ERASURE, Limb.S33_4)
    for limb in (Limb.S33_1, Limb.S33_2, Limb.S33_3, Limb.S33_4):
        given = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, limb=limb, way=ErasureWay.ANONYMISE)
        assert ("/way" in faults(given, Right.ERASURE)) is (limb is Limb.S33_4)


@pytest.mark.case("F.4", 78)
@pytest.mark.parametrize(
    "words",
    [
        f"ข้อมูลของ{REQUESTER.replace(' ', '')}ยังใช้อยู่",
        f"ผู้ถือบัตร {national_id(900)}",
        f"ผู้ถือบัตร {_DASHED}",
        "โทร 02-000-0000",
        "ตอบไปที่ someone@example.go.th",
    ],
)
def test_words_for_the_record_do_not_tell_who_asked(words):
    part = refusal(G.S36_ALREADY_RIGHT, reason=words)
    assert "/refused/0/reason" in faults(refused(part), Right.RECTIFICATION)
    assert faults(refused(refusal(G.S36_ALREADY_RIGHT, reason_sealed=words)), Right.RECTIFICATION) == {}


def test_common_words_and_others_names_are_no_requester():
    words = "ขาดคุณสมบัติ ตามบันทึกของนายสมบัติ คนอื่น ข้อ 57 ลงวันที่ 1/2/2569"
    common = faults(refused(refusal(G.S36_NO_PROOF, reason=words)), Right.RECTIFICATION, person=who(name="สมบัติ ใจดีมาก"))
    assert common == {}
    for told in ("แจ้งนายสมบัติแล้ว", "แจ้งนาย สมบัติ ใจดีมาก แล้ว"):
        part = refusal(G.S36_NO_PROOF, reason=told)
        assert faults(refused(part), Right.RECTIFICATION, person=who(name="นายสมบัติ ใจดีมาก"))


def test_nothing_is_handed_out_or_taken_away_before_the_requester_is_proven():
    granted = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED)
    for right in (Right.ACCESS, Right.PORTABILITY, Right.RECTIFICATION):
        assert set(faults(granted, right, is_proven=False)) == {"/despite_gaps"}
    despite = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, despite_gaps="ศาลสั่งให้ส่งสำเนา")
    assert faults(despite, Right.ACCESS, is_proven=False) == {}
    assert set(faults(despite, Right.ACCESS)) == {"/despite_gaps"}
    names = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, despite_gaps=f"รู้จัก {REQUESTER}")
    assert set(faults(names, Right.ACCESS, is_proven=False)) == {"/despite_gaps"}
    assert faults(granted, Right.WITHDRAWAL, is_proven=False) == {}
    unproven = refused(refusal(G.IDENTITY_UNPROVEN))
    assert faults(unproven, Right.ACCESS, is_proven=False) == {}
    assert "/refused/0/ground" in faults(unproven, Right.ACCESS)


def test_nothing_is_not_held_while_a_search_found_it_or_still_runs():
    nothing = DecisionInput(right_seq=1, outcome=RightOutcome.NOT_HELD, nothing_found="ค้นระบบทั้งหมดแล้ว")
    assert set(faults(nothing, Right.ACCESS, found=1)) == {"/outcome"}
    assert set(faults(nothing, Right.ACCESS, open_searches=2)) == {"/despite_open_tasks"}
    told = DecisionInput(
        right_seq=1, outcome=RightOutcome.NOT_HELD, nothing_found="ค้นแล้ว", despite_open_tasks="ระบบเลิกใช้แล้ว"
    )
    assert faults(told, Right.ACCESS, open_searches=2) == {}


def test_a_part_names_what_is_refused_and_why_and_what_is_granted():
    bare = DecisionInput(right_seq=1, outcome=RightOutcome.PARTLY)
    assert set(faults(bare, Right.ACCESS)) == {"/refused", "/granted"}
    part = RefusedPart(
        what="รายงานของพยาน", ground=G.S30_LAW_OR_COURT, reason=REASON, law_ref="พ.ร.บ. ตัวอย่าง", harm="ระบุตัวพยานได้"
    )
    given = DecisionInput(right_seq=1, outcome=RightOutcome.PARTLY, granted="สำเนาคำขอ", refused=[part])
    assert faults(given, Right.ACCESS) == {}
    assert "/refused" in faults(DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, refused=[part]), Right.ACCESS)


def test_a_refusal_needs_an_activity_whose_record_tells_it():
    given = refused(refusal(G.S36_ALREADY_RIGHT))
    assert "/refused/0/activity_ids" in faults(given, Right.RECTIFICATION, activity_ids=())
    elsewhere = refused(refusal(G.S36_ALREADY_RIGHT, activity_ids=["b"]))
    assert "/refused/0/activity_ids" in faults(elsewhere, Right.RECTIFICATION)
