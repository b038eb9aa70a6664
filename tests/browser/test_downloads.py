"""Exporting the register in Chromium: a file that is made meanwhile, its progress, stopping it, and its other ends."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, insert, select, update

from ropa import clock
from ropa.access.tables import people
from ropa.db.ids import new_id
from ropa.downloads import service_running as running
from ropa.downloads.tables import downloads as table
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PATIENCE_MS, PHONE, PLAIN_PHONE, Way
from tests.support.world import create


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_a_searched_register_is_made_shown_and_saved(visit, site: Site, way: Way, downloads: Path):
    create(site.database, clock.now(), office_id=59, main_process=f"งานส่งออก {way.words}")
    officer = visit("dpo.sps", way)
    page = officer.page
    officer.open("/activities")
    page.get_by_role("searchbox").fill(f"งานส่งออก {way.words}")
    page.get_by_role("button", name="ค้นหา").click()
    page.get_by_role("link", name="ส่งออกทะเบียน").click()
    expect(page.get_by_text(f"ค้นหา “งานส่งออก {way.words}”")).to_be_visible()
    officer.has_no_barriers()
    officer.shot("export-register")

    page.get_by_label("เหตุผลที่ขอ").fill("ประกอบการตรวจประจำปี")
    page.get_by_role("button", name="สร้างไฟล์").click()
    expect(page.get_by_text("รับคำขอแล้ว")).to_be_visible()
    link = page.get_by_role("link", name="ดาวน์โหลด").first
    if not way.javascript:
        for _ in range(80):
            if link.count():
                break
            page.wait_for_timeout(250)
            officer.open("/downloads")
    expect(link).to_be_visible(timeout=PATIENCE_MS)  # with scripts it comes by itself
    if way.javascript:
        expect(page.get_by_text("ไฟล์พร้อมให้ดาวน์โหลดแล้ว")).to_be_visible()
        expect(page.locator("[hx-trigger]")).to_have_count(0)
    officer.has_no_barriers()
    officer.shot("downloads-ready")
    with page.expect_download() as waiting:
        link.click()
    waiting.value.save_as(downloads / "register.xlsx")
    assert zipfile.is_zipfile(downloads / "register.xlsx")
    page.get_by_role("button", name="ลบ").first.click()
    expect(page.get_by_text("ลบไฟล์แล้ว")).to_be_visible()


def _rows(site: Site, username: str) -> str:
    """Lay downloads of a person ready, one in each state but two; return the id of the one that is being made."""
    present = clock.now()
    with site.database.write(running.SYSTEM, present) as uow:
        person = uow.connection.scalar(select(people.c.id).where(people.c.username == username))
        row = {
            "kind": "register.xlsx",
            "query": b'{"office":59}',
            "actor_name": "",
            "actor": b"{}",
            "asked_at": present,
        }
        made = ""
        for state in ("cancelled", "expired", "failed", "running"):
            made = new_id(present)
            uow.connection.execute(
                insert(table),
                {
                    **row,
                    "id": made,
                    "actor_id": f"person:{person}",
                    "state": state,
                    "attempts": 1,
                    "done": 31_400 if state == "running" else 0,
                    "total": 100_000 if state == "running" else 0,
                    "holder": "test" if state == "running" else None,
                    "held_until": present + timedelta(hours=1),
                    "ended_at": present,
                    "error_th": "พื้นที่จัดเก็บเต็ม โปรดแจ้งผู้ดูแลระบบ",
                    "error_en": "The disk is full; tell the administrator",
                },
            )
    return made


def _forget(site: Site, username: str) -> None:
    """Take away what other tests of the same site left for a person."""
    with site.database.write(running.SYSTEM, clock.now()) as uow:
        person = uow.connection.scalar(select(people.c.id).where(people.c.username == username))
        uow.connection.execute(delete(table).where(table.c.actor_id == f"person:{person}"))


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_every_state_is_told_and_progress_comes_by_itself(visit, site: Site, way: Way):
    officer = visit("auditor.sps", way)
    page = officer.page
    if way is DESKTOP:
        _forget(site, "auditor.sps")
        officer.open("/downloads")
        expect(page.get_by_text("ยังไม่มีไฟล์ที่ขอไว้")).to_be_visible()
        officer.has_no_barriers()
        officer.shot("downloads-empty")
    made = _rows(site, "auditor.sps")
    officer.open("/downloads")
    expect(page.get_by_text("31,400 / 100,000 (31%)")).to_be_visible()
    for words in ("พื้นที่จัดเก็บเต็ม", "ไฟล์ถูกลบเมื่อครบกำหนดเก็บแล้ว", "ยกเลิกแล้ว"):
        expect(page.get_by_text(words).first).to_be_visible()
    officer.has_no_barriers()
    officer.shot("downloads")

    page.locator(f"#cancel-{made}").focus()
    with site.database.write(running.SYSTEM, clock.now()) as uow:
        uow.connection.execute(update(table).where(table.c.id == made).values(done=62_000))
    expect(page.get_by_text("62,000 / 100,000 (62%)")).to_be_visible()
    expect(page.locator(f"#cancel-{made}")).to_be_focused()  # who waits at the button is not thrown off it
    page.keyboard.press("Enter")
    expect(page.get_by_text("ยกเลิกการสร้างไฟล์แล้ว")).to_be_visible()
    expect(page.locator("[hx-trigger]")).to_have_count(0)
