"""The first page of each persona, and the queue of those who approve without a mouse, in a real Chromium."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service, service_life
from schemas.life import LifeStep
from schemas.vocabulary import RevisionStatus
from tests.support.lives import OFFICER
from tests.support.office_day import changed_after_approval, populate, wrote
from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE, Way

PERSONAS = {
    "recorder.npt": "home-recorder",
    "reviewer.npt": "home-reviewer",
    "head.npt": "home-head",
    "dpo.sps": "home-dpo",
    "auditor.sps": "home-auditor",
    "admin.sps": "home-admin",
    "newcomer.npt": "home-newcomer",
}


@pytest.fixture(scope="module")
def morning(site):
    """An ordinary morning at the office in Nakhon Pathom."""
    return populate(site.database, clock.now())


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
@pytest.mark.parametrize("persona", PERSONAS)
def test_the_first_page_of_each_has_no_barrier_and_fits(visit, morning, persona, way: Way):
    visitor = visit(persona, way)
    visitor.open("/")
    below = visitor.page.get_by_role("link", name="กำหนดการ ภาพรวมหน่วยงาน และส่วนที่เหลือ")
    if persona == "newcomer.npt":
        expect(below).to_have_count(0)
    elif way.javascript:
        expect(visitor.page.get_by_role("heading", name="ถึงกำหนดใน 30 วัน")).to_be_visible()
        expect(below).to_have_count(0)
    else:
        visitor.shot(PERSONAS[persona])
        below.click()
        expect(visitor.page.get_by_role("heading", name="ถึงกำหนดใน 30 วัน")).to_be_visible()
    visitor.has_no_barriers()
    if way.javascript:
        visitor.shot(PERSONAS[persona])


def test_the_first_page_is_english_with_one_click(visit, morning):
    visitor = visit("head.npt", DESKTOP)
    visitor.open("/")
    visitor.page.get_by_role("link", name="English").click()
    expect(visitor.page.get_by_role("heading", name="Signature list")).to_be_visible()
    expect(visitor.page.get_by_role("heading", name="Waiting for your approval")).to_be_visible()
    visitor.shot("home-head-english")
    visitor.page.get_by_role("link", name="ไทย").click()


def status_of(site, key):
    with site.database.read(OFFICER, clock.now()) as uow:
        return service_life.newest(uow, key).status


def focused(page):
    return page.locator("[data-item]:focus")


def test_three_records_are_decided_without_a_mouse(visit, site, morning):
    """j, Enter, a, Enter; x; r and a reason: the way of somebody who signs fifty a morning."""
    # The queue has the longest waiting first.
    ago = [clock.now() - timedelta(minutes=minutes) for minutes in (30, 20, 10)]
    first = changed_after_approval(site.database, ago[0], "คีย์บอร์ด หนึ่ง")
    second = wrote(site.database, ago[1], "คีย์บอร์ด สอง", LifeStep.REVIEW)
    third = wrote(site.database, ago[2], "คีย์บอร์ด สาม", LifeStep.REVIEW)
    head = visit("head.npt", DESKTOP)
    page, keys = head.page, head.page.keyboard
    head.open("/queue/sign")
    item = page.locator(f"#i-{first}")

    def reach(key):
        for _ in range(30):
            if page.evaluate("document.activeElement.id") == f"i-{key}":
                return
            keys.press("j")
        raise AssertionError(f"{key} is not reached by j")

    reach(first)
    keys.press("Enter")
    expect(item.locator(".whole-diff ins").first).to_be_visible()
    head.has_no_barriers()
    head.shot("queue-diff-open")
    keys.press("Enter")
    expect(item.locator(".whole-diff ins").first).to_be_hidden()
    keys.press("x")
    expect(item.get_by_role("checkbox")).to_be_checked()
    keys.press("Space")
    expect(item.get_by_role("checkbox")).not_to_be_checked()
    keys.press("a")
    expect(item.get_by_role("button", name="ยืนยันอนุมัติ")).to_be_focused()
    head.has_no_barriers()
    head.shot("queue-confirm")
    keys.press("Escape")
    expect(item).to_be_focused()
    keys.press("a")
    keys.press("Enter")
    expect(page.get_by_role("status").get_by_text("อนุมัติแล้ว")).to_be_visible()
    assert status_of(site, first) is RevisionStatus.APPROVED
    expect(page.locator(f"#i-{second}")).to_be_focused()

    keys.press("r")
    expect(page.locator(f"#r-{second}")).to_be_focused()
    keys.type("jax แก้ชื่อก่อน")  # letters are letters in a field
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("status").get_by_text("ส่งกลับ")).to_be_visible()
    assert status_of(site, second) is RevisionStatus.DRAFT
    expect(page.locator(f"#i-{third}")).to_be_focused()
    keys.press("k")
    expect(focused(page)).to_have_count(1)
    keys.press("?")
    expect(page.get_by_text("อนุมัติรายการนี้ แล้วยืนยันด้วย Enter")).to_be_visible()
    head.has_no_barriers()
    head.shot("queue-keys")


def test_a_reviewer_reads_and_decides_without_a_mouse(visit, site, morning):
    """The keys of the approver's queue: j, Enter, a, Enter; r and a reason."""
    ago = [clock.now() - timedelta(minutes=minutes) for minutes in (30, 20)]
    first = changed_after_approval(site.database, ago[0], "พิจารณา หนึ่ง", upto=LifeStep.SUBMIT)
    second = wrote(site.database, ago[1], "พิจารณา สอง", LifeStep.SUBMIT)
    reviewer = visit("reviewer.npt", DESKTOP)
    page, keys = reviewer.page, reviewer.page.keyboard
    reviewer.open(f"/queue?of=review&at={first}")
    item = page.locator(f"#i-{first}")
    expect(item).to_be_focused()
    expect(item.locator(".changes ins").first).to_be_visible()
    keys.press("Enter")
    expect(item.locator(".whole-diff ins").first).to_be_visible()
    reviewer.has_no_barriers()
    reviewer.shot("review-diff-open")
    keys.press("a")
    expect(item.get_by_role("button", name="ยืนยันว่าพิจารณาแล้ว")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("status").get_by_text("ผ่านการพิจารณาแล้ว")).to_be_visible()
    assert status_of(site, first) is RevisionStatus.REVIEWED

    for _ in range(30):
        if page.evaluate("document.activeElement.id") == f"i-{second}":
            break
        keys.press("j")
    keys.press("r")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("alert").get_by_text("เขียนว่าต้องแก้อะไร")).to_be_visible()
    reviewer.has_no_barriers()
    page.locator(f"#r-{second}").fill("แก้ชื่อก่อน")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("status").get_by_text("ส่งกลับ")).to_be_visible()
    assert status_of(site, second) is RevisionStatus.DRAFT


