"""The data protection officer says how words are meant, and sees the dates for a day while choosing."""

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service
from schemas.access import COMMAND_LINE
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.activity_keeping import Destruction, Storage
from schemas.beyond import Beyond, ItemRetention
from schemas.document import ActivityInput
from schemas.vocabulary import RetentionScope
from tests.support.site import Site
from tests.support.visitor import WAYS, Way


def as_the_forms_write(site: Site, name: str) -> str:
    """Return the id of an activity with the words of both forms, and a rule of its own for backups."""
    backups = ItemRetention(name="ข้อมูลสำรอง", applies_to=RetentionScope.BACKUP, retention_period="30 วัน")
    form = Form(
        header=Header(main_process="งานทะเบียน", sub_process=name),
        storage=Storage(retention_period="10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"),
        destruction=Destruction(destruction_cycle="วันสิ้นปี"),
        beyond=Beyond(retention_rules=[backups]),
    )
    with site.database.write(COMMAND_LINE, clock.now()) as uow:
        return service.create(uow, ActivityInput(office_id=59, form=form)).id


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_reading_is_tried_with_a_day_and_confirmed(visit, site: Site, way: Way):
    activity = as_the_forms_write(site, f"ขึ้นทะเบียน {way.words}")
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open(f"/activities/{activity}/retention?start=19 พ.ย. 2559")
    own = page.locator("#r1")
    own.get_by_text("ยืนยันการอ่านนี้").click()
    visitor.shot("reading")
    visitor.has_no_barriers()
    own.get_by_label("วันที่เก็บรวบรวม", exact=True).check()
    if way.javascript:
        expect(own.locator(".preview")).to_contain_text("20 พ.ย. 2569")
    own.get_by_label("เหตุผล").fill("ตามบันทึกข้อความของสำนักงาน")
    own.get_by_role("button", name="ยืนยันการอ่าน").click()
    expect(page.get_by_text("ยืนยันการอ่านแล้ว")).to_be_visible()
    expect(page.locator("#r1 .badge").first).to_have_text("ยืนยันแล้ว")
    visitor.shot("reading-confirmed")
    visitor.has_no_barriers()
