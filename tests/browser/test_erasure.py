"""Destruction in a database in Chromium: bound, tried, ordered; the operator's command beside it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.cli import main
from tests.support.erasures import VARIABLE, Erasure, TargetBase
from tests.support.site import SECRETS, Site
from tests.support.visitor import PHONE, Way


@pytest.mark.parametrize("way", [PHONE], ids=str)
def test_a_data_set_is_bound_tried_and_ordered(visit, site: Site, way: Way, tmp_path: Path, monkeypatch):
    target = TargetBase(f"sqlite:///{tmp_path / 'office.sqlite'}", old=40)
    settings = {**SECRETS, "ROPA_DATABASE_URL": site.database.url, VARIABLE: target.url}

    def destroy(*words: str) -> int:
        with monkeypatch.context() as surroundings:
            surroundings.delenv("ROPA_PICTURES", raising=False)  # no setting of the program
            for name, value in settings.items():
                surroundings.setenv(name, value)
            return main(["destroy", "run", *words])

    erasure = Erasure(site.database, clock.bangkok(clock.now()), target)
    officer = visit("dpo.sps", way)
    page = officer.page
    officer.open(f"/destruction/targets/new?holding={erasure.holding_id}")
    officer.has_no_barriers()
    page.get_by_label("ชื่อฐานข้อมูล").fill("hr")
    page.get_by_label("ตารางหลัก").fill("people")
    officer.expects(422)
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    officer.has_no_barriers()
    officer.shot("target-with-faults")

    erasure.bind(columns=target.binding().columns)
    officer.open("/destruction/targets")
    officer.has_no_barriers()
    officer.shot("targets")
    page.get_by_role("link", name="ทะเบียนบุคลากรที่พ้นจากงาน").first.click()
    expect(page.get_by_text("ไม่ได้เก็บในระบบนี้")).to_be_visible()
    officer.has_no_barriers()
    officer.shot("target")

    ref = erasure.make(erasure.holding_id).ref
    erasure.to_head()
    assert destroy(ref, "--dry-run") == 0
    erasure.to_decided()
    officer.open(f"/destruction/{ref}/erasure")
    officer.has_no_barriers()
    officer.shot("list-in-databases")
    page.get_by_label("ตำแหน่งของท่าน").fill("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล")
    page.get_by_label("ผู้ควบคุมการทำลาย 1").fill("กรรมการ ทดสอบ")
    page.locator("#f-witness_1_position").fill("นักวิชาการ")
    page.get_by_role("button", name="สั่งให้ทำลาย").click()
    expect(page.get_by_text(f"ropa destroy run {ref}")).to_be_visible()
    assert destroy(ref) == 0
    assert target.rows() == target.kept()
    officer.open(f"/destruction/{ref}/erasure")
    expect(page.get_by_text("ทำลายแล้ว").first).to_be_visible()
    officer.has_no_barriers()
    officer.shot("list-destroyed-in-databases")
