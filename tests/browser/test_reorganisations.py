"""An administrator splits an office from a file and places what no rule placed; an officer moves one record."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from ropa import clock
from schemas.access import Role
from tests.support.actors import person
from tests.support.visitor import DESKTOP, PHONE, Way
from tests.support.world import create

#: Provincial offices that no other test of the browser touches, one for each window.
OFFICES = {str(DESKTOP): (13, 17), str(PHONE): (21, 26)}


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_an_office_is_split_from_a_file_and_the_rest_is_placed(visit, site, way: Way):
    here, there = OFFICES[str(way)]
    officer = person("ดีพีโอ", Role.DPO)
    create(site.database, datetime.now(UTC), actor=officer, office_id=here, main_process="ออกใบอนุญาต")
    waits = create(site.database, datetime.now(UTC), actor=officer, office_id=here, main_process="งานอื่น")
    admin = visit("admin.sps", way)
    page = admin.page
    today = clock.bangkok(clock.now()).date().isoformat()

    admin.open("/offices/changes")
    admin.has_no_barriers()
    admin.expects(422)
    _send(page, "action,old,new,parent,date,rule\nx,0,0,,ไม่ใช่วัน,\n")
    expect(page.get_by_role("alert")).to_contain_text("E2")
    admin.shot("reorganise-with-faults")
    admin.has_no_barriers()

    lines = [
        f"แยก,{here},กลุ่มใบอนุญาต {way},2,{today},กระบวนการ: ใบอนุญาต",
        f"แยก,{here},กลุ่มทั่วไป {way},2,{today},ที่เหลือ",
        f"เปลี่ยนชื่อ,{there},ชื่อใหม่ {way},,{today},",
    ]
    _send(page, "\n".join(["action,old,new,parent,date,rule", *lines]))
    expect(page.get_by_text("รายการที่เกณฑ์ตัดสินไม่ได้ 1 รายการ")).to_be_visible()
    admin.shot("reorganise-preview")
    admin.has_no_barriers()
    page.get_by_role("button", name="ยืนยันทั้งหมด").click()
    expect(page.get_by_text("มีผลแล้ว").first).to_be_visible()
    admin.shot("reorganise-worklist")
    admin.has_no_barriers()
    page.get_by_role("combobox", name=f"หน่วยงานใหม่ {waits.ref}").select_option(label=f"กลุ่มใบอนุญาต {way}")
    page.get_by_role("button", name="บันทึกที่เลือก").click()
    expect(page.get_by_text(waits.ref)).to_have_count(0)

    admin.open(f"/activities/{waits.id}/move")
    page.get_by_role("combobox", name="หน่วยงานใหม่").select_option(label=f"ชื่อใหม่ {way}", force=True)
    page.get_by_label("เหตุผล").fill("โอนงาน")
    admin.shot("move-a-record")
    admin.has_no_barriers()
    page.get_by_role("button", name="ย้าย", exact=True).click()
    expect(page.get_by_text(f"ชื่อใหม่ {way}").first).to_be_visible()

    admin.open("/activities/as-of")
    admin.shot("register-of-a-past-day")
    admin.has_no_barriers()


def _send(page, text: str) -> None:
    file = {"name": "ปรับโครงสร้าง.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    page.get_by_label("ไฟล์ .xlsx หรือ .csv").set_input_files(files=[file])
    page.get_by_role("button", name="ดูตัวอย่าง").click()
