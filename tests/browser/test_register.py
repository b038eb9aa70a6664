"""The register is searched, read and taken along as files; whoever may only read finds nothing to press."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ropa import clock
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE, WAYS, Visitor, Way
from tests.support.walks import search
from tests.support.world import DPO, approve, create


def saved_file(visitor: Visitor, link: str, folder: Path) -> bytes:
    """Return what a link of the page downloads."""
    with visitor.page.expect_download() as found:
        visitor.page.get_by_role("link", name=link).first.click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path.read_bytes()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_record_is_found_by_a_part_of_a_thai_word_and_read(visit, site: Site, way: Way):
    visitor = visit("recorder.sps", way)
    page = visitor.page
    visitor.open("/activities")
    visitor.shot("register")
    visitor.has_no_barriers()
    search(page, "ทะเบียนลูกค้า")
    # Other tests of the same site may have made records with the same words: the sample is among those found.
    results = page.get_by_role("region", name="ผลการค้นหา")
    other, sample = (f"/activities/{site.samples[number]}" for number in (0, 1))
    expect(results.locator(f'a.row-title[href="{sample}"]')).to_be_visible()
    expect(results.locator(f'a.row-title[href="{other}"]')).to_have_count(0)
    visitor.shot("register-searched")

    results.locator(f'a.row-title[href="{sample}"]').click()
    expect(page).to_have_url(f"{site.address}{sample}")
    expect(page.get_by_role("heading", name="ผลการตรวจความครบถ้วน")).to_be_visible()
    visitor.shot("record")
    visitor.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_the_list_is_put_in_order_by_its_heads_and_by_its_filter(visit, way: Way):
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open("/activities")
    if way is PHONE:  # the heads are cards' labels there
        page.get_by_text("ตัวกรองเพิ่มเติม").click()
        page.get_by_label("เรียงตาม").select_option(label="เลขที่ น้อยไปมาก")
        page.get_by_role("button", name="ใช้ตัวกรอง").click()
    else:
        page.get_by_role("link", name="กิจกรรม (เลขที่)").click()
        expect(page.get_by_role("columnheader", name="กิจกรรม (เลขที่)")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("status").filter(has_text="เลขที่ น้อยไปมาก")).to_be_visible()
    refs = page.locator("tbody th code").all_inner_texts()
    assert refs == sorted(refs)
    assert "sort=ref" in page.url
    visitor.has_no_barriers()
    visitor.shot("register-in-order")


def test_a_search_without_results_says_so_and_how_to_go_on(visit):
    visitor = visit("recorder.sps", PHONE)
    visitor.open("/activities")
    search(visitor.page, "ไม่มีคำนี้ในทะเบียน")
    expect(visitor.page.get_by_text("ไม่พบรายการที่ตรงกับเงื่อนไข")).to_be_visible()
    visitor.has_no_barriers()
    visitor.page.get_by_role("link", name="ล้างตัวกรองทั้งหมด").click()
    expect(visitor.page.get_by_role("region", name="ผลการค้นหา").get_by_role("row").nth(1)).to_be_visible()


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_PHONE], ids=str)
def test_form_and_diagram_are_downloaded(visit, site: Site, way: Way, downloads: Path):
    visitor = visit("recorder.sps", way)
    visitor.open(f"/activities/{site.samples[1]}")
    form = saved_file(visitor, "แบบฟอร์ม (Excel)", downloads)
    picture = saved_file(visitor, "แผนภาพการไหลของข้อมูล (SVG)", downloads)

    assert form.startswith(b"PK")
    assert "ลงทะเบียน" in picture.decode()
    assert zipfile.is_zipfile(next(downloads.glob("*.xlsx")))


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE], ids=str)
def test_an_auditor_reads_everything_and_changes_nothing(visit, site: Site, way: Way, downloads: Path):
    part = f"อนุมัติแล้ว {way.words}"
    made = create(site.database, clock.now(), office_id=59, main_process="งานตรวจ", sub_process=part, steps=2)
    with site.database.write(DPO, clock.now()) as uow:
        approve(uow, made.id)
    visitor = visit("auditor.sps", way)
    page = visitor.page
    visitor.open("/activities")
    expect(page.get_by_role("link", name="รายการใหม่")).to_have_count(0)
    search(page, part)
    page.get_by_role("link", name=part, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(part)
    expect(page.get_by_role("link", name=re.compile("^แก้ไข"))).to_have_count(0)
    expect(page.get_by_role("link", name="ทิ้งร่างนี้")).to_have_count(0)
    visitor.shot("record-of-an-auditor")
    visitor.has_no_barriers()

    visitor.open("/activities")
    page.get_by_role("link", name="ส่งออกทะเบียน").click()
    assert saved_file(visitor, "ดาวน์โหลดทะเบียน (Excel)", downloads).startswith(b"PK")
    visitor.expects(403, 404)
    assert visitor.open(f"/activities/{made.id}/edit/header").status in {403, 404}
    assert visitor.open("/activities/new").status == 403
    visitor.shot("forbidden")
