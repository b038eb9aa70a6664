"""An auditor's pack in Chromium: made with a reason, shown to somebody without rights, looked into, and taken back."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from exports.pack_reading import check_pack
from ropa import clock
from schemas.packs import TRAIL
from tests.support.packs import FOLDER, pack, rewritten
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PATIENCE_MS, PHONE, Visitor, Way
from tests.support.world import create

NEWCOMER = "1000000000335"
PDF = f"{FOLDER}/record.pdf"


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_pack_is_made_shown_looked_into_and_taken_back(visit, site: Site, way: Way, downloads: Path):
    process = f"งานตรวจสอบ {way.words}"
    create(site.database, clock.now(), office_id=59, main_process=process, steps=2)
    officer = visit("dpo.sps", way)
    page = officer.page
    officer.open("/packs/new")
    page.get_by_label("คำค้น").fill(process)
    officer.expects(422)
    page.get_by_role("button", name="ทำชุดเอกสาร").click()
    expect(page.get_by_role("alert")).to_contain_text("บอกเหตุผลที่ส่งออก")
    officer.has_no_barriers()
    officer.shot("pack-with-faults")
    page.get_by_label("เหตุผลที่ส่งออก").fill("ตรวจสอบประจำปี ตามหนังสือของผู้ตรวจสอบ")
    page.get_by_role("button", name="ทำชุดเอกสาร").click()
    expect(page.locator("[hx-trigger]")).to_have_count(0, timeout=3 * PATIENCE_MS)

    officer.open("/packs")
    officer.has_no_barriers()
    officer.shot("packs")
    page.get_by_role("link", name=f"“{process}”").first.click()
    expect(page.get_by_text("ยังไม่ได้ให้ใครเข้าดู")).to_be_visible()
    officer.has_no_barriers()
    officer.shot("pack")
    place = page.url.removeprefix(site.address)
    page.get_by_role("link", name="ให้บุคคลเข้าดู").click()
    page.get_by_label("หรือเลขประจำตัวประชาชน").fill(NEWCOMER)
    last = clock.bangkok(clock.now()).date() + timedelta(days=30)
    page.get_by_label("ดูได้ถึงวันที่").fill(f"{last.day}/{last.month}/{last.year + 543}")
    page.get_by_label("เหตุผลที่ให้เข้าดู").fill("ผู้ตรวจสอบภายนอกตามสัญญา")
    officer.has_no_barriers()
    officer.shot("pack-share")
    page.get_by_role("button", name="ให้เข้าดู").click()
    expect(page.get_by_text("ให้เข้าดูแล้ว")).to_be_visible()
    officer.has_no_barriers()

    auditor = visit("newcomer.npt", way)
    _looks(auditor, process, downloads)
    page.get_by_role("button", name="ยกเลิกการเข้าดู").click()
    expect(page.get_by_text("ยกเลิกการเข้าดูแล้ว")).to_be_visible()
    auditor.expects(403)
    auditor.open(place.partition("?")[0])
    expect(auditor.page.get_by_text("สิทธิเข้าดูชุดเอกสารนี้สิ้นสุดแล้ว")).to_be_visible()


def _looks(auditor: Visitor, process: str, downloads: Path) -> None:
    auditor.open("/")
    auditor.page.get_by_role("link", name="ชุดเอกสารที่ให้ท่านเข้าดู").click()
    auditor.has_no_barriers()
    auditor.page.get_by_role("link", name=f"“{process}”").first.click()
    auditor.has_no_barriers()
    auditor.shot("pack-of-an-auditor")
    with auditor.page.expect_download() as waiting:
        auditor.page.get_by_role("link", name="ดาวน์โหลดทั้งชุด").click()
    waiting.value.save_as(downloads / "pack.zip")
    with (downloads / "pack.zip").open("rb") as whole:
        found = check_pack(whole)
    assert found.faults == []
    expect(auditor.page.get_by_text(found.manifest_hash or "-")).to_be_visible()
    with auditor.page.expect_download() as waiting:
        auditor.page.get_by_role("link", name=TRAIL).click()
    assert waiting.value.suggested_filename == "trail-excerpt.jsonl"


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_an_auditor_checks_a_pack_in_hand_and_reads_what_was_changed(visit, way: Way, downloads: Path):
    whole, digest = pack()
    sound, spoilt = downloads / f"{way.words}-sound.zip", downloads / f"{way.words}-spoilt.zip"
    sound.write_bytes(whole)
    spoilt.write_bytes(rewritten(whole, lambda files: files.update({PDF: b"%PDF-1.7 other", "extra.txt": b"x"})))
    auditor = visit("auditor.sps", way)
    page = auditor.page
    auditor.open("/packs")
    page.get_by_role("link", name="ตรวจชุดที่มีในมือ").click()
    auditor.has_no_barriers()
    auditor.expects(422)
    page.get_by_role("button", name="ตรวจ", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("เลือกไฟล์ชุดเอกสารที่จะตรวจ")

    page.get_by_label("ชุดเอกสาร (.zip)").set_input_files(sound)
    page.get_by_role("button", name="ตรวจ", exact=True).click()
    expect(page.get_by_text("ยังไม่มีอะไรยืนยันว่าเป็นชุดที่ส่งออก")).to_be_visible()
    page.get_by_label("ชุดเอกสาร (.zip)").set_input_files(sound)
    page.get_by_label("ค่าแฮชของ manifest (ถ้ามี)").fill(digest)
    page.get_by_role("button", name="ตรวจ", exact=True).click()
    expect(page.get_by_text("ไม่มีไฟล์ใดถูกแก้ไข")).to_be_visible()
    auditor.has_no_barriers()
    auditor.shot("pack-check-genuine")

    page.get_by_label("ชุดเอกสาร (.zip)").set_input_files(spoilt)
    page.get_by_role("button", name="ตรวจ", exact=True).click()
    expect(page.get_by_text("ชุดเอกสารไม่ตรงตามที่ส่งออก")).to_be_visible()
    expect(page.get_by_role("row", name=PDF)).to_contain_text("ขนาดไม่ตรง")
    expect(page.get_by_role("row", name="extra.txt")).to_contain_text("ไม่มีใน manifest")
    auditor.has_no_barriers()
    auditor.shot("pack-check-changed")
