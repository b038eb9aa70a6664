"""The shipped procedures: the ministry's manual whole and in its words, and three of our own without an error."""

import re
import unicodedata
from collections.abc import Iterator

import msgspec
import pytest

from ropa.procedures import rules_graph
from ropa.procedures.library import library
from ropa.procedures.rules_findings import check
from ropa.samples import procedure
from schemas.findings import Severity
from schemas.procedure import BranchAnswer, ProcedureDocument, ProcedureKind, StepAct, StepDoer
from schemas.thai_text import searchable
from schemas.work_flow import ChartShape
from tests.support.procedure_steps import SEED_BACK, SEED_DAYS

MANUAL, REVIEW, RETENTION, BREACH = "agency_assessment", "yearly_review", "monthly_retention", "breach_handling"
KEYS = (MANUAL, REVIEW, RETENTION, BREACH)
#: All that is found about the shipped procedures, errors and hints too.
FOUND = {
    MANUAL: [
        ("branch.own_reading", "/steps/3/next/1", Severity.HINT),
        ("branch.own_reading", "/steps/4/next/1", Severity.HINT),
        ("branch.own_reading", "/steps/9/next/1", Severity.HINT),
        ("step.nobody", "/steps/10/responsible", Severity.WARNING),
        ("branch.own_reading", "/steps/13/next/1", Severity.HINT),
        ("step.nobody", "/steps/14/responsible", Severity.WARNING),
    ],
    REVIEW: [],
    RETENTION: [("step.no_standard", "/steps/6/working_days", Severity.WARNING)],
    BREACH: [("step.no_standard", f"/steps/{place}/working_days", Severity.WARNING) for place in range(8)],
}


