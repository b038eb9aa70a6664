"""Data sets as an officer meets them: entered with copies, changed, removed, proposed by the year, sent as a sheet."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from exports.holdings_template import holdings_template
from ropa import clock
from ropa.activities import service
from schemas.access import COMMAND_LINE
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.activity_keeping import Destruction, Storage
from schemas.activity_safeguards import Safeguards
from schemas.beyond import Beyond
from schemas.choices import StorageFormatChoice
from schemas.document import ActivityInput
from schemas.holding_sheet import COLUMNS, SHEET
from schemas.vocabulary import StartEvent, StorageFormat
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, Way
from tests.support.world import approve

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def approved(site: Site, name: str) -> tuple[str, str]:
    """Return id and reference of an approved record that has had data since B.E. 2565."""
    form = Form(
        header=Header(main_process="งานทะเบียน", sub_process=name),
        data_category=DataCategory(personal_data_items=["ชื่อ"], data_volume="2,000 ราย ณ วันที่ 23 ส.ค. 65"),
        storage=Storage(
            retention_period="5 ปี",
            storage_locations=["ตู้เอกสาร 3 ห้องทะเบียน"],
            storage_formats=[StorageFormatChoice(code=StorageFormat.PAPER)],
        ),
        safeguards=Safeguards(backup_and_recovery=["สำเนาดิจิทัลในเครื่องแม่ข่าย"]),
        destruction=Destruction(destruction_cycle="สิ้นปีงบประมาณ"),
        beyond=Beyond(retention_start_event=StartEvent.COLLECTED),
    )
    with site.database.write(COMMAND_LINE, clock.now()) as uow:
        made = service.create(uow, ActivityInput(office_id=59, form=form))
        approve(uow, made.id)
    return made.id, made.ref


def sheet(*lines: dict[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(holdings_template()))
    for row, line in enumerate(lines, start=3):
        for number, column in enumerate(COLUMNS, start=1):
            book[SHEET].cell(row, number, line.get(column.key))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_data_set_is_entered_changed_and_removed(visit, site: Site, way: Way):
    activity, _ = approved(site, f"แฟ้มทะเบียน {way.words}")
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open(f"/activities/{activity}/holdings")
    page.get_by_label("ชื่อชุดข้อมูล").fill("แฟ้มคำขอปีงบประมาณ 2566")
    page.get_by_label("ข้อมูลตั้งแต่วันที่").fill("1 ต.ค. 2565")
    page.get_by_label("ข้อมูลถึงวันที่").fill("30 ก.ย. 2564")
    page.get_by_label("วันที่เกิดเหตุเริ่มนับ").fill("30 ก.ย. 2566")
    row = page.locator(".copy-row").first
    row.get_by_label("ชนิด").select_option("backup")
    row.get_by_label("อยู่ที่").fill("เทปสำรอง")
    row.get_by_label("ถูกลบเองใน (วัน)").fill("90")
    page.get_by_role("button", name="บันทึกชุดข้อมูล").click()
    expect(page.locator("#f-data_through")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".copy-row").first.get_by_label("อยู่ที่")).to_have_value("เทปสำรอง")
    visitor.has_no_barriers()
    page.get_by_label("ข้อมูลถึงวันที่").fill("30 ก.ย. 2566")
    page.get_by_role("button", name="บันทึกชุดข้อมูล").click()
    page.get_by_role("link", name="แฟ้มคำขอปีงบประมาณ 2566").click()
    expect(page.get_by_text("ข้อมูลสำรอง: เทปสำรอง")).to_be_visible()
    expect(page.locator("dl.facts").first).to_contain_text("1 ต.ค. 2571")
    visitor.shot("holding")
    visitor.has_no_barriers()
    page.get_by_label("ปริมาณ").fill("14 แฟ้ม")
    page.get_by_role("button", name="บันทึกชุดข้อมูล").click()
    expect(page.get_by_role("row").filter(has_text="แฟ้มคำขอปีงบประมาณ 2566")).to_contain_text("14 แฟ้ม")
    visitor.shot("holdings-of-a-record")
    page.get_by_role("link", name="แฟ้มคำขอปีงบประมาณ 2566").click()
    page.get_by_role("button", name="ลบรายการที่บันทึกผิด").click()
    expect(page.get_by_text("ยังไม่ได้บันทึกชุดข้อมูลใดภายใต้กิจกรรมนี้")).to_be_visible()


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_what_a_record_implies_is_taken_up_by_the_year(visit, site: Site, way: Way):
    activity, _ = approved(site, f"เสนอรายปี {way.words}")
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open(f"/activities/{activity}/holdings")
    page.get_by_role("link", name="ชุดข้อมูลที่ระบบเสนอ").click()
    expect(page.get_by_text(f"เสนอรายปี {way.words} ปีงบประมาณ 2565")).to_be_visible()
    visitor.shot("holding-proposals")
    visitor.has_no_barriers()
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="บันทึกรายการที่เลือกเป็นชุดข้อมูล").click()
    expect(page.get_by_text("บันทึกชุดข้อมูลแล้ว")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="ปีงบประมาณ 2566")).to_contain_text("1 ต.ค. 2571")
    page.get_by_role("link", name="ชุดข้อมูลที่ระบบเสนอ").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    page.get_by_role("button", name="ไม่มีข้อมูลตามรายการที่เลือก").click()
    page.get_by_role("link", name="ชุดข้อมูลที่ระบบเสนอ").click()
    expect(page.get_by_text("ไม่มีชุดข้อมูลที่จะเสนอในเงื่อนไขนี้")).to_be_visible()
    visitor.open("/holdings/proposals?from_year=2560")
    visitor.shot("holding-proposals-of-an-office")
    visitor.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_filled_sheet_is_checked_and_saved_whole(visit, site: Site, way: Way):
    _, ref = approved(site, f"แผ่นงาน {way.words}")
    good = {"ref": ref, "title": f"แฟ้มจากแผ่นงาน {way.words}", "started_on": "30 ก.ย. 2565", "location": "ห้องเก็บ 2"}
    bad = {"ref": "ROPA-2569-9999", "title": "แฟ้ม", "started_on": "31 ก.พ. 2565"}
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open("/holdings")
    page.get_by_role("link", name="นำเข้าจาก Excel").click()
    visitor.shot("holdings-import")
    visitor.has_no_barriers()
    for name, content, shot in (
        ("มีข้อผิดพลาด.xlsx", sheet(good, bad), "holdings-import-with-faults"),
        ("ถูกต้อง.xlsx", sheet(good), "holdings-import-checked"),
    ):
        page.get_by_label("ไฟล์ Excel").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
        page.get_by_role("button", name="ตรวจไฟล์").click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        visitor.shot(shot)
        visitor.has_no_barriers()
        if "ผิดพลาด" in name:
            expect(page.get_by_text(f"{SHEET}!D4")).to_be_visible()
            page.get_by_role("link", name="ส่งไฟล์ที่แก้แล้ว").click()
    page.get_by_role("button", name="บันทึกทุกแถว").click()
    expect(page.get_by_text("บันทึกชุดข้อมูลแล้ว")).to_be_visible()
    page.get_by_role("link", name="ดูชุดข้อมูลทั้งหมด").click()
    page.get_by_label("คำในชื่อ ที่เก็บ หรือรหัส").fill(way.words)
    page.get_by_role("button", name="แสดง").first.click()
    expect(page.get_by_role("link", name=f"แฟ้มจากแผ่นงาน {way.words}")).to_be_visible()
    visitor.shot("all-holdings")
    visitor.has_no_barriers()
