"""One day of a register on the production database: what differs from SQLite are the locks, the search and the pool."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.databases import Databases
from tests.support.site import Site, running_site
from tests.support.visitor import DESKTOP, PHONE
from tests.support.walks import new_draft, save, search


@pytest.fixture
def on_postgresql(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    url = databases.make("postgresql")
    with running_site(url, tmp_path) as started:
        yield started
    databases.drop(url)


def test_a_record_is_written_by_two_people_found_and_its_breach_reported(visit, on_postgresql: Site):
    one, other = visit("recorder.npt", at=on_postgresql), visit("recorder.npt", PHONE, at=on_postgresql)
    record = new_draft(one, "งานใบอนุญาต", "ต่ออายุใบอนุญาตโรงงาน")
    for visitor, unit in ((one, "กลุ่มโรงงานอุตสาหกรรม"), (other, "กลุ่มนโยบายและแผน")):
        visitor.open(f"{record}/edit/header")
        visitor.page.get_by_label("ส่วนงาน").first.fill(unit)
    save(other.page)
    one.page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(one.page.get_by_role("heading", level=1)).to_contain_text("มีผู้บันทึกส่วนนี้ไปก่อน")
    one.page.get_by_label("ใช้ของฉัน").check()
    one.page.get_by_role("button", name="บันทึกตามที่เลือก").click()
    expect(one.page.get_by_text("บันทึกแล้ว").first).to_be_visible()

    one.open("/activities")
    search(one.page, "ใบอนุญาตโรง")
    results = one.page.get_by_role("region", name="ผลการค้นหา")
    results.get_by_role("link", name="ต่ออายุใบอนุญาตโรงงาน").click()
    expect(one.page.get_by_text("กลุ่มโรงงานอุตสาหกรรม").first).to_be_visible()

    one.open("/breaches/new")
    one.page.get_by_label("เกิดอะไรขึ้น (สั้น ๆ)").fill("ใบอนุญาตส่งผิดคน")
    one.page.get_by_label("หน่วยงานที่เกิดเหตุ").select_option("59")
    one.page.get_by_role("button", name="บันทึกเหตุละเมิด").click()
    expect(one.page.get_by_text("นาฬิกา 72 ชั่วโมงเริ่มนับ").first).to_be_visible()
    officer = visit("dpo.sps", DESKTOP, at=on_postgresql)
    officer.open("/breaches")
    expect(officer.page.get_by_role("link", name="ใบอนุญาตส่งผิดคน")).to_be_visible()
