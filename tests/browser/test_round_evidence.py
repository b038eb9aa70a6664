"""An office ends its step with evidence and adds some later; a manual is commented on and the comment is resolved."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.procedures import service, service_rounds
from schemas.procedure import StepDoer
from schemas.procedure_record import ProcedureMove
from schemas.rounds import RoundInput
from tests.support.documents import PDF, PNG
from tests.support.procedure_steps import decision, step
from tests.support.procedures import WRITER, approved, move, procedure_input
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way

NAKHON_PATHOM = 59
TWO = [
    {"name": "หนังสือนำส่ง.pdf", "mimeType": "application/pdf", "buffer": PDF},
    {"name": "ภาพหน้าจอ.png", "mimeType": "image/png", "buffer": PNG},
]
LATER = {"name": "บันทึกเพิ่มเติม.pdf", "mimeType": "application/pdf", "buffer": PDF + b"\n"}


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_a_step_is_ended_with_files_and_one_comes_later(visit, site: Site, way: Way):
    steps = [step(1, 30, doer=StepDoer.OFFICE), decision(2, 3, 1), step(3, 1, [])]
    now = clock.now()
    made = approved(site.database, now, title=f"คู่มือหลักฐาน {way.words}", steps=steps)
    given = RoundInput(
        title=f"รอบหลักฐาน {way.words}",
        starts_on=clock.bangkok(now).date() - timedelta(days=14),
        office_ids=[NAKHON_PATHOM],
    )
    with site.database.write(DPO, now) as uow:
        service_rounds.start(uow, made.id, given)

    recorder = visit("recorder.npt", way)
    page = recorder.page
    recorder.open("/reminders?kind=round")
    expect(page.get_by_role("link", name=given.title)).to_be_visible()
    recorder.shot("round-agenda")
    recorder.open("/my-tasks")
    recorder.shot("round-my-tasks")
    recorder.has_no_barriers()
    page.get_by_role("link", name="ไปทำขั้นตอนนี้").filter(has_text=given.title).click()
    page.get_by_label("หลักฐาน").first.set_input_files(TWO)
    recorder.shot("round-step-with-files")
    recorder.has_no_barriers()
    page.get_by_role("button", name="เสร็จขั้นตอนนี้").first.click()
    expect(page.get_by_text("บันทึกแล้ว")).to_be_visible()
    expect(page.get_by_role("link", name="หนังสือนำส่ง.pdf").first).to_be_visible()
    recorder.shot("round-run-with-evidence")
    page.get_by_role("link", name="หลักฐานทั้งหมด 2 ไฟล์").click()
    page.get_by_label("ขั้นตอน").select_option(index=1)
    page.locator("#f-file").set_input_files(LATER)
    page.get_by_label("ไฟล์นี้คืออะไร").fill("ส่งตามมาหลังประชุม")
    page.get_by_role("button", name="แนบไฟล์").click()
    expect(page.get_by_text("เพิ่มภายหลัง").first).to_be_visible()
    recorder.shot("round-evidence")
    recorder.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_comment_stands_beside_its_chapter_until_it_is_resolved(visit, site: Site, way: Way):
    now = clock.now()
    with site.database.write(WRITER, now) as uow:
        title = f"คู่มือที่มีความเห็น {way.words}"
        stored = move(uow, service.create(uow, procedure_input(title=title)), ProcedureMove.SUBMIT)
    dpo = visit("dpo.sps", way)
    page = dpo.page
    dpo.open(f"/procedures/{stored.id}")
    page.get_by_role("link", name="ให้ความเห็นที่ขั้นตอนที่ 2", exact=True).click()
    page.get_by_label("ความเห็น", exact=False).last.fill("สามวันไม่พอสำหรับจังหวัดที่มีหลายอำเภอ")
    page.get_by_role("button", name="บันทึกความเห็น").click()
    expect(page.get_by_text("บันทึกความเห็นแล้ว")).to_be_visible()
    dpo.shot("procedure-comments")
    dpo.has_no_barriers()
    dpo.open(f"/procedures/{stored.id}")
    expect(page.get_by_text("สามวันไม่พอ").first).to_be_visible()
    dpo.shot("procedure-with-comments")
    dpo.has_no_barriers()
    page.get_by_role("button", name="ดึงกลับมาแก้ไข").click()
    dpo.open(f"/procedures/{stored.id}/edit")
    page.locator("summary", has_text="2. ขั้นตอน 2").click()
    expect(page.get_by_text("สามวันไม่พอ").first).to_be_visible()
    dpo.shot("procedure-edit-with-comments")
    dpo.has_no_barriers()
    page.get_by_role("link", name="จัดการความเห็น").first.click()
    page.get_by_role("button", name="แก้แล้ว").first.click()
    expect(page.get_by_text("ทำเครื่องหมายว่าแก้แล้ว")).to_be_visible()
    dpo.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_PHONE], ids=str)
def test_what_is_wrong_at_the_top_leads_to_the_field_of_its_step(visit, site: Site, way: Way):
    two = [
        step(1, 1, [2, 3], doer=StepDoer.OFFICE),
        step(2, 9, [], doer=StepDoer.OFFICE),
        step(3, 9, [], doer=StepDoer.OFFICE),
    ]
    made = approved(site.database, clock.now(), title=f"คู่มือที่กรอกผิด {way.words}", steps=two)
    begun = clock.bangkok(clock.now()).date() - timedelta(days=20)
    key = begin(site.database, clock.now(), made, offices=(NAKHON_PATHOM,), starts_on=begun)
    first = visits(site.database, clock.now(), key, NAKHON_PATHOM)[0]
    finish(site.database, clock.now(), key, 1, office=NAKHON_PATHOM, done_on=first.opens_on)
    last = visits(site.database, clock.now(), key, NAKHON_PATHOM)[-1]
    recorder = visit("recorder.npt", way)
    page = recorder.page
    recorder.open(f"/rounds/{key}/offices/{NAKHON_PATHOM}")
    form = page.locator(f"#step-{last.id}")
    form.get_by_label("วันที่เสร็จ").fill("เมื่อวานซืน")
    form.get_by_role("button", name="เสร็จขั้นตอนนี้").click()
    page.get_by_role("alert").get_by_role("link").first.click()
    field = page.locator(f"#f-done_on-{last.id}")
    expect(field).to_be_in_viewport()
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("เว้นว่าง.+"))
    recorder.shot("round-run-faults")
    recorder.has_no_barriers()
