"""Asking for a right, deciding it, a list from Excel, a person's page, who can see a record, and the trail."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from ropa.portal_simulator.personas import BY_USERNAME
from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way
from tests.support.web import national_id


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_PHONE], ids=str)
def test_a_newcomer_asks_for_a_right_and_the_head_answers(visit, way: Way):
    newcomer = visit("newcomer.npt", way)
    newcomer.open("/rights")
    newcomer.page.get_by_role("button", name="ส่งคำขอ").click()
    expect(newcomer.page.get_by_role("alert").first).to_be_visible()
    newcomer.has_no_barriers()
    newcomer.shot("ask-for-a-right-with-faults")
    newcomer.page.get_by_role("radio", name="ผู้พิจารณา").check()
    newcomer.page.get_by_role("combobox", name="หน่วยงาน").select_option("59")
    reason = f"ย้ายมาใหม่ {way}"
    newcomer.page.get_by_label("เหตุผล").fill(reason)
    newcomer.page.get_by_role("button", name="ส่งคำขอ").click()
    expect(newcomer.page.get_by_text("คำขอที่รอพิจารณา")).to_be_visible()
    newcomer.has_no_barriers()
    newcomer.shot("my-rights")

    head = visit("head.npt", way)
    head.open("/people/requests")
    request = head.page.locator("section.card").filter(has_text=reason)
    head.has_no_barriers()
    head.shot("requests-for-rights")
    request.locator("summary").click()
    request.get_by_label("เหตุผลที่ไม่อนุญาต").fill("อยู่กลุ่มอื่น")
    request.locator("details").get_by_role("button", name="ไม่อนุญาต").click()
    expect(head.page.get_by_text("ตอบคำขอแล้ว")).to_be_visible()
    expect(head.page.get_by_text(reason)).to_have_count(0)


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_list_from_excel_is_looked_over_first(visit, way: Way):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["กอง/จังหวัด", "ระดับ", "เลขบัตรประชาชน"])
    sheet.append(["นครปฐม", 1, national_id(71)])
    sheet.append(["นครปฐม", 2, "12"])
    out = io.BytesIO()
    book.save(out)

    head = visit("head.npt", way)
    head.open("/people/import")
    head.has_no_barriers()
    head.page.get_by_label("ไฟล์ Excel (.xlsx)").set_input_files(
        {"name": "people.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
    )
    head.expects(422)
    head.page.get_by_role("button", name="ตรวจดูก่อน").click()
    expect(head.page.get_by_role("cell", name="13 หลัก").first).to_be_visible()
    head.has_no_barriers()
    head.shot("import-people-with-faults")


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_an_officer_sees_a_person_who_can_see_a_record_and_the_trail(visit, site, way: Way):
    visit("recorder.sps", way).open("/")  # so that the person has a name
    officer = visit("dpo.sps", way)
    officer.open("/people")
    officer.page.get_by_role("link", name=BY_USERNAME["recorder.sps"].name, exact=True).first.click()
    expect(officer.page.get_by_text("x-xxxx-xxxxx-")).to_be_visible()
    officer.has_no_barriers()
    officer.shot("person")
    officer.open(f"/activities/{site.samples[0]}/access")
    officer.has_no_barriers()
    officer.shot("who-can-see")
    # By the action: other walks may have filled the first page by now.
    officer.open("/trail?action=session.started")
    expect(officer.page.get_by_role("cell", name="session.started").first).to_be_visible()
    officer.has_no_barriers()
    officer.shot("trail")
    if way is PHONE:  # a telephone shows the list first
        officer.page.locator(".narrow-fold > summary").click()
    officer.page.get_by_label("การกระทำ").select_option(label="ทั้งหมดของ รายการกิจกรรม")
    officer.page.get_by_label("ตั้งแต่วันที่").fill("1 ต.ค. 2560")
    officer.page.get_by_role("button", name="ค้นหา", exact=True).click()
    expect(officer.page.get_by_role("button", name="ดาวน์โหลดเฉพาะที่กรอง")).to_be_visible()
    officer.page.get_by_text("ข้อมูลดิบ").first.click()
    officer.has_no_barriers()
    officer.shot("trail-of-records")
    officer.open("/trail/check")
    # The site of these tests has no worker, so nothing is sealed, and the page must not say that all is well.
    expect(officer.page.get_by_text("ยังไม่มีผนึก")).to_be_visible()
    officer.has_no_barriers()
    officer.shot("trail-check")
    officer.open("/language/en?next=/trail")
    expect(officer.page.get_by_role("heading", name="Trail")).to_be_visible()
    officer.has_no_barriers()


@pytest.mark.parametrize("path", ["/", "/activities", "/people", "/retention", "/breaches", "/rights", "/people/new"])
def test_pages_have_no_barriers_in_english_either(visit, path):
    admin = visit("admin.sps", DESKTOP)
    admin.open(f"/language/en?next={path}")
    admin.has_no_barriers()
    admin.shot(f"english{path.replace('/', '-')}")


def test_the_trail_folds_its_filters_on_a_telephone_and_opens_them_at_a_fault(visit):
    for way, folded in ((PHONE, True), (DESKTOP, False)):
        auditor = visit("dpo.sps", way)
        page = auditor.page
        auditor.open("/trail")
        field = page.get_by_label("สิ่งที่ถูกกระทำ")
        expect(field).to_be_visible(visible=not folded)
        if folded:
            first = page.locator("#entries").bounding_box()
            assert first
            assert first["y"] < 0.8 * way.height
            auditor.shot("trail-folded")
            page.locator(".narrow-fold > summary").click()
            expect(field).to_be_visible()
            auditor.has_no_barriers()
        auditor.open("/trail?action=session.started&first=1 ม.ค. 2569")
        for words in ("เริ่มใช้งาน", "ตั้งแต่ 1 ม.ค. 2569"):
            expect(page.locator(".chip", has_text=words)).to_be_visible()
        page.locator(".chip", has_text="ตั้งแต่").click()
        expect(page.locator(".chip")).to_have_count(1)
        auditor.open("/trail?first=ไม่ใช่วัน")
        expect(page.get_by_label("ตั้งแต่วันที่")).to_be_visible()
