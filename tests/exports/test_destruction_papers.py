"""Certificates and papers of a destruction list: what they say, hostile text, long lists."""

import io
import re
import resource

import msgspec
import pytest

from exports import destruction_certificate, destruction_list
from exports.destruction_certificate import certificate_pdf
from exports.destruction_list import form_25_pdf, letter_pdf
from exports.destruction_papers import minutes_pdf, order_pdf, report_pdf
from exports.destruction_workbook import FORM_SHEET, ListOptions, RegisterOptions, write_certificates, write_list
from schemas.destruction import ItemOutcome, Opinion
from schemas.evidence import FileEvidence, Method, MethodUsed, Person
from tests.support.destruction_papers import (
    HASH,
    certificate,
    certificate_facts,
    check_fact,
    item_fact,
    list_paper,
    listed_item,
    pending,
    review,
)
from tests.support.hostile import CHARACTERS, FORMULAS, HOSTILE, MARKUP
from tests.support.pdf_text import facts_of, squeezed, text_of
from tests.support.workbooks import by_openpyxl, load

#: Long ones fill pages and take seconds; the certificate has them.
SHORT = FORMULAS | MARKUP | CHARACTERS
PAPERS = (form_25_pdf, letter_pdf, minutes_pdf, order_pdf, report_pdf)


def says(pdf, *words):
    text = squeezed(text_of(pdf))
    return [each for each in words if squeezed(each) not in text]


def test_a_certificate_says_who_when_how_what_which_copies_who_saw_it_and_whose_order():
    made = certificate_pdf(certificate_facts(items=2), HASH)
    assert (
        says(
            made,
            "DC-2569-0001",
            "123/2569",
            "หัวหน้า ส่วนตัวอย่าง",
            "19 พฤศจิกายน พ.ศ. 2569 เวลา 22.03 น.",
            "เจ้าหน้าที่ คลังเอกสาร",
            "กรรมการผู้ควบคุมการทำลาย",
            "เขียนทับ 1 รอบด้วยค่าสุ่ม แล้วลบ",
            "เทปสำรองรายเดือน ห้องนิรภัย",
            "ตรวจครั้งถัดไป 18 ก.พ. 2570",
            "สิ่งที่การเขียนทับเข้าไม่ถึง",
            "บันทึกธุรกรรม (WAL)",
            "UPDATE requests",
            HASH,
        )
        == []
    )
    assert facts_of(made)["Tagged"] == "yes"


def test_an_addendum_names_its_certificate_the_check_and_the_review():
    facts = certificate_facts(
        0, addendum_to="DC-2569-0001", ref="DC-2569-0001/1", checks=[check_fact()], run=None, pending=[]
    )
    facts = msgspec.structs.replace(facts, items=[item_fact(review=review())])
    made = certificate_pdf(facts, HASH)
    assert (
        says(made, "ฉบับเพิ่มเติม", "เทปถูกเขียนทับรอบใหม่แล้ว", "ไม่พบกลุ่มที่เล็กกว่า 10 คน", "สำเนาทั้งหมดที่ทะเบียนรู้จักถูกทำลายแล้ว") == []
    )


def test_a_certificate_of_very_many_items_says_what_it_leaves_to_its_facts(monkeypatch):
    monkeypatch.setattr(destruction_certificate, "MOST_ITEMS", 3)
    made = certificate_pdf(certificate_facts(items=5, pending=[]), HASH)
    assert says(made, "แสดง 3 รายการแรกจากทั้งหมด 5 รายการ อีก 2 รายการอยู่ในข้อเท็จจริง") == []


def test_hostile_text_stays_text_on_a_certificate():
    words = MARKUP["typst_markup"]
    person = Person(name=words, position=words)
    said = {"office": words, "place": words, "notes": words, "executor": person, "witnesses": [person]}
    facts = certificate_facts(0, pending=[], files=[FileEvidence(sha256=HASH, name=words)], **said)
    items = [
        item_fact(
            n, title=text, scope=text, volume=text, copies=[], methods=[MethodUsed(method=Method.OTHER, words=text)]
        )
        for n, text in enumerate(SHORT.values(), 1)
    ]
    made = certificate_pdf(msgspec.structs.replace(facts, items=items), HASH)
    assert "root:" not in text_of(made)
    # What is cut at the ends of lines or shown as ‹U+…› is compared elsewhere; here: nothing of markup is gone.
    assert says(made, *(MARKUP[name] for name in ("typst_eval", "svg_script", "jinja", "sql_like"))) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_hostile_text_stays_text_on_every_paper(paper):
    every = list_paper([listed_item(n, words) for n, words in enumerate(SHORT.values(), 1)], MARKUP["typst_markup"])
    made = paper(every)
    assert "root:" not in text_of(made)
    assert says(made, '#read("/etc/passwd")') == []


