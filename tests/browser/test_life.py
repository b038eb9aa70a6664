"""A record goes from draft to approval in a real browser, at two widths, with and without JavaScript."""

import msgspec
import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service
from ropa.samples import filled_forms
from schemas.access import Role
from schemas.document import ActivityInput
from schemas.life import LifeStep
from tests.support.actors import person
from tests.support.lives import step
from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, Way

#: The central office of the simulated portal's people.
CENTRAL = 435


def _record(site, name: str) -> str:
    """Lay a whole record ready, written by somebody who signs nothing."""
    data = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    data.form.header.sub_process = name
    author = person("author", Role.RECORDER)
    with site.database.write(author, clock.now()) as uow:
        return service.create(uow, msgspec.structs.replace(data, office_id=CENTRAL)).id


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP], ids=str)
def test_a_record_is_submitted_returned_and_approved(visit, site, way: Way):
    key = _record(site, f"ทะเบียนทดสอบวงจร {way}")
    officer = visit("dpo.sps", way)
    officer.open(f"/activities/{key}")
    expect(officer.page.locator(".stages li.now")).to_have_text("ร่าง")
    officer.has_no_barriers()
    officer.page.get_by_role("link", name="ส่งตรวจสอบ", exact=True).click()
    officer.has_no_barriers()
    officer.shot("life-submit")
    officer.page.get_by_role("button", name="ส่งตรวจสอบ").click()
    expect(officer.page.get_by_role("status").get_by_text("ส่งตรวจสอบแล้ว")).to_be_visible()

    officer.open("/queue?of=review")
    officer.has_no_barriers()
    officer.shot("work-review")
    officer.open(f"/activities/{key}/life/return")
    officer.page.get_by_label("เหตุผล").fill("โปรดแก้ตามความเห็น")
    officer.page.get_by_label("ปักไว้ที่ช่อง").first.select_option("/form/header/sub_process")
    officer.page.get_by_label("ความเห็น", exact=True).first.fill("ชื่อยังไม่ตรงกับคำสั่งแบ่งงาน")
    officer.has_no_barriers()
    officer.shot("life-return")
    officer.page.get_by_role("button", name="ส่งกลับให้แก้ไข").click()
    expect(officer.page.get_by_text("ชื่อยังไม่ตรงกับคำสั่งแบ่งงาน")).to_be_visible()
    officer.has_no_barriers()
    officer.shot("record-with-comments")
    officer.open(f"/activities/{key}/edit/header")
    # In the list that leads to the fields, and beside its field.
    expect(officer.page.get_by_text("ชื่อยังไม่ตรงกับคำสั่งแบ่งงาน")).to_have_count(2)
    expect(officer.page.locator(".remarks").get_by_text("ชื่อยังไม่ตรงกับคำสั่งแบ่งงาน")).to_be_visible()
    officer.shot("edit-with-comments")
    officer.open(f"/activities/{key}/comments")
    officer.has_no_barriers()
    officer.shot("comments")
    assert officer.overflow() == 0


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_the_head_signs_many_at_once(visit, site, way: Way):
    now = clock.now()
    recorder, reviewer = person("author", Role.RECORDER), person("second", Role.REVIEWER)
    keys = [_record(site, f"ลงนามพร้อมกัน {number} {way}") for number in range(3)]
    for key in keys:
        step(site.database, now, recorder, key, LifeStep.SUBMIT)
        step(site.database, now, reviewer, key, LifeStep.REVIEW)

    head = visit("approver.sps", way)
    head.open("/queue/sign")
    head.has_no_barriers()
    head.shot("sign")
    assert head.overflow() == 0
    head.page.get_by_label("เลือกทุกรายการที่อนุมัติได้ในหน้านี้").check()
    head.page.get_by_role("button", name="อนุมัติรายการที่เลือก").click()
    expect(head.page.get_by_text("อนุมัติแล้ว 3 รายการ")).to_be_visible()
    head.has_no_barriers()
    head.shot("signed")
    head.open(f"/activities/{keys[0]}")
    expect(head.page.get_by_text("ฉบับนี้ตรึงไว้แล้ว")).to_be_visible()
    head.has_no_barriers()
    head.shot("record-approved")


def test_the_exceptions_of_separation_can_be_read(visit):
    officer = visit("dpo.sps", DESKTOP)
    officer.open("/separation")
    officer.has_no_barriers()
    officer.shot("separation")
