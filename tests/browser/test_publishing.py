"""A DPO publishes an activity after seeing what the public will see; a stranger reads it on a small telephone."""

from msgspec import structs

from ropa import clock
from ropa.activities import service
from schemas.access import Channel
from tests.ropa.publishing.test_publishing import full
from tests.support.visitor import DESKTOP, PLAIN_PHONE, Way
from tests.support.world import DPO, approve

SMALL = Way("small-phone", "จอเล็ก", 360, 740, javascript=True)


def fits(visitor):
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= visitor.way.width


def test_a_dpo_publishes_and_a_stranger_reads_it_in_both_languages(visit, site):
    with site.database.write(structs.replace(DPO, channel=Channel.WEB), clock.now()) as uow:
        key = service.create(uow, structs.replace(full(), office_id=0)).id
        approve(uow, key)
    officer = visit("dpo.sps", DESKTOP)
    page = officer.page
    officer.open("/publications")
    officer.has_no_barriers()
    officer.shot("publications")
    page.get_by_role("link", name="งานออกใบอนุญาต").first.click()
    page.locator("#f-necessity").fill("กฎหมายกำหนดให้ยื่น หากไม่ให้จะออกใบอนุญาตไม่ได้")
    page.get_by_role("button", name="ดูตัวอย่างใหม่").click()
    page.get_by_role("article").get_by_text("กฎหมายกำหนดให้ยื่น").wait_for()
    page.get_by_label("เผยแพร่ประกาศความเป็นส่วนตัวด้วย").check()
    officer.has_no_barriers()
    officer.shot("publish")
    page.get_by_role("button", name="เผยแพร่ตามตัวอย่างนี้").click()
    page.get_by_text("เผยแพร่แล้ว ประชาชนเห็นตามตัวอย่าง").wait_for()
    officer.has_no_barriers()
    officer.open(f"/activities/{key}/notice")
    officer.has_no_barriers()
    officer.shot("activity-notice")

    for way in (SMALL, DESKTOP, PLAIN_PHONE):
        stranger = visit(None, way)
        page = stranger.page
        stranger.open("/register-public?q=ใบอนุญาต")
        fits(stranger)
        stranger.shot("register-public")
        if way.javascript:
            assert stranger.serious_barriers() == []
        page.locator(f'a.row-title[href$="{key}"]').click()
        page.get_by_role("heading", name="ผู้ยื่นคำขอ").or_(page.get_by_text("ผู้ยื่นคำขอ")).first.wait_for()
        fits(stranger)
        stranger.shot("register-public-activity")
        page.get_by_role("link", name="ประกาศความเป็นส่วนตัว").first.click()
        page.get_by_role("link", name="English").click()
        page.get_by_role("heading", name="Privacy notice").wait_for()
        fits(stranger)
        stranger.shot("privacy-notice-english")
        if way.javascript:
            assert stranger.serious_barriers() == []
