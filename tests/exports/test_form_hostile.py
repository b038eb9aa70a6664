"""The form's workbook with hostile, long and broken input."""

from io import BytesIO

import pytest

from exports.form_workbook import (
    EXCHANGE_SHEET,
    FINDINGS_SHEET,
    FORM_SHEET,
    write_form,
)
from schemas.form import form_fields
from schemas.shown import shown
from tests.support.export_records import document, form_bytes, form_record, png
from tests.support.hostile import FORMULAS, HOSTILE
from tests.support.workbooks import by_calamine, by_openpyxl, load, named_value, texts


def test_a_long_scope_beside_one_line_is_not_clipped():
    long = document(lines=(1,))
    long.systems[0].system_scope = "ขอบเขตของระบบงาน " * 400
    sheet = load(form_bytes(form_record(long)))[EXCHANGE_SHEET]
    area = next(area for area in sheet.merged_cells.ranges if area.coord.startswith("D6:"))
    heights = [sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1)]
    assert sum(heights) > 1000
    assert max(heights) <= 409


@pytest.mark.parametrize("broken", [b"", b"<svg/>", png()[:20], png(0, 3)])
def test_what_is_no_picture_is_refused_and_nothing_is_written(broken: bytes):
    out = BytesIO()
    with pytest.raises(ValueError, match="picture"):
        write_form(form_record(dfd_png=broken), out)
    assert out.getvalue() == b""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_text_in_every_sheet(text: str):
    made = document(steps=1, lines=(1,))
    made.form.header.agency_name = text
    made.form.header.main_process = text
    made.form.data_category.personal_data_items = [text, text]
    made.steps[0].collection = text
    made.systems[0].system_name = text
    content = form_bytes(form_record(made, office_name=text))
    back = load(content)
    for sheet in back.worksheets:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
            assert all(isinstance(cell.value, str | int | None) for cell in row)
    assert by_openpyxl(content).keys() == by_calamine(content).keys()


@pytest.mark.parametrize("text", FORMULAS.values(), ids=FORMULAS)
def test_a_formula_is_kept_letter_by_letter_and_stays_text_when_edited(text: str):
    made = document()
    made.form.header.agency_name = text
    book = load(form_bytes(form_record(made)))
    place = book.defined_names["ropa.header.agency_name"].attr_text.rpartition("!")[2].replace("$", "")
    cell = book[FORM_SHEET][place]
    assert cell.value == text
    assert cell.data_type == "s"
    assert bool(cell.quotePrefix) is (text[0] in "=+-@\t＝")


def test_what_was_replaced_or_cut_is_listed_on_the_last_sheet():
    made = document()
    made.form.header.agency_name = "ก\x00ข"
    made.steps[0].it_systems = ["ข้อมูล" * 3_000, "ข้อมูล" * 3_000]
    words = [row[0] for row in by_openpyxl(form_bytes(form_record(made)))[FINDINGS_SHEET] if row]
    assert any("แทนอักขระที่แสดงไม่ได้ 1 ตัว" in line for line in words)
    assert any("ตัดท้ายข้อความ" in line and "ROPA-2569-0001" in line for line in words)


def test_an_answer_longer_than_a_cell_goes_on_in_the_cells_below():
    made = document()
    made.form.data_category.personal_data_items = [f"ข้อมูล {number} " * 200 for number in range(40)]
    book = load(form_bytes(form_record(made)))
    name = "ropa.data_category.personal_data_items"
    names = [name, *sorted(one for one in book.defined_names if one.startswith(f"{name}."))]
    assert len(names) == 5
    words = "".join(str(named_value(book, one)) for one in names)
    assert words == shown(
        next(info for info in form_fields() if info.key == "personal_data_items"),
        made.form.data_category.personal_data_items,
    )
    assert not any("ตัดท้ายข้อความ" in line for line in texts(book[FINDINGS_SHEET]))


def test_a_header_of_hostile_names_keeps_excels_limit():
    book = load(form_bytes(form_record(office_name="&P" * 400, ref="&[File]" * 30)))
    for sheet in book.worksheets:
        assert len(str(sheet.oddHeader)) <= 255


def test_rows_are_high_enough_for_long_answers_and_never_higher_than_excel_allows():
    long = document()
    long.form.storage.retention_period = "ระยะเวลาการจัดเก็บข้อมูล " * 700
    sheet = load(form_bytes(form_record(long)))[FORM_SHEET]
    assert max(dimension.height for dimension in sheet.row_dimensions.values()) <= 409
    area = max(sheet.merged_cells.ranges, key=lambda area: area.max_row - area.min_row if area.min_col == 4 else -1)
    total = sum(sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1))
    assert total > len("ระยะเวลาการจัดเก็บข้อมูล " * 700) * 11 * 0.4 / 260 * 14