def test_hostile_text_stays_text_in_the_workbooks():
    items = [listed_item(n, words) for n, words in enumerate(SHORT.values(), 1)]
    paper = list_paper(items, FORMULAS["formula_hyperlink"])
    out = io.BytesIO()
    options = ListOptions(
        listed=paper.listed, office=paper.office, printed_on=paper.today, offices=paper.offices, certificates={}
    )
    assert write_list(items, out, options) == len(items)
    also = io.BytesIO()
    scope = RegisterOptions(printed_on=paper.today, scope=FORMULAS["formula_dde"], offices=paper.offices)
    write_certificates([certificate()], [pending(words) for words in HOSTILE.values()], also, scope)
    for content in (out.getvalue(), also.getvalue()):
        for sheet in load(content).worksheets:
            assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_form_25_has_the_columns_of_the_form_and_says_what_they_hold():
    made = form_25_pdf(list_paper([listed_item()]))
    heads = ("ลำดับที่", "รหัสแฟ้ม", "ลงวันที่", "เลขทะเบียนรับ", "เรื่อง", "การพิจารณา", "หมายเหตุ")
    assert says(made, "แบบที่ 25", *heads, "PA-2569-0001", "เลขทะเบียนรับ = ไม่มีในชุดข้อมูล") == []
    rows = by_openpyxl(_workbook(1))[FORM_SHEET]
    assert rows[4] == ("ลำดับที่", "รหัสแฟ้ม", "ที่", "ลงวันที่", "เลขทะเบียนรับ", "เรื่อง", "การพิจารณา", "หมายเหตุ")
    assert rows[5][:2] == ("1", "PA-2569-0001")


def _workbook(count):
    paper = list_paper([])
    options = ListOptions(
        listed=paper.listed, office=paper.office, printed_on=paper.today, offices=paper.offices, certificates={}
    )
    out = io.BytesIO()
    write_list((listed_item(n) for n in range(1, count + 1)), out, options)
    return out.getvalue()


def test_a_long_list_is_cut_in_pdf_and_says_so_and_whole_in_excel(monkeypatch):
    monkeypatch.setattr(destruction_list, "MOST_ROWS", 5)
    items = [listed_item(n) for n in range(1, 13)]
    assert says(form_25_pdf(list_paper(items)), "อีก 7 รายการอยู่ในบัญชีฉบับ Excel") == []
    assert len(by_openpyxl(_workbook(12))[FORM_SHEET]) == 5 + 12


@pytest.mark.campaign
def test_five_thousand_items_stay_bounded():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(by_openpyxl(_workbook(5_000))[FORM_SHEET]) == 5_005
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_paper_and_electronic_items_share_an_order_with_a_way_for_each():
    made = order_pdf(list_paper([listed_item(n) for n in range(1, 5)]))
    assert says(made, "กระดาษ: เผา ย่อย", "อิเล็กทรอนิกส์: เขียนทับแล้วลบ", "ภายใน 90 วัน") == []


def test_the_report_tells_what_is_done_and_what_is_not():
    open_one = listed_item(1)
    done = listed_item(2, outcome=ItemOutcome.DESTROYED)
    assert says(report_pdf(list_paper([open_one, done])), "รายงานระหว่างดำเนินการ", "ปิดผนึกตู้", "DC-2569-0001") == []
    assert says(report_pdf(list_paper([done])), "คณะกรรมการได้ควบคุมการทำลาย") == []


def test_names_behind_titles_leave_no_office_on_papers():
    item = listed_item(1, "คำร้องของนายสมมุติ นามสมมุติ")
    for paper in (form_25_pdf, minutes_pdf, order_pdf, report_pdf):
        assert "นามสมมุติ" not in text_of(paper(list_paper([item], pending=[])))


def test_what_was_taken_off_the_list_stands_on_no_paper():
    items = [listed_item(1), listed_item(2, outcome=ItemOutcome.REMOVED), listed_item(3, decision=Opinion.KEEP)]
    assert says(form_25_pdf(list_paper(items)), "PA-2569-0002") == ["PA-2569-0002"]
    assert says(letter_pdf(list_paper(items)), "จำนวน 1 รายการ") == []


def test_a_day_and_the_code_of_an_activity_are_never_torn_over_two_lines():
    given = certificate_facts(2)
    named = [msgspec.structs.replace(each, activity_ref=f"ROPA-2569-000{each.seq}") for each in given.items]
    text = text_of(certificate_pdf(msgspec.structs.replace(given, items=named), "ab" * 32))
    text += text_of(form_25_pdf(list_paper([listed_item(number) for number in range(1, 5)])))
    lines = [line.strip() for line in text.splitlines()]
    assert not [line for line in lines if re.search(r"\d [กตธพส]\.$|^[คยพ]\. \d", line)]
    assert [each for each in ("ROPA-2569-0001", "30 ก.ย. 2558", "18 ก.พ. 2570") if each not in text] == []
