"""The ministry's form as .xlsx, .docx and text, filled as people fill it, through the readers of files."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from ropa.imports.files import open_sent
from ropa.imports.rules_paper import read_paper
from schemas.form import value_at
from schemas.imports import ReadRecord, RemarkKind
from tests.support.paper_files import Habits, content_of, document_of, text_of, typed_date, workbook_of
from tests.support.recovery import TODAY, recovered, sample_of

FIELDS = {"002": (53, 0, 0), "003": (50, 1, 2)}
ROWS = {"002": (10, 5, 7), "003": (9, 9, 24)}
HABITS = {
    "plain": Habits(merged=False),
    "merged": Habits(),
    "further right and down": Habits(right=2, down=3),
    "empty columns between": Habits(spread=True, merged=False),
    "lines, Thai digits, comments": Habits(lines=True, digits=True, comments=True),
}


def records_of(content: io.BytesIO, name: str) -> list[ReadRecord]:
    return read_paper(open_sent(content, name), today=TODAY)


def is_recovered(record: ReadRecord, form: str) -> None:
    found = recovered(record, sample_of(form))
    assert found.wrong == []
    assert (len(found.exact), len(found.lost), len(found.proposed)) == FIELDS[form]
    assert (found.steps, found.systems, found.lines) == ROWS[form]


@pytest.mark.parametrize("form", FIELDS)
@pytest.mark.parametrize("habits", HABITS.values(), ids=list(HABITS))
def test_a_workbook_gives_what_the_text_gives(form, habits):
    (record,) = records_of(content_of(workbook_of(form, habits=habits)), "form.xlsx")
    is_recovered(record, form)
    assert record.place is not None
    assert record.place.startswith("form 1!")


@pytest.mark.parametrize("form", FIELDS)
def test_a_document_gives_what_the_text_gives(form):
    (record,) = records_of(io.BytesIO(document_of(form)), "form.docx")
    is_recovered(record, form)


@pytest.mark.parametrize("order", [("form", "flow", "exchange"), ("all form", "all flow", "all exchange")])
def test_a_workbook_of_two_records_keeps_their_tables_apart(order):
    both = records_of(content_of(workbook_of("002", "003", order=order)), "forms.xlsx")
    for record, form in zip(both, ("002", "003"), strict=True):
        is_recovered(record, form)


@pytest.mark.parametrize("forms", [("002", "003"), ("003", "003")])
def test_one_form_after_another_in_one_text_or_document_are_two_records(forms):
    text = "\n\f\n".join(map(text_of, forms))
    for content, name in ((io.BytesIO(text.encode()), "forms.txt"), (io.BytesIO(document_of(*forms)), "forms.docx")):
        for record, form in zip(records_of(content, name), forms, strict=True):
            is_recovered(record, form)


def form_sheet(*forms: str) -> tuple[Workbook, dict[str, tuple[int, int]]]:
    """Return a workbook and where the labels' words stand in its form sheet."""
    book = workbook_of(*(forms or ("002",)), habits=Habits(merged=False))
    cells = {str(c.value): (c.row, c.column) for row in book["form 1"].iter_rows() for c in row if c.value is not None}
    return book, cells


def test_a_real_date_of_year_2569_stays_the_words_that_a_person_sees():
    book, _ = form_sheet()
    typed_date(book["form 1"], "วันสิ้นปี", datetime(2569, 12, 31))  # noqa: DTZ001 - a sheet's dates have no zone
    (record,) = records_of(content_of(book), "form.xlsx")
    assert record.data is not None
    assert record.data.form.destruction.destruction_cycle == "31/12/2569"


def test_a_hidden_row_is_read_and_told_and_never_wins_over_one_that_is_seen():
    book, cells = form_sheet()
    sheet = book["form 1"]
    row, _ = cells["ชื่อหน่วยงาน"]
    last = sheet.max_row + 1
    sheet.cell(last, 1).value, sheet.cell(last, 3).value = "ชื่อหน่วยงาน", "กรมเก่า"
    sheet.row_dimensions[last].hidden = True
    other, _ = cells["สังกัด"]
    sheet.row_dimensions[other].hidden = True
    (record,) = records_of(content_of(book), "form.xlsx")
    assert record.data is not None
    assert record.data.form.header.agency_name == sheet.cell(row, 3).value
    assert record.data.form.header.parent_org_unit == "สำนักงานปลัดกระทรวงอุตสาหกรรม"
    told = {remark.place for remark in record.remarks if "hidden" in remark.message_en}
    assert {f"form 1!C{last}", f"form 1!C{other}"} <= told


