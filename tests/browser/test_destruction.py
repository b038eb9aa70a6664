"""A destruction list from what is due to the certificate, by its people in a real browser, at two widths."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service as activities
from ropa.destruction import service_items, service_lists
from ropa.retention import service, service_check
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.activity_keeping import Storage
from schemas.activity_roles import Roles
from schemas.beyond import Beyond
from schemas.destruction_steps import RemoveItems
from schemas.document import ActivityInput
from schemas.holding import Carrier, CopyKind, HoldingCopy, HoldingInput
from schemas.vocabulary import Applies, StartEvent
from tests.support.actors import person
from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Visitor
from tests.support.world import approve

#: The office of the simulated portal's people.
CENTRAL = 435
DPO = person("dpo", Role.DPO)
POSITION = "ผู้อำนวยการศูนย์ทดสอบ"
KINDS = ("แฟ้มคำร้อง", "ทะเบียนผู้ติดต่อ", "แฟ้มใบสมัคร")


def _kept(site, name: str) -> str:
    """Lay an approved record ready with three data sets whose period has ended; return its id."""
    form = Form(
        header=Header(main_process="งานสารบรรณ", sub_process=name),
        roles=Roles(role_destruction_approver=[POSITION]),
        storage=Storage(retention_period="5 ปี"),
        beyond=Beyond(retention_start_event=StartEvent.COLLECTED),
    )
    with site.database.write(DPO, clock.now()) as uow:
        key = activities.create(uow, ActivityInput(office_id=CENTRAL, form=form)).id
        approve(uow, key)
        for place, kind in enumerate(KINDS):
            data = HoldingInput(
                title=f"{kind} ปี 2559",
                start_event=StartEvent.COLLECTED,
                started_on=date(2016, 3, 1 + place),
                carrier=Carrier.PAPER,
                saraban=Applies.YES,
                location="ห้องเก็บเอกสาร ชั้น 2",
                volume=f"{4 + place} กล่อง",
                copies=[HoldingCopy(kind=CopyKind.COPY, place="สำเนากระดาษที่กลุ่มงานทะเบียน", carrier=Carrier.PAPER)]
                if place == 0
                else [],
            )
            service.create_holding(uow, key, data)
        service_check.check(uow)
    return key


@dataclass
class Both:
    """Somebody at a desk and with a telephone."""

    desk: Visitor
    telephone: Visitor

    @property
    def page(self):
        return self.desk.page

    def look(self, name: str, path: str | None = None) -> None:
        """See the page at both widths, without barriers, and take its pictures."""
        if path is not None:
            self.desk.open(path)
        self.desk.has_no_barriers()
        self.desk.shot(name)
        self.telephone.open(re.sub(r"^https?://[^/]+", "", self.desk.page.url))
        # What axe finds does not depend on the width: the desk has asked it.
        assert self.telephone.overflow() == 0, f"{self.desk.page.url} is wider than a telephone"
        self.telephone.shot(name)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def hears(self, words: str) -> None:
        expect(self.page.get_by_role("status").get_by_text(words)).to_be_visible()


@pytest.fixture
def people(visit):
    """Return a function that gives somebody both windows."""
    return lambda name: Both(visit(name, DESKTOP), visit(name, PHONE))


@pytest.mark.timeout(300)  # the whole way, by five people at two widths
def test_a_list_goes_from_the_survey_to_the_certificate(people, site):
    activity = _kept(site, "รับคำร้องเพื่อทดสอบการทำลาย")
    chair, member, head, secretary = map(people, ("reviewer.sps", "dpo.sps", "approver.sps", "recorder.sps"))
    ref = _list(secretary)
    _only(site, ref, activity)
    _committee(secretary, ref)
    _sign(chair, member, secretary, ref)
    _decide(head, ref)
    decided_at = clock.bangkok(clock.now())
    _archives(secretary, ref)
    _evidence(secretary, ref, decided_at)
    auditor = people("auditor.sps")
    auditor.look("12-list-as-an-auditor-sees-it", f"/destruction/{ref}")
    assert auditor.page.locator("#f-bulk, main form[method=post]").count() == 0


def test_a_hold_is_placed_stops_a_list_and_is_lifted(people, site):
    activity = _kept(site, "รับคำร้องเพื่อทดสอบการระงับ")
    officer = people("dpo.sps")
    officer.desk.open(f"/retention/holds/new?activity={activity}")
    officer.page.get_by_label("คดีหรือข้อพิพาท").check()
    officer.page.get_by_label("เหตุผล", exact=False).first.fill("คดีปกครองหมายเลขดำที่ 12/2569")
    officer.press("ระงับการทำลายข้อมูล")
    expect(officer.page.get_by_role("link", name="ระบุวันที่จะทบทวน")).to_be_visible()
    officer.look("hold-with-a-fault")
    expect(officer.page.get_by_label("เหตุผล", exact=False).first).to_have_value("คดีปกครองหมายเลขดำที่ 12/2569")
    officer.page.get_by_label("วันทบทวน", exact=True).fill("30 มิ.ย. 2570")
    officer.press("ระงับการทำลายข้อมูล")
    officer.hears("ระงับการทำลายแล้ว")
    officer.look("hold")
    officer.look("holds", f"/retention/holds?activity={activity}")
    officer.look("new-list-while-held", "/destruction/new?office=435")
    officer.press("ดูก่อนว่าจะมีอะไรบ้าง")
    expect(officer.page.locator("#preview")).to_contain_text("ถูกระงับ")
    officer.desk.open(f"/retention/holds?activity={activity}")
    officer.page.get_by_role("link", name="คดีหรือข้อพิพาท").click()
    officer.page.get_by_label("เหตุที่ยกเลิก", exact=True).fill("คดีถึงที่สุดแล้ว")
    officer.press("ยกเลิกการระงับ")
    officer.hears("ไม่มีข้อมูลใดถูกทำลายจากการยกเลิก")


def _list(secretary: Both) -> str:
    secretary.look("01-lists", "/destruction")
    secretary.page.get_by_role("link", name="จัดทำบัญชีขอทำลาย").click()
    secretary.page.get_by_label("หน่วยงาน").select_option(str(CENTRAL))
    secretary.press("ดูก่อนว่าจะมีอะไรบ้าง")
    expect(secretary.page.locator("#preview")).to_contain_text("แฟ้มคำร้อง ปี 2559")
    secretary.desk.has_no_barriers()
    secretary.desk.shot("02-what-a-list-would-take")
    secretary.page.get_by_role("button", name=re.compile("จัดทำบัญชี [0-9]+ รายการ")).click()
    secretary.hears("จัดทำบัญชีแล้ว")
    ref = secretary.page.url.split("/")[-1].partition("?")[0]
    secretary.look("03-draft")
    return str(ref)


def _only(site, ref: str, activity: str) -> None:
    """Take out what other tests keep at this office: the site is shared."""
    with site.database.write(DPO, clock.now()) as uow:
        key = service_lists.id_of(uow, ref)
        others = [each.seq for each in service_items.every(uow, key) if each.listed.activity_id != activity]
        if others:
            at = service_lists.read(uow, key).version
            service_items.remove(uow, key, at, RemoveItems(items=others, reason="ยังใช้อยู่"))


def _committee(secretary: Both, ref: str) -> None:
    page = secretary.page
    secretary.desk.open(f"/destruction/{ref}/committee")
    secretary.press("บันทึกคณะกรรมการ")
    expect(page.get_by_role("link", name="กรอกเลขที่คำสั่งแต่งตั้ง")).to_be_visible()
    page.locator("#f-order_no").fill("15/2569")
    page.locator("#f-ordered_on").fill("2 พ.ย. 2569")
    members = (("ผู้พิจารณา ส่วนกลาง", "หัวหน้ากลุ่ม"), ("เจ้าหน้าที่คุ้มครองข้อมูล ส่วนกลาง", "นักวิชาการ"))
    for place, (name, position) in enumerate(members):
        page.locator(f"#f-name_{place}").fill(name)
        page.locator(f"#f-position_{place}").fill(position)
        page.locator(f"#f-person_{place}").select_option(label=name)
    page.locator("#f-name_2").fill("กรรมการภายนอก ทดสอบ")
    page.locator("#f-position_2").fill("เจ้าพนักงานธุรการ")
    secretary.desk.has_no_barriers()
    secretary.desk.shot("04-committee")
    secretary.press("บันทึกคณะกรรมการ")
    secretary.hears("บันทึกคณะกรรมการแล้ว")
    secretary.telephone.open(f"/destruction/{ref}/committee")
    secretary.telephone.shot("04-committee")
    secretary.press("เสนอคณะกรรมการ")
    secretary.hears("เสนอคณะกรรมการแล้ว")
    page.locator("tr", has_text=KINDS[2]).get_by_role("checkbox").check()
    page.locator("#f-act").select_option(label="เห็นควรเก็บไว้ก่อน")
    secretary.press("บันทึกกับรายการที่เลือก")
    expect(page.get_by_text("ให้เก็บต่อหรือขยายเวลาต้องระบุเหตุผล").first).to_be_visible()
    expect(page.locator("tr", has_text=KINDS[2]).get_by_role("checkbox")).to_be_checked()
    page.locator("#f-reason").fill("ยังใช้อ้างอิงกับงานตรวจสอบภายใน")
    secretary.press("บันทึกกับรายการที่เลือก")
    secretary.hears("บันทึกแล้ว")
    page.locator("#f-act").select_option(label="เห็นควรทำลาย")
    page.get_by_label("ให้ความเห็นนี้กับทุกรายการที่ยังไม่มีความเห็น").check()
    secretary.press("บันทึกกับรายการที่เลือก")
    secretary.hears("บันทึกแล้ว")
    secretary.look("05-opinions", f"/destruction/{ref}")


def _sign(chair: Both, member: Both, secretary: Both, ref: str) -> None:
    chair.desk.open("/destruction")
    expect(chair.page.locator("#mine")).to_contain_text(ref)
    chair.page.locator("#mine").get_by_role("link", name="ลงนามในฐานะกรรมการ").last.click()
    chair.look("06-sign")
    for each in (chair, member):
        each.desk.open(f"/destruction/{ref}/sign")
        each.press("ลงนาม")
        each.hears("ลงนามแล้ว")
    secretary.desk.open(f"/destruction/{ref}/sign")
    secretary.page.locator("#f-paper_no").fill("1/2569")
    secretary.page.locator("#f-paper_on").fill("20 พ.ย. 2569")
    secretary.press("บันทึกการลงนาม")
    secretary.hears("ลงนามแล้ว")
    secretary.look("07-all-signed", f"/destruction/{ref}")
    secretary.press("เสนอหัวหน้าส่วนราชการ")
    secretary.hears("เสนอหัวหน้าส่วนราชการแล้ว")


def _decide(head: Both, ref: str) -> None:
    head.desk.open(f"/destruction/{ref}/decision")
    expect(head.page.get_by_role("main")).to_contain_text(POSITION)
    head.page.locator("#f-order_no").fill("99/2569")
    head.page.locator("#f-signer_position").fill("หัวหน้ากลุ่ม")
    head.press("บันทึกคำสั่ง")
    expect(head.page.get_by_role("alert")).to_contain_text("ไม่ใช่ผู้ลงนามนี้")
    expect(head.page.locator("#f-order_no")).to_have_value("99/2569")
    head.look("08-decision")
    head.page.locator("#f-signer_position").fill(POSITION)
    head.press("บันทึกคำสั่ง")
    head.hears("บันทึกคำสั่งแล้ว")


def _archives(secretary: Both, ref: str) -> None:
    secretary.desk.open(f"/destruction/{ref}/archives")
    secretary.page.locator("#f-letter_letter_no").fill("อก 0201/77")
    secretary.page.locator("#f-letter_sent_on").fill(_today())
    secretary.page.locator("#f-letter_receipt_no").fill("รับ 5/2569")
    secretary.press("บันทึกการส่ง")
    secretary.hears("บันทึกเรื่องหอจดหมายเหตุแห่งชาติแล้ว")
    secretary.page.get_by_label("ไม่ตอบภายใน 60 วัน").check()
    secretary.press("บันทึกคำตอบ")
    expect(secretary.page.get_by_role("alert")).to_be_visible()
    secretary.look("09-archives")
    secretary.page.get_by_label("เห็นชอบให้ทำลาย", exact=True).check()
    secretary.page.locator("#f-answer_letter_no").fill("วธ 0401/9")
    secretary.page.locator("#f-answer_answered_on").fill(_today())
    secretary.press("บันทึกคำตอบ")
    secretary.hears("บันทึกเรื่องหอจดหมายเหตุแห่งชาติแล้ว")


def _today() -> str:
    from schemas.thai_dates import format_thai_date

    return format_thai_date(clock.bangkok(clock.now()).date())


def _evidence(secretary: Both, ref: str, decided_at: datetime) -> None:
    page = secretary.page
    secretary.desk.open("/destruction")
    expect(page.locator("#mine")).to_contain_text("ทำลายแล้วบันทึกหลักฐาน")
    secretary.desk.open(f"/destruction/{ref}/evidence")
    secretary.press("บันทึกและออกหนังสือรับรอง")
    expect(page.get_by_role("link", name="เลือกวิธีทำลาย")).to_be_visible()
    secretary.look("10-evidence")
    page.get_by_label("ย่อยทำลาย", exact=True).check()
    # The form knows minutes, and the destruction comes after the order.
    while (now := clock.bangkok(clock.now())).replace(second=0) <= decided_at:
        page.wait_for_timeout(1_000)
    page.locator("#f-destroyed_at_day").fill(_today())
    page.locator("#f-destroyed_at_time").fill(f"{now:%H:%M}")
    page.locator("#f-executor_position").fill("เจ้าพนักงานธุรการ")
    copy = page.get_by_label("สำเนา: สำเนากระดาษ")
    copy.select_option(label="ปิดกั้นไว้ รอลบ")
    number = (copy.get_attribute("id") or "").removeprefix("f-copy_")
    page.locator(f"#f-copy_reason_{number}").fill("กล่องอยู่ระหว่างขนย้าย")
    page.locator(f"#f-copy_measures_{number}").fill("ปิดผนึกกล่อง เก็บกุญแจไว้กับหัวหน้ากลุ่ม")
    page.locator(f"#f-copy_next_check_on_{number}").fill("15 ม.ค. 2570")
    secretary.press("บันทึกและออกหนังสือรับรอง")
    secretary.hears("บันทึกหลักฐานการทำลายแล้ว")
    page.get_by_role("link", name=re.compile("DC-")).first.click()
    expect(page.get_by_role("main")).to_contain_text("สำเนากระดาษที่กลุ่มงานทะเบียน")
    secretary.look("11-certificate")
    page.get_by_role("link", name="ตรวจกับทะเบียนและบันทึกเหตุการณ์").click()
    expect(page.get_by_role("main")).to_contain_text("ตรงกับทะเบียนและบันทึกเหตุการณ์")
    secretary.look("certificates")
    secretary.look("pending", "/destruction/pending")
    page.get_by_role("link", name=re.compile("สำเนากระดาษ")).first.click()
    page.get_by_label("ลบแล้ว", exact=True).check()
    secretary.press("บันทึกการตรวจ")
    expect(page.get_by_role("alert")).to_be_visible()
    secretary.look("pending-one")
    page.locator("#f-checked_on").fill(_today())
    page.locator("#f-words").fill("ย่อยสำเนาทั้งกล่องแล้วต่อหน้าพยาน")
    secretary.press("บันทึกการตรวจ")
    secretary.hears("บันทึกการตรวจแล้ว")
    secretary.desk.open(f"/destruction/{ref}")
    expect(page.locator(".stages li").last).to_have_attribute("class", "past")
    expect(page.locator("#h-acts + p + ol")).to_contain_text("หัวหน้าส่วนราชการสั่งการ")


def test_a_list_is_made_and_given_up_on_a_telephone_without_scripts(visit, site):
    _kept(site, "รับคำร้องเพื่อทดสอบโดยไม่ใช้สคริปต์")
    secretary = visit("recorder.sps", PLAIN_PHONE)
    secretary.open("/destruction/new")
    secretary.page.get_by_label("หน่วยงาน").select_option(str(CENTRAL))
    secretary.page.get_by_role("button", name="ดูก่อนว่าจะมีอะไรบ้าง").click()
    secretary.page.get_by_role("button", name=re.compile("จัดทำบัญชี [0-9]+ รายการ")).click()
    rows = secretary.page.locator("tr[id^=item-]")
    before = rows.count()
    rows.first.get_by_role("checkbox").check()
    secretary.page.locator("#f-act").select_option(label="ถอนออกจากบัญชี")
    secretary.page.locator("#f-reason").fill("เสนอผิดรายการ")
    secretary.page.get_by_role("button", name="บันทึกกับรายการที่เลือก").click()
    expect(rows).to_have_count(before - 1)
    secretary.page.get_by_text("ยกเลิกทั้งบัญชี").click()
    secretary.page.locator("#f-cancel_reason").fill("จัดทำผิดหน่วยงาน")
    secretary.page.get_by_role("button", name="ยกเลิกบัญชี").click()
    expect(secretary.page.get_by_text("บัญชีนี้ถูกยกเลิกแล้ว")).to_be_visible()