def texts(document: ProcedureDocument) -> Iterator[str]:
    """Yield every text of a procedure."""
    waiting: list[object] = [msgspec.to_builtins(document)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def test_four_procedures_ship_one_of_each_kind():
    assert tuple(library()) == KEYS
    assert [each.kind for each in library().values()] == list(ProcedureKind)


def test_who_changes_a_shipped_procedure_changes_a_copy():
    library()[MANUAL].steps.clear()
    assert len(library()[MANUAL].steps) == 16


@pytest.mark.parametrize("key", KEYS)
def test_no_error_is_found_and_every_warning_is_known(key: str):
    found = [(each.code.removeprefix("procedure."), each.pointer, each.severity) for each in check(library()[key])]
    assert found == FOUND[key]


@pytest.mark.parametrize("key", KEYS)
def test_the_words_are_whole(key: str):
    for text in texts(library()[key]):
        # The scan splits ำ from its letter, and writes vowels and tones behind a space.
        assert not re.search("(^|[\\s])[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]|\u0e4d\u0e32|[ก-ฮ] า", text), text
        assert unicodedata.is_normalized("NFC", text), text
        # A tone that was typed before its vowel has another key.
        assert searchable(text) == " ".join(text.casefold().split()), text
        assert "  " not in text, text


@pytest.mark.parametrize("key", KEYS)
def test_no_person_is_named_and_no_number_of_a_mobile_telephone_stands_there(key: str):
    for text in texts(library()[key]):
        assert not re.search(r"(?<!หัว)(?:นาย(?!ก)|นางสาว|นาง|น\.ส\.)\s?[ก-ฮเ-ไ]", text), text
        assert not re.search(r"0[689]\d?[ -]?\d{3,4}[ -]?\d{4}", text), text


@pytest.mark.parametrize("key", KEYS)
def test_every_chapter_has_its_words(key: str):
    document = library()[key]
    for name in document.__struct_fields__:
        if name not in {"subtitle", "stated_days"}:
            assert getattr(document, name), name
    assert all(step.detail for step in document.steps)


# --- the ministry's manual --------------------------------------------------------------------------------------------


def test_the_manual_has_its_chapters_in_full():
    manual = library()[MANUAL]
    assert manual.title == "การประเมินส่วนราชการตามมาตรการปรับปรุงประสิทธิภาพในการปฏิบัติราชการ"
    assert manual.subtitle == "กองยุทธศาสตร์และแผนงาน กรมอุตสาหกรรมพื้นฐานและการเหมืองแร่"
    chapters = ("purposes", "definitions", "duties", "steps", "problems", "solutions", "references", "forms")
    assert [len(getattr(manual, name)) for name in chapters] == [2, 8, 4, 16, 1, 1, 3, 3]
    assert [each.term for each in manual.definitions] == [
        "สำนักงาน ก.พ.ร.", "คณะกรรมการกำกับฯ", "อก.", "สปอ.", "อพร.", "กยผ.", "หน่วยงาน", "ก.พบ.",
    ]  # fmt: skip
    assert manual.contact is not None
    assert manual.contact.splitlines()[1:] == ["โทรศัพท์ 0 2430 6846 ต่อ 4651", "ไปรษณีย์อิเล็กทรอนิกส์ : spb@dpim.go.th"]


def test_the_manual_has_sixteen_steps_of_fifty_five_working_days_with_its_decisions():
    steps = library()[MANUAL].steps
    assert [step.number for step in steps] == list(range(1, 17))
    assert tuple(step.working_days for step in steps) == SEED_DAYS
    assert library()[MANUAL].stated_days == sum(SEED_DAYS) == 55
    assert [step.number for step in steps if step.shape is ChartShape.DECISION] == list(SEED_BACK)
    assert [step.number for step in steps if step.shape is ChartShape.TERMINAL] == [1, 16]
    assert {step.number: step.starts_month for step in steps if step.starts_month} == {8: 6, 12: 12}
    assert [step.number for step in steps if not step.responsible] == [11, 15]


def test_where_the_manual_returns_to_is_our_own_reading_and_says_so():
    for step in library()[MANUAL].steps:
        said = [(each.to, each.answer, each.label, each.is_own_reading) for each in step.next or []]
        if step.number in SEED_BACK:
            assert said == [
                (step.number + 1, BranchAnswer.AGREED, "เห็นชอบ", False),
                (SEED_BACK[step.number], BranchAnswer.NOT_AGREED, "ไม่เห็นชอบ", True),
            ]
    assert rules_graph.graph(library()[MANUAL].steps).back == frozenset(SEED_BACK.items())


def test_the_manuals_chart_says_the_same_as_the_chart_of_the_samples():
    chart, steps = procedure(MANUAL).steps, library()[MANUAL].steps
    assert [(each.number, each.title, each.shape, each.responsible) for each in chart] == [
        (each.number, each.title, each.shape, each.responsible) for each in steps
    ]


def test_slips_of_the_manual_stand_as_printed_and_are_listed():
    manual = library()[MANUAL]
    whole = " ".join(str(step.detail) for step in manual.steps)
    for slip in ("ตัวชี้วัดตัวชี้วัด", "หน่ายงาน", "ผู้แทนกลุ่ม ป.ย.ป ", "ก.พ.ร ผู้แทน"):
        assert slip in whole
    notes = " ".join(manual.notes)
    for word in ("หน่ายงาน", "ป.ย.ป", "e-Sar", "1 วันทำการ", "ไม่มีเครื่องหมายปิด", "3, 3, 8 และ 12", "11 และ 15"):
        assert word in notes


# --- our own ----------------------------------------------------------------------------------------------------------


def test_the_yearly_review_goes_through_the_acts_of_the_register():
    steps = library()[REVIEW].steps
    assert [(step.doer, step.act) for step in steps] == [
        (StepDoer.DPO, None),
        (StepDoer.OFFICE, StepAct.RECORDS_CONFIRMED),
        (StepDoer.DPO, StepAct.RECORDS_REVIEWED),
        (StepDoer.OFFICE_HEAD, StepAct.RECORDS_APPROVED),
        (StepDoer.DPO, StepAct.REGISTER_PUBLISHED),
    ]
    assert rules_graph.graph(steps).back == frozenset({(3, 2), (4, 2)})


def test_the_monthly_follow_up_begins_with_the_check_and_leaves_the_archives_their_calendar_days():
    steps = library()[RETENTION].steps
    assert steps[0].act is StepAct.RETENTION_CHECKED
    assert [each.to for each in steps[0].next or []] == [2, 3]
    (archives,) = [step for step in steps if step.working_days is None]
    assert "60 วัน" in archives.title
    assert "ไม่ใช่วันทำการ" in str(archives.detail)


def test_the_clock_of_seventy_two_hours_is_said_in_words_and_never_in_working_days():
    steps = library()[BREACH].steps
    clocked = [step for step in steps if "72 ชั่วโมง" in f"{step.title} {step.detail}"]
    assert [step.number for step in clocked] == [1, 3, 4, 5, 6]
    assert all(step.working_days is None for step in clocked)
    assert [step.working_days for step in steps] == [None] * 8 + [10, 3, 1]
    assert rules_graph.graph(steps).back == frozenset({(4, 3), (10, 9)})