def test_a_list_in_several_rows_beside_a_merged_label_is_one_answer():
    book, cells = form_sheet()
    sheet = book["form 1"]
    row, _ = cells["ผู้รับผิดชอบในส่วนงาน"]
    sheet.insert_rows(row + 1)
    sheet.cell(row, 3).value, sheet.cell(row + 1, 3).value = "1. นายหนึ่ง สมมติ", "2. นายสอง สมมติ"
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    (record,) = records_of(content_of(book), "form.xlsx")
    assert record.data is not None
    assert record.data.form.header.responsible_persons == ["นายหนึ่ง สมมติ", "นายสอง สมมติ"]


def test_a_comment_is_no_answer():
    book, cells = form_sheet()
    sheet = book["form 1"]
    sheet.cell(cells["แบบฟอร์มที่ใช้"][0], 3).value = None
    sheet.cell(cells["แบบฟอร์มที่ใช้"][0], 3).comment = Comment("แบบ ก.1", "ผู้ตรวจ")
    (record,) = records_of(content_of(book), "form.xlsx")
    assert record.data is not None
    assert record.data.form.header.collection_form_used is None
    assert "/form/header/collection_form_used" in lost(record)


def lost(record: ReadRecord) -> set[str | None]:
    return {remark.pointer for remark in record.remarks if remark.kind is RemarkKind.LOST}


def test_each_way_of_saying_nothing_stays_what_it_is():
    words = {"-": None, "ไม่มี": None, "N/A": None, "": None}
    for said in words:
        lines = text_of("002").replace("แบบคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล", said)
        (record,) = records_of(io.BytesIO(lines.encode()), "form.txt")
        assert record.data is not None
        at = "/form/header/collection_form_used"
        assert value_at(record.data, at) is None
        assert str(record.data.marks.get(at, "")) == said
        assert (at in lost(record)) == (said == "")


def test_a_workbook_with_other_labels_is_no_such_form():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["ลำดับ", "ชื่อโครงการ", "หน่วยงาน", "งบประมาณ"], [1, "ปรับปรุงถนน", "สำนักช่าง", 20000]):
        sheet.append(line)
    assert records_of(content_of(book), "budget.xlsx") == []


def test_less_than_a_third_of_the_labels_is_no_such_form_and_half_of_them_is_one_with_its_losses():
    lines = text_of("003").split("\n")
    assert records_of(io.BytesIO("\n".join(lines[:17]).encode()), "form.txt") == []
    (record,) = records_of(io.BytesIO("\n".join(lines[:37]).encode()), "form.txt")
    sample = sample_of("003")
    missing = {
        p for p in sample.sources if p.startswith(("/form/storage", "/form/review", "/form/destr", "/form/safe"))
    }
    assert {p for p in missing if p.count("/") == 3} <= lost(record)
    assert {"/steps", "/systems"} <= lost(record)


def test_tables_without_a_form_are_problems_and_no_record():
    text = text_of("002")
    tables = records_of(io.BytesIO(text[text.index("Data Flow Diagram") :].encode()), "tables.txt")
    assert [record.data for record in tables] == [None, None]
    assert all("line " in record.problems[0].message_en for record in tables)


def test_an_answer_that_is_too_long_is_a_problem_that_names_its_place():
    text = text_of("002").replace("\tติดต่อเรา\t", "\t" + "ยาว" * 8000 + "\t", 1)
    (record,) = records_of(io.BytesIO(text.encode()), "form.txt")
    assert [problem.pointer for problem in record.problems] == ["/form/header/sub_process"]
    assert "line 9, column 3" in record.problems[0].message_th
