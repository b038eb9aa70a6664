"""Whole days of those who see the whole ministry: the DPO, the auditor, the administrator of the system."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ropa import clock
from ropa.breaches import service as breaches
from ropa.portal_simulator.personas import CENTRAL
from schemas.breach import BreachInput
from schemas.thai_dates import format_thai_date
from tests.support.days import send_over_a_dropped_line, stop
from tests.support.site import Site
from tests.support.subject_requests import take_in
from tests.support.visitor import DESKTOP, PATIENCE_MS, PHONE, Visitor, Way
from tests.support.web import national_id
from tests.support.world import DPO, approve, create

BOTH = pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
NAKHON_PATHOM = 59
#: Made-up people, one for each way.
NUMBERS = {"desktop": 961, "phone": 962}


def day_of(days: int) -> str:
    return format_thai_date((clock.bangkok(clock.now()) + timedelta(days=days)).date())


def number_in(words: str) -> int:
    found = re.search(r"[\d,]+", words)
    assert found is not None, words
    return int(found.group().replace(",", ""))


@BOTH
def test_a_dpo_goes_from_the_numbers_to_the_lists_and_writes_in_a_breach_and_a_request(visit, site: Site, way: Way):
    now, title = clock.now(), f"ส่งบัญชีรายชื่อผิดกลุ่ม {way.words}"
    create(site.database, now, office_id=NAKHON_PATHOM, main_process="งานวันของดีพีโอ", sub_process=way.words)
    given = BreachInput(office_id=CENTRAL, title=title, aware_at=now - timedelta(hours=69))
    with site.database.write(DPO, now) as uow:
        breaches.report(uow, given)
    asked = take_in(site.database, now - timedelta(days=29), keys=site.keys, number=NUMBERS[way.name])
    officer = visit("dpo.sps", way)
    page = officer.page
    officer.open("/")
    stop(officer, "dpo-home")
    errors = page.get_by_role("region", name="ข้อสังเกตในรายการที่ท่านเห็น").get_by_role("link").first
    counted = number_in(errors.inner_text())
    errors.click()
    expect(page.locator("p.count")).to_contain_text(re.compile(rf"\b{counted}\b"))
    stop(officer, "dpo-findings")
    _accept(officer)

    officer.open("/dashboard")
    stop(officer, "dpo-dashboard")
    bar = page.locator(".dash-bases .dash-bars a").first
    counted = number_in(bar.inner_text())
    bar.click()
    expect(page.locator("p.count")).to_contain_text(re.compile(rf"^พบ(อย่างน้อย)? {min(counted, 50)} รายการ"))
    stop(officer, "dpo-list")
    _breach(officer, title)
    _request(officer, asked.ref)


def _accept(officer: Visitor) -> None:
    """Accept the first finding of the list's first record, over a line that drops, and end that again."""
    page = officer.page
    page.get_by_role("region").get_by_role("heading").get_by_role("link").first.click()
    page.get_by_role("link", name="ยอมรับโดยมีเหตุผล").first.click()
    reason, until = page.get_by_label("เหตุผลที่ยอมรับ"), page.get_by_label("ยอมรับถึงวันที่")
    reason.fill("อยู่ระหว่างจัดทำประกาศฉบับใหม่")
    until.fill(day_of(30))
    send_over_a_dropped_line(officer, page.get_by_role("button", name="ยอมรับ"), reason, until)
    expect(page.get_by_text("ยอมรับแล้วถึง").first).to_be_visible()
    stop(officer, "dpo-accepted")
    page.get_by_role("link", name="เลิกการยอมรับ").first.click()
    page.get_by_role("button", name="เลิกการยอมรับ").click()
    expect(page.get_by_text("เลิกการยอมรับแล้ว").first).to_be_visible()


