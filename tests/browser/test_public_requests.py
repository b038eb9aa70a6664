"""Anybody uses a right by the public form, on a telephone and without a script; an officer looks at what came."""

import re

import pytest

from tests.browser.conftest import Visit
from tests.support.pdf_text import facts_of, squeezed, text_of
from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE, Visitor, Way

SMALL = Way("small-phone", "จอเล็ก", 360, 740, javascript=True)


def barriers(visitor: Visitor) -> None:
    if visitor.way.javascript and visitor.way is not DESKTOP:
        assert visitor.serious_barriers() == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= visitor.way.width


@pytest.mark.parametrize("way", [SMALL, PLAIN_PHONE], ids=str)
def test_a_stranger_asks_gets_a_receipt_and_sees_where_it_stands(visit: Visit, way: Way) -> None:
    stranger = visit(None, way)
    page = stranger.page
    stranger.open("/request-rights")
    barriers(stranger)
    # What is not asked of this sender is not in the way.
    assert not page.get_by_label("เอกสารมอบอำนาจ (เลขที่ วันที่)").is_visible()
    page.get_by_label("ขอแก้ข้อมูลที่ผิด").check()
    page.get_by_label("รายละเอียด (ถ้ามี): แก้ไขข้อมูลให้ถูกต้อง").fill("ชื่อสะกดผิด")
    page.get_by_label("อีเมล").fill("ไม่ใช่อีเมล")
    page.get_by_role("button", name="ส่งคำขอ").click()

    page.get_by_role("heading", name="ยังส่งไม่ได้").wait_for()
    stranger.shot("request-rights-with-faults")
    barriers(stranger)
    for words in ("กรอกชื่อและนามสกุลของเจ้าของข้อมูล", "อีเมลไม่ถูกต้อง", "โปรดรับรองว่าข้อความเป็นความจริง"):
        assert page.get_by_role("link", name=words).count() == 1
    assert page.get_by_label("รายละเอียด (ถ้ามี): แก้ไขข้อมูลให้ถูกต้อง").input_value() == "ชื่อสะกดผิด"
    page.get_by_label("ชื่อและนามสกุล").first.fill("ผู้ขอ ทดสอบ")
    page.get_by_label("อีเมล").fill("someone@example.org")
    page.get_by_label("ข้าพเจ้ารับรอง").check()
    page.get_by_role("button", name="ส่งคำขอ").click()

    page.get_by_role("heading", name="ใบรับคำขอใช้สิทธิ").wait_for()
    stranger.shot("request-receipt")
    barriers(stranger)
    ref, code = page.locator(".receipt-code").all_inner_texts()
    assert (ref.startswith("DSR-"), len(code), page.url.count("?")) == (True, 19, 0)
    page.get_by_role("link", name="/request-rights/status").click()
    page.get_by_label("เลขที่คำขอ").fill(ref)
    page.get_by_label("รหัสลับ").fill("0000 0000 0000 0000")
    page.get_by_role("button", name="ดูความคืบหน้า").click()
    page.get_by_role("link", name="ไม่พบคำขอที่มีเลขที่และรหัสลับนี้").wait_for()
    page.get_by_label("รหัสลับ").fill(code.lower())
    page.get_by_role("button", name="ดูความคืบหน้า").click()
    page.get_by_role("heading", name=re.compile(f"{ref}: รับคำขอแล้ว")).wait_for()
    stranger.shot("request-status")
    barriers(stranger)
    assert (page.url.count("?"), code in page.url, page.get_by_text("ผู้ขอ ทดสอบ").count()) == (0, False, 0)


@pytest.mark.parametrize("way", [PHONE, PLAIN_DESKTOP], ids=str)
def test_a_parent_finds_the_part_for_minors_and_the_blank_form(visit: Visit, way: Way) -> None:
    stranger = visit(None, way)
    page = stranger.page
    stranger.open("/request-rights")
    with page.expect_download() as downloads:
        page.get_by_role("link", name="พิมพ์แบบคำร้องไปยื่นเอง").click()
    blank = downloads.value.path().read_bytes()
    assert facts_of(blank)["Pages"] == "2"
    assert squeezed("แบบคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล") in squeezed(text_of(blank))
    page.get_by_role("link", name="English").click()
    page.get_by_label("Delete my data").check()
    page.get_by_label("over 10 years, not of age").check()
    page.get_by_label("a parent, guardian or curator").check()
    page.get_by_label("The minor agrees").wait_for()
    stranger.shot("request-rights-of-a-minor-in-english")
    barriers(stranger)


def test_an_officer_opens_what_came_and_dismisses_what_is_no_request(visit: Visit) -> None:
    stranger = visit(None, PLAIN_PHONE)
    stranger.open("/request-rights")
    stranger.page.get_by_label("ขอดูหรือขอสำเนา").check()
    stranger.page.get_by_label("รายละเอียด (ถ้ามี): เข้าถึง").fill("โปรโมชั่นพิเศษวันนี้")
    stranger.page.get_by_label("ชื่อและนามสกุล").first.fill("ร้านค้า ทดสอบ")
    stranger.page.get_by_label("อีเมล").fill("shop@example.org")
    stranger.page.get_by_label("ข้าพเจ้ารับรอง").check()
    stranger.page.get_by_role("button", name="ส่งคำขอ").click()
    ref = stranger.page.locator(".receipt-code").first.inner_text()

    officer = visit("dpo.sps")
    page = officer.page
    officer.open("/requests/arrivals")
    page.get_by_label(f"เลือก {ref}").check()
    page.get_by_role("button", name="เปิดดูข้อความ").click()
    page.get_by_text("โปรโมชั่นพิเศษวันนี้").wait_for()
    officer.shot("request-arrivals")
    assert officer.serious_barriers() == []
    page.get_by_label("เหตุที่ไม่ใช่คำขอใช้สิทธิ").fill("ข้อความโฆษณา")
    page.get_by_role("button", name="ปิด: ไม่ใช่คำขอใช้สิทธิ").click()
    page.get_by_text("ปิดเรื่องที่เลือกแล้ว").wait_for()
    assert page.get_by_label(f"เลือก {ref}").count() == 0
