"""The main job without a mouse: a record from its first word to the one who reviews it, by keys alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.visitor import DESKTOP, PHONE, Way
from tests.support.walks import OFFICE, new_draft

FOCUSED = "each => each === document.activeElement"
#: A page of the form has less places for Tab than this.
MOST_TABS = 400


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    pytest.fail(f"Tab never came to {wanted}")


def choose(page: Page, wanted: Locator) -> None:
    """Tick one of a group by keys: Tab goes to the group, arrows inside of it, the space bar ticks."""
    name = wanted.get_attribute("name")
    group = page.locator(f'input[name="{name}"]')
    for _ in range(MOST_TABS):
        if page.evaluate("name => document.activeElement.name === name", name):
            break
        page.keyboard.press("Tab")
    for _ in range(group.count() + 1):
        if wanted.is_checked():
            return
        page.keyboard.press("Space")
        if not wanted.is_checked():
            page.keyboard.press("ArrowDown")
    pytest.fail(f"no key ticks {wanted}")


def write(page: Page, label: str | re.Pattern[str], words: str) -> None:
    """Come to a field by Tab and type."""
    tab_to(page, page.get_by_label(label, exact=isinstance(label, str)).first)
    page.keyboard.type(words)


def onwards(page: Page) -> None:
    """Save and go on by the key for it."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_record_is_written_and_sent_without_a_mouse(visit):
    visitor = visit("recorder.npt", DESKTOP)
    page = visitor.page
    visitor.open("/activities/new")
    choose(page, page.get_by_label(OFFICE))
    write(page, "ชื่อกระบวนการหลัก/ระบบหลัก", "งานด้วยแป้นพิมพ์")
    write(page, "ชื่อกระบวนการย่อย/ระบบย่อย", "ไม่ใช้เมาส์")
    tab_to(page, page.get_by_role("button", name="สร้างร่างและกรอกต่อ"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("สร้างรายการใหม่แล้ว")).to_be_visible()
    address = re.search(r"/activities/[0-9a-f-]{36}", page.url)
    assert address is not None

    write(page, re.compile("ส่วนงาน"), "กลุ่มโรงงานอุตสาหกรรม")
    onwards(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("หมวดหมู่ของข้อมูล")
    write(page, re.compile("ระบุข้อมูลส่วนบุคคลที่มีการเก็บรวบรวม"), "ชื่อ นามสกุล")
    choose(page, page.get_by_role("group", name="ข้อมูลอ่อนไหว").get_by_label("NO"))
    for _ in range(20):
        onwards(page)
        if page.url.partition("?")[0].endswith("/edit/flow"):
            break

    for number, title in enumerate(("ยื่นคำขอ", "ตรวจคำขอ", "แจ้งผล"), 1):
        page.keyboard.press("Control+Shift+Enter")
        field = page.get_by_label(f"ขั้นตอน ขั้นตอนที่ {number}", exact=True)
        expect(field).to_be_focused()
        page.keyboard.type(title)
    expect(page.locator(".viewer-window [data-step='3']").first).to_be_attached()
    onwards(page)

    expect(page).to_have_url(re.compile("/edit/systems"))
    page.keyboard.press("Control+Shift+Enter")
    system = page.get_by_label("ชื่อระบบ (System Name) ระบบที่ 1")
    expect(system).to_be_focused()
    page.keyboard.type("ระบบใบอนุญาต")
    exchanged = page.get_by_label("ข้อมูลที่แลกเปลี่ยนกับภายนอกหน่วยงาน (Exchanged Data) ระบบที่ 1 รายการที่ 1")
    if not exchanged.count():
        tab_to(page, page.locator('.typed-rows button[value^="add:"]').last)
        page.keyboard.press("Enter")
    tab_to(page, exchanged)
    page.keyboard.type("ชื่อผู้ประกอบการ")
    with page.expect_navigation():
        page.keyboard.press("Control+s")

    expect(page).to_have_url(re.compile(f"{address.group()}[?#]"))
    for words in ("กลุ่มโรงงานอุตสาหกรรม", "แจ้งผล", "ระบบใบอนุญาต", "ชื่อผู้ประกอบการ"):
        expect(page.get_by_text(words).first).to_be_attached()
    page.goto(address.group())
    tab_to(page, page.get_by_role("link", name="ส่งตรวจสอบ", exact=True))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/life/submit"))
    tab_to(page, page.get_by_role("main").get_by_role("button", name="ส่งตรวจสอบ"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(address.group()))
    expect(page.get_by_role("status").get_by_text("ส่งตรวจสอบแล้ว")).to_be_visible()


@pytest.mark.parametrize("way", [PHONE, DESKTOP], ids=str)
def test_the_pages_of_a_section_have_no_barriers_in_english(visit, way: Way):
    visitor = visit("recorder.npt", way)
    page = visitor.page
    record = new_draft(visitor, f"งานภาษาอังกฤษ {way.words}", "หน้ากรอก")
    page.context.add_cookies([{"name": "ropa_language", "value": "en", "url": visitor.address}])
    for section in ("header", "beyond", "flow", "systems"):
        visitor.open(f"{record}/edit/{section}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        visitor.shot(f"edit-{section}-english")
        visitor.has_no_barriers()
