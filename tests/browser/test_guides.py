"""Each step of each guide, taken on the real pages of a demonstration by whom it is for; and beginning anew."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ropa.web.guides import guides
from tests.support.site import Site, running_site
from tests.support.visitor import DESKTOP, PHONE
from tools.guides import walk


@pytest.fixture(scope="module")
def demo_site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="ropa-guides-") as name:
        folder = Path(name)
        with running_site(f"sqlite:///{folder}/demo.db", folder, demo=True) as site:
            yield site


@pytest.mark.parametrize("role", list(guides()))
def test_every_step_of_a_guide_can_be_taken(visit, demo_site, role):
    guide = guides()[role]
    visitor = visit(guide.persona, DESKTOP, at=demo_site)
    for task in guide.task:
        walk(visitor.page, task)


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_help_has_no_barriers_and_its_link_leads_to_the_task_of_the_page(visit, demo_site, way):
    visitor = visit("recorder.npt", way, at=demo_site)
    page = visitor.page
    for path in ("/help", "/help/recorder", "/glossary", "/demo", "/help/first-run"):
        visitor.open(path)
        visitor.has_no_barriers()
    visitor.open("/destruction")
    page.get_by_role("link", name="คู่มือของหน้านี้").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("จัดทำบัญชีขอทำลาย")
    visitor.shot("help-task")


def test_beginning_anew_wipes_what_was_done_and_nobody_is_signed_out(visit, demo_site):
    visitor = visit("recorder.npt", DESKTOP, at=demo_site)
    page = visitor.page
    visitor.open("/activities/templates/training/use")
    page.get_by_role("button", name="สร้างร่าง").click()
    made = page.url.split("?")[0]
    expect(page.get_by_text("ระบบสาธิต ข้อมูลสมมุติทั้งหมด")).to_be_visible()

    page.get_by_role("link", name="เริ่มใหม่").click()
    page.get_by_label("เข้าใจว่าข้อมูลทั้งหมดจะถูกล้าง").check()
    page.set_default_timeout(100_000)
    page.get_by_role("button", name="เริ่มใหม่").click()
    expect(page.get_by_text("กำลังสร้างข้อมูลชุดใหม่ ไม่ต้องกดซ้ำ")).to_be_visible()
    visitor.has_no_barriers()
    visitor.shot("demo-being-made")

    expect(page.locator("#anew").get_by_text("ระบบสาธิตเริ่มใหม่แล้ว")).to_be_visible(timeout=100_000)
    visitor.has_no_barriers()
    visitor.shot("demo-made")
    page.get_by_role("link", name="กลับหน้าหลัก").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ผู้บันทึก นครปฐม")
    visitor.expects(404)
    answer = page.goto(made)
    assert answer.status == 404
