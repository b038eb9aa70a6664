"""A manual begins from a sample, is edited, sent, returned, approved by another, and read with its chart by all."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE, Way

ADDRESS = re.compile(r"/procedures/[0-9a-f-]{36}$")


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE], ids=str)
def test_a_manual_goes_from_a_sample_to_its_approval(visit, way: Way):
    writer = visit("recorder.npt", way)
    page = writer.page
    title = f"คู่มือทดลอง {way.words}"
    writer.open("/procedures")
    writer.has_no_barriers()
    page.get_by_role("link", name="จัดทำคู่มือใหม่").first.click()
    page.get_by_role("button", name="สร้างร่างและกรอกต่อ").click()
    expect(page.get_by_role("alert")).to_contain_text("ตั้งชื่อกระบวนงาน")
    writer.has_no_barriers()
    page.get_by_label("ชื่อกระบวนงาน").fill(title)
    page.get_by_role("radio", name=re.compile("16 ขั้นตอน")).check()
    writer.shot("procedure-new")
    page.get_by_role("button", name="สร้างร่างและกรอกต่อ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    writer.shot("procedure-edit")
    writer.has_no_barriers()

    page.get_by_label("ขอบเขตของงาน").fill("ตั้งแต่รับเรื่องจนรายงานผล")
    row = page.locator("details.row-of", has_text=re.compile(r"^\s*3\.")).first
    row.locator("summary").click()
    row.get_by_label("ไปขั้นตอนที่", exact=True).fill("ที่ไหนดี")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("เขียนลำดับขั้นตอน")
    expect(page.get_by_label("ขอบเขตของงาน")).to_have_value("ตั้งแต่รับเรื่องจนรายงานผล")
    page.locator("#f-steps_2_to").fill("")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page).to_have_url(re.compile(r"/procedures/[0-9a-f-]{36}\?said=saved"))
    expect(page.get_by_text("ตั้งแต่รับเรื่องจนรายงานผล")).to_be_visible()
    expect(page.locator("#step-16")).to_be_visible()
    expect(page.locator(".viewer-window svg")).to_be_visible()
    writer.shot("procedure")
    writer.has_no_barriers()
    page.get_by_role("button", name="ส่งขออนุมัติ").click()
    expect(page.get_by_text("รออนุมัติ").first).to_be_visible()
    address = page.url.partition("?")[0]

    head = visit("head.npt", way)
    head.open(address)
    head.page.get_by_role("button", name="ส่งกลับให้แก้ไข").click()
    expect(head.page.get_by_role("alert")).to_contain_text("ต้องระบุเหตุผล")
    head.page.get_by_role("button", name="อนุมัติ", exact=True).click()
    expect(head.page.get_by_text("อนุมัติแล้ว").or_(head.page.locator(".badge.good")).first).to_be_visible()
    head.has_no_barriers()

    writer.open(address)
    expect(page.get_by_role("link", name="แก้ไข", exact=True)).to_be_visible()