def _breach(officer: Visitor, title: str) -> None:
    """See the clock of a breach run, and write down what was done."""
    page = officer.page
    officer.open("/")
    page.get_by_role("link", name="เหตุละเมิดทั้งหมด").first.click()
    page.get_by_role("link", name=title).click()
    left = page.locator(".breach-clock [data-until]")
    expect(left).to_contain_text("ชม.")
    before = left.inner_text()
    expect(left).not_to_have_text(before)
    stop(officer, "dpo-breach")
    page.get_by_role("navigation", name="ส่วนของเหตุละเมิด").get_by_role("link", name="ลำดับเหตุการณ์").click()
    note = page.get_by_role("textbox", name="ข้อความ")
    note.fill("โทรแจ้งผู้รับให้ลบอีเมลแล้ว รอหนังสือยืนยัน")
    send_over_a_dropped_line(officer, page.get_by_role("button", name="เพิ่มบันทึก"), note)
    expect(page.locator(".timeline").get_by_text("โทรแจ้งผู้รับให้ลบอีเมลแล้ว")).to_be_visible()
    stop(officer, "dpo-timeline")


def _request(officer: Visitor, ref: str) -> None:
    """Find a request by the number on the first page, and write into it."""
    page = officer.page
    officer.open("/")
    page.get_by_role("list", name="งานที่รอท่าน").get_by_role("link", name=re.compile("คำขอใช้สิทธิ")).click()
    stop(officer, "dpo-requests")
    page.get_by_role("listitem").filter(has_text=ref).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    stop(officer, "dpo-request")
    page.get_by_role("link", name="ลำดับเหตุการณ์").first.click()
    note = page.get_by_role("textbox", name="ข้อความ")
    note.fill("ถามกองกลางว่าข้อมูลอยู่ที่ใดแล้ว")
    send_over_a_dropped_line(officer, page.get_by_role("button", name="เพิ่มบันทึก"), note)
    stop(officer, "dpo-request-note")
    expect(page.locator(".timeline").get_by_text("ถามกองกลางว่าข้อมูลอยู่ที่ใดแล้ว")).to_be_visible()


@BOTH
def test_an_auditor_searches_reads_a_past_day_takes_a_pack_and_checks_the_trail(
    visit, site: Site, way: Way, downloads: Path
):
    process = f"งานวันของผู้ตรวจ {way.words}"
    made = create(
        site.database, clock.now(), office_id=NAKHON_PATHOM, main_process=process, sub_process=process, steps=2
    )
    with site.database.write(DPO, clock.now()) as uow:
        approve(uow, made.id)
    auditor = visit("auditor.sps", way)
    page = auditor.page
    auditor.open("/")
    stop(auditor, "auditor-home")
    page.get_by_label("ค้นทั้งทะเบียน").fill(process)
    page.get_by_role("main").get_by_role("button", name="ค้นหา").click()
    stop(auditor, "auditor-found")
    page.get_by_role("main").get_by_role("link", name=process).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(process)
    stop(auditor, "auditor-record")
    _past_day(auditor, downloads)
    _pack(auditor, process, downloads)

    auditor.open("/")
    page.get_by_role("link", name="ตรวจบันทึกเหตุการณ์ทั้งหมดตอนนี้").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ตรวจบันทึกเหตุการณ์")
    stop(auditor, "auditor-check")
    page.get_by_role("link", name="บันทึกเหตุการณ์").first.click()
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    stop(auditor, "auditor-trail")


def _past_day(auditor: Visitor, downloads: Path) -> None:
    """Take the register as it stood at the end of a day; a day that never was is told at its field."""
    page = auditor.page
    auditor.open("/activities")
    page.get_by_role("link", name="ทะเบียนย้อนหลัง").click()
    day = page.get_by_label("ณ สิ้นวันที่")
    day.fill("31 กุมภาพันธ์ 2569")
    page.get_by_role("button", name="ดาวน์โหลดทะเบียน (Excel)").click()
    expect(day).to_have_attribute("aria-invalid", "true")
    stop(auditor, "auditor-past-day")
    day.fill(day_of(-1))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="ดาวน์โหลดทะเบียน (Excel)").click()
    waiting.value.save_as(downloads / "past.xlsx")
    assert zipfile.is_zipfile(downloads / "past.xlsx")