def test_the_letters_can_be_switched_off_for_good(visit, site, morning):
    wrote(site.database, clock.now(), "ปิดปุ่มลัด", LifeStep.REVIEW)
    head = visit("head.npt", DESKTOP)
    head.open("/queue/sign")
    head.page.keyboard.press("?")
    head.page.get_by_label("ใช้ปุ่มลัดตัวอักษรในหน้านี้").press("Space")
    head.open("/queue/sign")
    head.page.keyboard.press("j")
    expect(focused(head.page)).to_have_count(0)
    head.page.locator("[data-item]").first.focus()
    head.page.keyboard.press("a")
    expect(head.page.get_by_role("button", name="ยืนยันอนุมัติ").first).to_be_hidden()
    head.page.keyboard.press("ArrowDown")
    expect(head.page.locator("[data-item]").nth(1)).to_be_focused()


@pytest.mark.parametrize("way", [PHONE, PLAIN_DESKTOP, PLAIN_PHONE], ids=str)
def test_one_is_read_whole_and_approved_on_the_spot(visit, site, morning, way: Way):
    key = changed_after_approval(site.database, clock.now(), f"อ่านแล้วอนุมัติ {way}")
    head = visit("head.npt", way)
    head.open("/queue/sign")
    item = head.page.locator(f"#i-{key}")
    item.get_by_text("ดูสิ่งที่เปลี่ยนทั้งหมด").click()
    if not way.javascript:
        item.get_by_role("link", name="แสดงในหน้านี้").click()
    expect(item.locator(".whole-diff ins").first).to_be_visible()
    head.has_no_barriers()
    head.shot("queue")
    item.locator("[data-act=approve] > summary").click()
    item.get_by_role("button", name="ยืนยันอนุมัติ").click()
    expect(head.page.get_by_role("status").get_by_text("อนุมัติแล้ว")).to_be_visible()
    assert status_of(site, key) is RevisionStatus.APPROVED


def test_what_came_back_leads_to_the_very_field(visit, site, morning):
    recorder = visit("recorder.npt", PHONE)
    recorder.open("/")
    card = recorder.page.get_by_role("region", name="ส่งกลับให้แก้ไข")
    expect(card.get_by_text("ยังไม่ได้ระบุฐานทางกฎหมาย")).to_be_visible()
    card.get_by_role("link", name=re.compile("ส่วนหัวของแบบฟอร์ม")).first.click()
    expect(recorder.page).to_have_url(re.compile(rf"/activities/{morning['returned'][0]}/edit/header#f-sub_process"))
    with site.database.read(OFFICER, clock.now()) as uow:
        assert service.read(uow, morning["returned"][0]).office_id == 59


def test_the_administrator_reads_the_state_of_the_system(visit, morning):
    admin = visit("admin.sps", DESKTOP)
    admin.open("/")
    admin.page.get_by_role("link", name=re.compile("สถานะระบบ")).first.click()
    expect(admin.page.get_by_role("heading", name="สถานะระบบ")).to_be_visible()
    expect(admin.page.get_by_text("พื้นที่ว่างของดิสก์").first).to_be_visible()
    admin.has_no_barriers()
    admin.shot("health")
