"""A drill from the report to the closing, by its people in a real browser, at a desk and on a telephone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.breach_drill import CSV, FACTORS, OFFICE_WORDS, SUBJECT_WORDS, TITLE
from tests.support.two_widths import Both, just_now, today_of
from tests.support.visitor import DESKTOP, PHONE


@pytest.mark.timeout(300)  # the whole way at two widths
def test_a_drill_goes_from_the_report_to_the_closing(visit, site, downloads: Path):
    officer = Both(visit("dpo.sps", DESKTOP), visit("dpo.sps", PHONE))
    base = _report(officer)
    _facts(officer, base)
    _risk(officer, base)
    _work(officer, base)
    _office(officer, base, downloads)
    _subjects(officer, base, downloads)
    _rest(officer, base)
    _close(officer, base, downloads)
    for name, path in (("breach-statistics", "/breaches/statistics"), ("breach-links", "/breaches/links")):
        officer.look(name, path)


def _report(officer: Both) -> str:
    officer.look("breach-report", "/breaches/new")
    # What axe leaves on the elements it looked at, HTMX would carry over.
    officer.desk.open("/breaches/new")
    page = officer.page
    officer.fill("เกิดอะไรขึ้น (สั้น ๆ)", TITLE)
    page.get_by_label("เพียงสงสัย ยังต้องตรวจสอบ").check()
    page.get_by_label("หน่วยงานที่เกิดเหตุ").select_option("435")
    officer.fill("ลักษณะของเหตุโดยสังเขป", "ไฟล์รายชื่อผู้ขึ้นทะเบียนราวสองพันคน อยู่ในระบบที่ถูกเข้าถึงจากภายนอก")
    page.get_by_role("searchbox", name="ค้นหากิจกรรม").fill("ลงทะเบียนลูกค้า")
    page.get_by_role("group", name="กิจกรรมที่เกี่ยวข้อง").get_by_role("button").click()
    page.locator("#picker input[type=checkbox]").first.check()
    page.get_by_label("เป็นการฝึกซ้อม").check()
    officer.press("บันทึกเหตุละเมิด")
    officer.hears("นาฬิกาเตือนเริ่มนับ")
    base = re.sub(r"^https?://[^/]+|\?.*", "", page.url)
    expect(page.get_by_role("note")).to_contain_text("[ฝึกซ้อม] DRILL")
    officer.look("breach-suspected", base)
    officer.look("breach-desk", "/breaches")
    officer.look("breach-awareness", f"{base}/awareness")
    officer.fill("ทราบเหตุเมื่อ (วันที่)", today_of(page))
    officer.fill("ทราบเหตุเมื่อ (เวลา)", just_now(page))
    officer.fill("เหตุที่เชื่อได้ว่าเกิดการละเมิด", "ตรวจสอบบันทึกแล้วพบการดาวน์โหลดจากภายนอก")
    officer.press("ยืนยันเหตุ เริ่มนาฬิกา")
    officer.hears("นาฬิกา 72 ชั่วโมงเริ่มนับจากเวลาทราบเหตุ")
    return base


def _facts(officer: Both, base: str) -> None:
    officer.look("breach-facts", f"{base}/facts")
    page = officer.page
    page.get_by_label("การละเมิดความลับของข้อมูล").check()
    page.get_by_label("จำนวนเจ้าของข้อมูล").first.fill("สองพัน")
    officer.press("บันทึกข้อเท็จจริง")
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    expect(page.get_by_label("จำนวนเจ้าของข้อมูล").first).to_have_attribute("aria-invalid", "true")
    officer.desk.has_no_barriers()
    for label, words in FACTORS.items():
        page.get_by_label(label, exact=True).first.fill(words)
    officer.press("บันทึกข้อเท็จจริง")
    officer.hears("บันทึกแล้ว")


def _risk(officer: Both, base: str) -> None:
    page = officer.page
    officer.desk.open(f"{base}/assessment")
    page.get_by_label("ใครเห็นหรือได้ข้อมูลไป").select_option("outside")
    page.get_by_label("ผลกระทบต่อเจ้าของข้อมูล").select_option("serious")
    officer.fill("ความเห็นต่อข้อ 1", "บุคคลภายนอกคัดลอกไฟล์ออกไป")
    officer.press("บันทึกร่างและดูข้อเสนอใหม่")
    officer.hears("บันทึกแล้ว")
    expect(page.get_by_role("heading", name="ระบบเสนอว่า")).to_contain_text("มีความเสี่ยงสูง")
    officer.look("breach-assessment", f"{base}/assessment")
    page.get_by_role("radio", name="ไม่มีความเสี่ยง").check()
    officer.fill("เหตุผลของการตัดสิน", "ข้อมูลไปถึงบุคคลภายนอก และใช้สวมรอยได้")
    officer.press("บันทึกผลการประเมิน")
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    officer.desk.has_no_barriers()
    page.get_by_role("radio", name="มีความเสี่ยงสูง").check()
    officer.press("บันทึกผลการประเมิน")
    officer.hears("บันทึกผลการประเมินแล้ว")
    officer.look("breach-overview", base)
    officer.look("breach-print", f"{base}/print")


def _work(officer: Both, base: str) -> None:
    page = officer.page
    officer.desk.open(f"{base}/tasks")
    officer.fill("ต้องทำอะไร", "ปิดบัญชีที่ถูกใช้เข้าถึง และเปลี่ยนรหัสผ่าน")
    page.get_by_label("ผู้รับผิดชอบ").select_option(index=1)
    officer.press("เพิ่มงาน")
    officer.hears("บันทึกแล้ว")
    page.get_by_text("บันทึกผล", exact=True).click()
    officer.fill("ทำอะไรไปแล้ว หรือเหตุที่ยกเลิก", "ปิดแล้ว และเปลี่ยนรหัสผ่านทุกบัญชี")
    officer.look("breach-work")
    officer.press("ทำเสร็จแล้ว")
    officer.hears("บันทึกแล้ว")
    officer.desk.open(f"{base}/tasks/files")
    page.locator("#f-file").set_input_files(
        {"name": "บันทึกการเข้าถึง.txt", "mimeType": "text/plain", "buffer": "บันทึก 1\n".encode()}
    )
    officer.press("แนบไฟล์")
    officer.hears("แนบไฟล์แล้ว")
    officer.look("breach-files")
    officer.look("breach-relations", f"{base}/tasks/relations")
    officer.look("breach-evidence", f"{base}/tasks/evidence")


def _office(officer: Both, base: str, downloads: Path) -> None:
    page = officer.page
    officer.desk.open(f"{base}/notices")
    officer.press("ร่างหนังสือแจ้งสำนักงานฯ")
    officer.hears("ร่างหนังสือแจ้งแล้ว")
    officer.look("breach-notice")
    for label, words in OFFICE_WORDS.items():
        page.locator(f"#f-{label}").fill(words)
    for name in ("signed_at", "detected_at"):
        page.locator(f"#f-{name}_day").fill(today_of(page))
        page.locator(f"#f-{name}_time").fill(just_now(page))
    officer.press("บันทึกร่าง")
    officer.hears("บันทึกแล้ว")
    expect(page.get_by_role("heading", name="ส่งได้แล้ว")).to_be_visible()
    for kind in ("PDF", "Word"):
        with page.expect_download() as got:
            page.get_by_role("link", name=kind).click()
        saved = downloads / got.value.suggested_filename
        got.value.save_as(saved)
        assert saved.stat().st_size > 5_000
    page.get_by_role("link", name="บันทึกการส่ง").click()
    page.get_by_label("ช่องทาง").select_option("e_service")
    officer.look("breach-sent")
    page.get_by_label("ช่องทาง").select_option("e_service")
    officer.press("บันทึกว่าส่งแล้ว")
    officer.hears("เนื้อหาถูกตรึงไว้")
    page.get_by_role("link", name="บันทึกเลขรับ").click()
    officer.fill("เลขรับ", "ฝึกซ้อม-0001")
    page.get_by_label("รับเมื่อ (วันที่)").fill(today_of(page))
    page.get_by_label("รับเมื่อ (เวลา)").fill(just_now(page))
    officer.press("บันทึกเลขรับ")
    officer.hears("บันทึกเลขรับแล้ว")


def _subjects(officer: Both, base: str, downloads: Path) -> None:
    page = officer.page
    officer.desk.open(f"{base}/notices")
    officer.press("ร่างหนังสือแจ้งเจ้าของข้อมูล")
    officer.hears("ร่างหนังสือแจ้งแล้ว")
    for label, words in SUBJECT_WORDS.items():
        page.locator(f"#f-{label}").fill(words)
    officer.press("บันทึกร่าง")
    officer.hears("บันทึกแล้ว")
    page.get_by_role("link", name="ผู้รับและทะเบียนการส่ง").click()
    page.get_by_role("link", name="เพิ่มผู้รับจากไฟล์").click()
    page.locator("#f-file").set_input_files({"name": "ผู้รับ.csv", "mimeType": "text/csv", "buffer": CSV.encode()})
    officer.press("เพิ่มผู้รับ")
    officer.hears("เพิ่มผู้รับแล้ว")
    officer.press("ส่งออกถึงผู้รับทั้งหมด")
    officer.hears("เริ่มส่งแล้ว")
    officer.look("breach-recipients")
    with page.expect_download() as got:
        page.get_by_role("link", name="จดหมาย PDF").click()
    got.value.save_as(downloads / "letters.pdf")
    assert (downloads / "letters.pdf").read_bytes().startswith(b"%PDF")
    officer.look("breach-notices", f"{base}/notices")


def _rest(officer: Both, base: str) -> None:
    """What was promised for later follows in a final notice, which is not late by the 72 hours."""
    page = officer.page
    officer.desk.open(f"{base}/notices")
    page.get_by_label("ประเภทการแจ้ง").select_option("final")
    officer.press("ร่างหนังสือแจ้งสำนักงานฯ")
    officer.hears("ร่างหนังสือแจ้งแล้ว")
    for field in page.locator("input[name^=pending_items_][name$=_words]").all():
        field.fill("")
    for field in page.locator("input[name^=pending_items_][name*=expected_at]").all():
        field.fill("")
    page.locator("#f-subjects_notified").select_option("yes")
    for name in ("subjects_notified_at", "signed_at"):
        page.locator(f"#f-{name}_day").fill(today_of(page))
        page.locator(f"#f-{name}_time").fill(just_now(page))
    page.locator("#f-subjects_notified_how").fill("อีเมลและจดหมายรายบุคคล (จำลอง)")
    officer.press("บันทึกร่าง")
    officer.hears("บันทึกแล้ว")
    page.get_by_role("link", name="บันทึกการส่ง").click()
    page.get_by_label("ช่องทาง").select_option("e_service")
    officer.press("บันทึกว่าส่งแล้ว")
    officer.hears("เนื้อหาถูกตรึงไว้")


def _close(officer: Both, base: str, downloads: Path) -> None:
    page = officer.page
    officer.desk.open(f"{base}/closing")
    page.get_by_label("ประเภทของสาเหตุ").select_option("negligence")
    officer.fill("เกิดเพราะอะไร", "รหัสผ่านของบัญชีบริการไม่เคยเปลี่ยน")
    officer.fill("จะเปลี่ยนอะไรไม่ให้เกิดซ้ำ", "เปลี่ยนทุก 90 วัน และจำกัดเลข IP")
    officer.press("บันทึกบทเรียน")
    officer.hears("บันทึกแล้ว")
    officer.look("breach-closing")
    officer.fill("สรุปและเหตุผลที่ปิดเรื่อง", "หน้าที่ครบ งานเสร็จ และซ้อมครบทุกขั้น")
    officer.press("ปิดเรื่อง")
    officer.hears("ปิดเรื่องแล้ว")
    officer.look("breach-timeline", f"{base}/timeline")
    with page.expect_download() as got:
        officer.desk.page.evaluate("(at) => { location.href = at }", f"/api/v1{base}/situation.pdf")
    got.value.save_as(downloads / "situation.pdf")
    assert (downloads / "situation.pdf").read_bytes().startswith(b"%PDF")