def _pack(auditor: Visitor, process: str, downloads: Path) -> None:
    """Have a pack made over a line that drops, and take it."""
    page = auditor.page
    auditor.open("/packs")
    page.get_by_role("link", name="ทำชุดเอกสาร").first.click()
    words, reason = page.get_by_label("คำค้น"), page.get_by_label("เหตุผลที่ส่งออก")
    words.fill(process)
    reason.fill("ตรวจสอบประจำปี ตามหนังสือของผู้ตรวจสอบ")
    stop(auditor, "auditor-pack-new")
    send_over_a_dropped_line(auditor, page.get_by_role("button", name="ทำชุดเอกสาร"), words, reason)
    expect(page.locator("[hx-trigger]")).to_have_count(0, timeout=3 * PATIENCE_MS)
    auditor.open("/packs")
    page.get_by_role("link", name=f"“{process}”").first.click()
    stop(auditor, "auditor-pack")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="ดาวน์โหลดทั้งชุด").click()
    waiting.value.save_as(downloads / "pack.zip")
    assert zipfile.is_zipfile(downloads / "pack.zip")


@BOTH
def test_an_administrator_gives_a_right_answers_and_sees_that_the_system_is_well(visit, site: Site, way: Way):
    admin = visit("admin.sps", way)
    page = admin.page
    admin.open("/")
    stop(admin, "admin-home")
    page.get_by_role("link", name="สิทธิที่ใช้ได้วันนี้").first.click()
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    stop(admin, "admin-people")
    page.get_by_role("link", name="ให้สิทธิ", exact=True).first.click()
    _give(admin, way)
    admin.open("/")
    page.get_by_role("navigation", name="ทำทันที").get_by_role("link", name="การส่งแจ้งเตือน").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    stop(admin, "admin-notices")
    _hook(admin, f"https://hooks.ministry.example/day-{way.name}")
    admin.open("/")
    page.get_by_role("list", name="งานที่รอท่าน").get_by_role("link", name=re.compile("สถานะระบบ")).click()
    expect(page.get_by_role("heading", name="สถานะระบบ")).to_be_visible()
    expect(page.get_by_role("region", name="งานตามเวลา").get_by_role("row").nth(1)).to_be_visible()
    stop(admin, "admin-health")


def _give(admin: Visitor, way: Way) -> None:
    """Give somebody who never signed in a right for a month, over a line that drops, and end it."""
    page = admin.page
    order = f"คำสั่งที่ 12/2569 {way.words}"
    number, reason = page.get_by_label("เลขประจำตัวประชาชน"), page.get_by_label("เหตุผลหรือเลขคำสั่ง")
    number.fill(national_id(NUMBERS[way.name] + 10))
    page.get_by_role("radio", name="ผู้บันทึก").check()
    page.get_by_role("combobox", name="หน่วยงาน").select_option(str(CENTRAL))
    page.get_by_label("ใช้ได้ถึงวันที่").fill(day_of(30))
    reason.fill(order)
    stop(admin, "admin-gives")
    send_over_a_dropped_line(admin, page.get_by_role("button", name="ให้สิทธิ"), number, reason)
    expect(page.get_by_text("ให้สิทธิแล้ว").first).to_be_visible()
    admin.open(f"/people?mark=ending&office={CENTRAL}")
    stop(admin, "admin-ending")
    _end_of_nobody(page)


def _end_of_nobody(page: Page) -> None:
    """End the right of the one who never signed in."""
    row = page.get_by_role("row").filter(has_text="ยังไม่เคยลงชื่อเข้าใช้").first
    row.get_by_role("link", name=re.compile("^สิ้นสุดสิทธิ")).click()
    page.get_by_role("button", name="สิ้นสุดสิทธิ").click()
    expect(page.get_by_text("สิ้นสุดสิทธิแล้ว").first).to_be_visible()


def _hook(admin: Visitor, address: str) -> None:
    """Add another system that is told, and take it out again."""
    page = admin.page
    field = page.get_by_label("ที่อยู่ของระบบที่จะเพิ่ม")
    field.fill(address)
    send_over_a_dropped_line(admin, page.get_by_role("button", name="เพิ่ม", exact=True), field)
    expect(page.get_by_text("whsec_")).to_be_visible()
    page.get_by_role("button", name=f"นำออก {address}").click()
    expect(page.get_by_text("นำออกจากรายการแล้ว")).to_be_visible()
