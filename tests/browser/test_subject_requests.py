"""A request of a data subject from the counter to the closing, in a real browser, at a desk and on a telephone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ropa import clock
from schemas.thai_dates import format_thai_date
from tests.support.request_story import LETTER, NUMBER, REQUESTER, TITLE, WISH, scene
from tests.support.two_widths import Both, just_now, today_of
from tests.support.visitor import DESKTOP, PHONE

OFFICE = 435


@pytest.mark.timeout(400)  # the whole way at two widths
def test_a_request_goes_from_the_counter_to_the_closing(visit, site, downloads: Path):
    scene(site.database, clock.now() - timedelta(days=1), OFFICE)
    officer = Both(visit("dpo.sps", DESKTOP), visit("dpo.sps", PHONE))
    base = _intake(officer)
    _person(officer, base)
    _work(officer, base)
    _decide(officer, base)
    _effects(officer, base)
    _letters(officer, base, downloads)
    _close(officer, base)
    for name, path in (
        ("request-list", "/requests?show=all"),
        ("request-limits", "/requests/limits"),
        ("working-days", "/working-days"),
        ("my-tasks", "/my-tasks"),
    ):
        officer.look(name, path)


def _intake(officer: Both) -> str:
    officer.look("request-new", "/requests/new")
    # What axe leaves on the elements it looked at, HTMX would carry over.
    officer.desk.open("/requests/new")
    page = officer.page
    page.get_by_role("button", name="รับคำขอ", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    officer.desk.has_no_barriers()
    officer.desk.open("/requests/new")
    page.locator("input[name=rights][value=s33_erasure]").check()
    page.locator("#f-wish_s33_erasure").fill(WISH)
    page.locator("#f-name").fill(REQUESTER)
    page.get_by_text("เลขประจำตัวและที่อยู่", exact=False).click()
    page.locator("#f-national_id").fill(NUMBER)
    page.locator("#f-address").fill("1 ถนนสมมุติ กรุงเทพมหานคร 10000")
    page.locator("#f-identity_level").select_option("document_seen")
    page.locator("#f-identity_how").fill("เห็นบัตรตัวจริงที่เคาน์เตอร์")
    page.get_by_label("หน่วยงานที่รับคำขอ").select_option(str(OFFICE))
    page.get_by_role("searchbox", name="ค้นหากิจกรรม").fill(TITLE)
    page.get_by_role("group", name="กิจกรรมที่เกี่ยวข้อง").get_by_role("button").click()
    page.locator("#picker input[type=checkbox]").first.check()
    page.get_by_role("button", name="รับคำขอ", exact=True).click()
    officer.hears("กำหนดเวลาเริ่มนับวันถัดไป")
    base = re.sub(r"^https?://[^/]+|\?.*", "", page.url)
    assert REQUESTER not in page.content()
    officer.look("request-overview", base)
    officer.look("request-identity", f"{base}/identity")
    officer.look("request-asks", f"{base}/asks")
    return base


def _person(officer: Both, base: str) -> None:
    page = officer.page
    officer.desk.open(f"{base}/person")
    assert REQUESTER not in page.content()
    officer.fill("เหตุที่ต้องเปิดดู", "ค้นหาในระบบข่าวสาร")
    officer.desk.has_no_barriers()
    officer.press("เปิดดู")
    expect(page.get_by_role("heading", name=REQUESTER)).to_be_visible()
    officer.desk.has_no_barriers()
    officer.desk.shot("request-person")


def _work(officer: Both, base: str) -> None:
    page = officer.page
    officer.desk.open(f"{base}/tasks")
    officer.press("ทำงานที่เสนอ")
    officer.hears("บันทึกแล้ว")
    officer.look("request-tasks")
    for box in page.locator("input[name=numbers]").all():
        box.check()
    page.get_by_text("บันทึกผล", exact=True).click()
    page.locator("#f-result").select_option("found")
    page.locator("#f-note").fill("พบหนึ่งระเบียน")
    officer.press("บันทึกผลของงานที่เลือก")
    officer.hears("บันทึกแล้ว")


def _decide(officer: Both, base: str) -> None:
    page = officer.page
    officer.desk.open(f"{base}/decide")
    page.locator("#f-outcome").select_option("partly")
    page.locator("#f-limb").select_option("s33_2")
    page.locator("#f-way").select_option("erase")
    page.locator("#f-granted").fill("ลบออกจากทะเบียนผู้รับข่าวและสำเนา")
    officer.press("บันทึกคำตัดสิน")
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    officer.desk.has_no_barriers()
    page.locator("#f-outcome").select_option("granted")
    officer.press("บันทึกคำตัดสิน")
    officer.hears("บันทึกคำตัดสินแล้ว")
    officer.look("request-decide")
    officer.desk.open(f"{base}/tasks")
    for task in page.locator("li", has_text="ลบ ทำลาย").locator("input[name=numbers]").all():
        task.check()
    page.get_by_text("บันทึกผล", exact=True).click()
    page.locator("#f-result").select_option("done")
    page.locator("#f-note").fill("ลบแล้ว ตรวจซ้ำแล้ว")
    officer.press("บันทึกผลของงานที่เลือก")
    officer.hears("บันทึกแล้ว")


def _effects(officer: Both, base: str) -> None:
    page = officer.page
    officer.desk.open(f"{base}/effects")
    page.get_by_role("link", name="ลบหรือทำลายข้อมูล").first.click()
    today = today_of(page)
    for name, words in (
        ("scope", "ระเบียนของผู้ขอหนึ่งราย"),
        ("done_on", today),
        ("executor_name", "ผู้ปฏิบัติ สมมุติ"),
        ("executor_position", "นักวิชาการคอมพิวเตอร์"),
        ("copies_0_measures", "ปิดสิทธิเข้าถึงข้อมูลสำรองจนกว่าจะถูกเขียนทับ"),
        ("copies_0_reason", "ลบเฉพาะรายจากข้อมูลสำรองไม่ได้"),
        ("copies_0_next_check_on", format_thai_date((clock.bangkok(clock.now()) + timedelta(days=30)).date())),
    ):
        page.locator(f"#f-{name}").fill(words)
    for name, code in (("ground", "s33_2"), ("method", "overwrite_delete"), ("copies_0_fate", "blocked")):
        page.locator(f"#f-{name}").select_option(code)
    officer.desk.has_no_barriers()
    officer.desk.shot("request-effect-new")
    officer.press("บันทึกการดำเนินการ")
    officer.hears("บันทึกสิ่งที่ดำเนินการกับข้อมูลแล้ว")
    officer.look("request-effects", f"{base}/effects")


def _letters(officer: Both, base: str, downloads: Path) -> None:
    page = officer.page
    officer.desk.open(f"{base}/letters")
    page.locator("#f-kind").select_option("answer")
    officer.press("ร่างหนังสือ")
    officer.hears("ร่างหนังสือแล้ว")
    for name, words in LETTER.items():
        page.locator(f"#f-{name}").fill(words)
    officer.press("บันทึกร่าง")
    officer.hears("บันทึกแล้ว")
    officer.desk.has_no_barriers()
    officer.desk.shot("request-letter")
    page.locator("#f-sent_no").fill("อก 0000/1")
    page.locator("#f-sent_on").fill(today_of(page))
    page.locator("#f-sent_channel").select_option("post")
    officer.press("บันทึกว่าส่งแล้ว")
    officer.hears("เนื้อหาและ PDF ถูกตรึงไว้")
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").click()
    got.value.save_as(downloads / "letter.pdf")
    assert (downloads / "letter.pdf").read_bytes().startswith(b"%PDF")
    officer.look("request-letters", f"{base}/letters")
    officer.desk.open(f"{base}/tasks")
    for box in page.locator("li", has_text="แจ้งผู้รับข้อมูล").locator("input[name=numbers]").all():
        box.check()
    page.get_by_text("บันทึกผล", exact=True).click()
    page.locator("#f-result").select_option("done")
    page.locator("#f-told_how").select_option("letter")
    page.locator("#f-told_at_day").fill(today_of(page))
    page.locator("#f-told_at_time").fill(just_now(page))
    officer.press("บันทึกผลของงานที่เลือก")
    officer.hears("บันทึกแล้ว")


def _close(officer: Both, base: str) -> None:
    officer.look("request-closing", f"{base}/closing")
    officer.fill("สรุปและเหตุผลที่ปิดเรื่อง", "ตอบแล้ว ลบครบ ข้อมูลสำรองปิดกั้นไว้และมีวันตรวจ")
    officer.press("ปิดเรื่อง")
    officer.hears("ปิดเรื่องแล้ว")
    officer.look("request-timeline", f"{base}/timeline")
    assert REQUESTER not in officer.page.content()
    officer.look("request-print", f"{base}/print")
