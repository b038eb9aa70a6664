"""Importing in Chromium: a workbook of ours goes out, is edited in a spreadsheet program, and comes back."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way
from tests.support.walks import new_draft


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_a_form_is_edited_in_excel_and_its_changes_are_looked_at_before_they_are_saved(visit, way: Way, tmp_path: Path):
    recorder = visit("recorder.npt", way)
    page = recorder.page
    record = new_draft(recorder, f"งานนำเข้า {way}", "แก้ในเอกเซล")
    recorder.open(record)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="แบบฟอร์ม (Excel)").click()
    saved = tmp_path / "form.xlsx"
    waiting.value.save_as(saved)

    book = openpyxl.load_workbook(BytesIO(saved.read_bytes()))
    sheet, cell = next(iter(book.defined_names["ropa.data_category.data_volume"].destinations))
    book[sheet][cell.replace("$", "")] = "366 รายการ"
    book.save(saved)

    recorder.open("/imports")
    page.get_by_label("ไฟล์ *").set_input_files(saved)
    page.get_by_role("button", name="อ่านไฟล์และดูก่อน").click()
    expect(page.get_by_text("แก้ไขร่าง 1 รายการ")).to_be_visible()
    recorder.has_no_barriers()
    recorder.shot("import-preview")
    page.get_by_role("link", name="แก้ในเอกเซล").first.click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("366 รายการ")
    recorder.has_no_barriers()
    recorder.shot("import-record")

    page.get_by_role("link", name="กลับไปที่ไฟล์").click()
    page.get_by_role("button", name="บันทึก 1 รายการเป็นร่าง").click()
    expect(page.get_by_text("นำเข้าแล้ว รายการที่บันทึกได้อยู่ในทะเบียนเป็นร่าง")).to_be_visible()
    recorder.has_no_barriers()
    recorder.open(record)
    expect(page.get_by_text("366 รายการ")).to_be_visible()


def test_a_file_that_is_no_form_is_refused_and_says_why(visit):
    recorder = visit("recorder.npt", DESKTOP)
    recorder.open("/imports")
    recorder.has_no_barriers()
    recorder.shot("import")
    content = b"\x89PNG\r\n\x1a\n" + b"\0" * 99
    picture = {"name": "แบบฟอร์ม.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    recorder.page.get_by_label("ไฟล์ *").set_input_files(picture)
    recorder.expects(422)
    recorder.page.get_by_role("button", name="อ่านไฟล์และดูก่อน").click()
    expect(recorder.page.get_by_role("alert")).to_contain_text("PNG")
    recorder.has_no_barriers()
    recorder.shot("import-refused")
