"""Stretches of a person's way through the pages that several tests walk."""

import re

from playwright.sync_api import Page, expect

from tests.support.visitor import Visitor

OFFICE = "สำนักงานอุตสาหกรรมจังหวัดนครปฐม (59)"


def new_draft(visitor: Visitor, process: str, part: str) -> str:
    """Return the address of a new draft of recorder.npt, made on its page."""
    page = visitor.page
    visitor.open("/activities/new")
    page.get_by_label(OFFICE).check()
    page.get_by_label("ชื่อกระบวนการหลัก/ระบบหลัก").fill(process)
    page.get_by_label("ชื่อกระบวนการย่อย/ระบบย่อย").fill(part)
    page.get_by_role("button", name="สร้างร่างและกรอกต่อ").click()
    expect(page.get_by_text("สร้างรายการใหม่แล้ว")).to_be_visible()
    address = re.search(r"/activities/[0-9a-f-]{36}", page.url)
    assert address is not None
    return address.group()


def search(page: Page, words: str) -> None:
    """Look for words in the register's list."""
    page.get_by_role("searchbox", name="ค้นหาในทะเบียน").fill(words)
    page.get_by_role("search").get_by_role("button", name="ค้นหา").click()


def save(page: Page) -> None:
    """Press the button that saves, and see on the next page that it did: this one may say so of an earlier save."""
    with page.expect_navigation():
        page.get_by_role("button", name="บันทึก", exact=True).last.click()
    expect(page.get_by_role("status").filter(has_text="บันทึกแล้ว")).to_be_visible()
