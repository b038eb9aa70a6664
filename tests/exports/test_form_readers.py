"""The form's workbook as other programs understand it."""

from io import BytesIO

import pytest

from exports.form_workbook import (
    FLOW_SHEET,
)
from tests.support.export_records import document, form_bytes, form_record
from tests.support.hostile import FITTING, FORMULAS
from tests.support.workbooks import by_calamine, by_openpyxl, load, merged, through_libreoffice


@pytest.fixture(scope="module")
def content() -> bytes:
    return form_bytes(form_record())


def test_both_readers_agree_on_every_cell(content: bytes):
    assert by_openpyxl(content) == by_calamine(content)


def test_libreoffice_opens_it_and_finds_the_same_cells_and_merges(content: bytes):
    again = through_libreoffice(content)
    before, after = by_openpyxl(content), by_openpyxl(again)
    for name, rows in before.items():
        kept = [row for row in after[name] if any(row)]
        assert [tuple(filter(None, row)) for row in kept] == [tuple(filter(None, row)) for row in rows if any(row)]
        assert merged(load(again)[name]) == merged(load(content)[name])


def test_rows_are_at_least_as_high_as_libreoffice_would_make_them():
    sentences = (
        "ระบบ Website ของหน่วยงานภายใต้สังกัด สปอ. มีการเก็บรวบรวมข้อมูลส่วนบุคคลจากผู้ใช้งานทั่วไปที่ต้องการส่งรายละเอียด",
        "หน่วยงานภายใต้สังกัด สปอ. ใช้ข้อมูลส่วนบุคคล ประกอบด้วย ชื่อ นามสกุล หมายเลขโทรศัพท์ และที่อยู่อีเมล เพื่อยืนยันตัวตน",
        "จัดทำหนังสือราชการพร้อมกำหนดชั้นความลับ ส่งผ่านระบบไปรษณีย์อิเล็กทรอนิกส์และ/หรือระบบสารบรรณอิเล็กทรอนิกส์",
        "น้ำ ดำเนินการ ทำลาย ก่ำ ปู่ ญี่ปุ่น https://example.org/a-long-address/without-a-break?and=more",
    )
    made = document(steps=24, lines=())
    for at, step in enumerate(made.steps):
        step.collection = " ".join(sentences[(at + more) % 4] for more in range(at % 5 + 1))
        step.use = sentences[at % 4][: 20 + at * 4]
        step.storage = sentences[(at + 1) % 4] * (at % 3)
    book = load(form_bytes(form_record(made)))
    sheet = book[FLOW_SHEET]
    ours = {row: sheet.row_dimensions[row].height for row in range(5, sheet.max_row + 1)}
    assert not [area for area in sheet.merged_cells.ranges if area.max_row > 4]
    for row in ours:
        sheet.row_dimensions[row].height = None
    without = BytesIO()
    book.save(without)
    theirs = load(through_libreoffice(without.getvalue(), settle=True))[FLOW_SHEET]
    wanted = {row: theirs.row_dimensions[row].height for row in ours}
    assert [row for row, height in ours.items() if height < wanted[row]] == []
    # Nor much higher: a page of half-empty rows is no better.
    assert sum(ours.values()) < sum(wanted.values()) * 1.35


def test_libreoffice_opens_a_form_full_of_hostile_text():
    made = document(steps=len(FITTING))
    for step, text in zip(made.steps, FITTING.values(), strict=True):
        step.collection = text
    after = by_openpyxl(through_libreoffice(form_bytes(form_record(made))))
    said = {row[2] for row in after[FLOW_SHEET] if len(row) > 2}
    assert {text for text in FORMULAS.values() if not text.startswith(("\t", "\n"))} <= said
