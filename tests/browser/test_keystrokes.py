"""Fewer keys than typing the form, and a new record of a common kind by a newcomer within three minutes.

The numbers stand in docs/suggestions.md; `-s` prints them.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service
from ropa.activities.library import library
from schemas.access import COMMAND_LINE
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.beyond import Beyond, Contact
from schemas.document import ActivityInput
from tests.browser.test_suggestions import ITEMS, OPTIONS, item
from tests.support.databases import Databases
from tests.support.keystrokes import Hands, same_answers, typed_by_hand
from tests.support.site import Site, running_site
from tests.support.visitor import Visitor
from tests.support.walks import OFFICE, new_draft
from tests.support.world import DPO, approve

PARENT = "สำนักงานปลัดกระทรวงอุตสาหกรรม"
CONTROLLER = ("ส่วนกลาง", "75/6 ถนนพระรามที่ 6 กรุงเทพฯ 10400", "0 2430 6999", "contact@example.go.th")
OFFICER = ("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "75/6 ถนนพระรามที่ 6", "0 2430 6990", "dpo@example.go.th")
CONTACT = ("name", "address", "telephone", "email")
LEAST_SAVED = 0.60
MOST_SECONDS, MOST_SECONDS_OF_THE_VERY_FIRST = 180, 210
CHIANG_MAI, ABOVE_CHIANG_MAI = "สำนักงานอุตสาหกรรมจังหวัดเชียงใหม่ (328)", 219


def approved_above(site) -> None:
    """Lay a record ready that says who the controller is and how to reach it, approved at the office above."""
    beyond = Beyond(
        controller_contact=Contact(**dict(zip(CONTACT, CONTROLLER, strict=True))),
        dpo_contact=Contact(**dict(zip(CONTACT, OFFICER, strict=True))),
    )
    form = Form(header=Header(parent_org_unit=PARENT, main_process="งานตรวจราชการ"), beyond=beyond)
    with site.database.write(DPO, clock.now()) as uow:
        approve(uow, service.create(uow, ActivityInput(office_id=ABOVE_CHIANG_MAI, form=form)).id)


def document_at(site, visitor: Visitor):
    found = re.search(r"/activities/([0-9a-f-]{36})", visitor.page.url)
    assert found is not None
    with site.database.read(COMMAND_LINE, clock.now()) as uow:
        return service.document_of(service.read(uow, found[1]))


def told(name: str, hands: Hands, by_hand: int) -> float:
    saved = 1 - hands.sum / by_hand
    print(  # noqa: T201 - the numbers of docs/suggestions.md, with -s
        f"\n{name}: typed {by_hand}; here {hands.keys} keys + {hands.clicks} clicks = {hands.sum}, {saved:.1%} fewer;"
        f" model {hands.seconds:.0f} s, {hands.read:.0f} s of it reading"
    )
    return saved


def of_template(hands: Hands, visitor: Visitor, words: str, office: str = OFFICE) -> None:
    """Go from the page of a new record to the open questions of one that a template made."""
    page = visitor.page
    visitor.open("/activities/new")
    # The first thing there says what to do; what comes below it is for those who find no template.
    hands.looks(page.get_by_role("region", name="งานทั่วไป"))
    hands.click(page.get_by_role("searchbox", name="ค้นหาแบบสำเร็จรูป"))
    hands.type(words)
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("แบบสำเร็จรูป")
    # Of what was found the title of each is read, and all that is said of the one that is taken.
    for heading in page.get_by_role("main").get_by_role("heading", level=3).all():
        hands.read_only(heading)
    hands.looks(
        page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("link", name="ใช้แบบนี้")).first
    )
    hands.click(page.get_by_role("link", name="ใช้แบบนี้").first)
    hands.looks()
    box = page.get_by_label(office)
    if not box.is_checked():
        hands.click(box)
    hands.click(page.get_by_role("button", name="สร้างร่าง"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("สิ่งที่ต้องตอบ")


def answer_open(hands: Hands, visitor: Visitor) -> None:
    """Answer what is still open, by the keys alone once the first field has the caret, and go on to sending."""
    page = visitor.page
    hands.looks()
    typed = {
        "parent_org_unit": PARENT,
        **contacts("controller_contact", CONTROLLER),
        **contacts("dpo_contact", OFFICER),
    }
    at = ""
    for name, text in typed.items():
        field, group = page.locator(f'[name="{name}"]'), name.partition(".")[0]
        if field.count() == 0:
            continue
        if field.input_value():
            if at == group:
                hands.press("Tab")
            continue
        if at == group:
            hands.onwards()
        else:
            hands.click(field)
        expect(field).to_be_focused()
        hands.type(text)
        at = group
    visitor.shot("open-questions")
    visitor.has_no_barriers()
    hands.click(page.get_by_role("button", name="บันทึก แล้วไปส่งตรวจสอบ"))
    expect(page.get_by_role("button", name="ส่งตรวจสอบ")).to_be_visible()
    hands.looks()
    visitor.shot("open-questions-sent")
    hands.click(page.get_by_role("button", name="ส่งตรวจสอบ"))
    expect(page.get_by_text("ส่งตรวจสอบแล้ว").first).to_be_visible()


def take(hands: Hands, typed: str, wanted: str) -> None:
    """Take an entry of the list that belongs to what was typed, by its arrows."""
    offered = hands.page.get_by_role("listbox", name=OPTIONS)
    expect(offered).to_have_attribute("data-words", typed)
    values = offered.get_by_role("option").evaluate_all("all => all.map(each => each.dataset.value)")
    hands.press(*["ArrowDown"] * (values.index(wanted) + 1), "Enter")


def contacts(name: str, said: tuple[str, ...]) -> dict[str, str]:
    return {f"{name}.{key}": text for key, text in zip(CONTACT, said, strict=True)}


def test_a_newcomer_makes_and_sends_a_record_of_a_common_kind_within_three_minutes(visit, site):
    approved_above(site)
    visitor = visit("recorder.cmi")
    first = Hands(visitor.page)
    of_template(first, visitor, "กล้อง", CHIANG_MAI)
    answer_open(first, visitor)
    made = document_at(site, visitor)
    assert made.form.data_category == library()["cctv"].document.form.data_category
    assert made.form.beyond.controller_contact is not None
    assert told("the office's first record, from a template", first, typed_by_hand(made)) >= LEAST_SAVED
    assert first.seconds < MOST_SECONDS

    second = Hands(visitor.page)
    of_template(second, visitor, "เงินเดือน", CHIANG_MAI)
    answer_open(second, visitor)
    saved = told("the next one: the office's answers are there", second, typed_by_hand(document_at(site, visitor)))
    assert saved > 0.95
    assert second.seconds < MOST_SECONDS


@pytest.fixture
def new_ministry(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A register in which nobody has said or approved anything yet, and nobody else works."""
    url = databases.make("sqlite")
    with running_site(url, tmp_path_factory.mktemp("new-ministry")) as started:
        yield started
    databases.drop(url)


def test_the_very_first_record_below_an_office_without_any_has_its_contacts_to_type_once_for_all(visit, new_ministry):
    visit("dpo.sps", at=new_ministry)  # signed in before: somebody had to set the register up
    visitor = visit("recorder.npt", at=new_ministry)
    hands = Hands(visitor.page)
    of_template(hands, visitor, "กล้อง")
    answer_open(hands, visitor)
    made = document_at(new_ministry, visitor)
    assert told("the very first: nothing stands approved above", hands, typed_by_hand(made)) >= LEAST_SAVED
    assert hands.seconds < MOST_SECONDS_OF_THE_VERY_FIRST


def test_what_the_dpo_said_once_is_not_typed_again_so_that_the_very_first_record_takes_three_minutes(
    visit, new_ministry
):
    officer = visit("dpo.sps", at=new_ministry)
    setting_up = Hands(officer.page)
    officer.open("/")
    setting_up.click(officer.page.get_by_role("link", name="ระบุผู้ควบคุมข้อมูลและช่องทางติดต่อ", exact=True))
    # The topmost office is chosen already: nobody reads the names of 391.
    setting_up.looks(officer.page.locator(".page-head"))
    setting_up.click(officer.page.get_by_role("button", name="เปิดแบบ"))
    setting_up.looks()
    setting_up.click(officer.page.get_by_label("สังกัด"))
    setting_up.type(PARENT)
    for said in (*CONTROLLER, *OFFICER):
        setting_up.onwards()
        setting_up.type(said)
    officer.shot("contact-details")
    officer.has_no_barriers()
    setting_up.click(officer.page.get_by_role("button", name="บันทึก", exact=True))
    expect(officer.page.get_by_text("บันทึกแล้ว").first).to_be_visible()
    print(f"\nthe DPO says it once: {setting_up.keys} keys + {setting_up.clicks} clicks, {setting_up.seconds:.0f} s")  # noqa: T201

    visitor = visit("recorder.npt", at=new_ministry)
    first = Hands(visitor.page)
    of_template(first, visitor, "กล้อง")
    expect(visitor.page.get_by_text("กรอกไว้ตามช่องทางติดต่อของทั้งกระทรวง").first).to_be_visible()
    answer_open(first, visitor)
    made = document_at(new_ministry, visitor)
    assert made.form.header.parent_org_unit == PARENT
    assert made.form.beyond.controller_contact == Contact(**dict(zip(CONTACT, CONTROLLER, strict=True)))
    assert made.form.beyond.dpo_contact == Contact(**dict(zip(CONTACT, OFFICER, strict=True)))
    assert told("a ministry's very first, its controller said before", first, typed_by_hand(made)) >= LEAST_SAVED
    assert first.seconds < MOST_SECONDS


def test_the_filled_paper_form_is_made_again_from_a_copy_with_few_keys(visit, site):
    for sample in site.samples[:2]:
        with site.database.read(COMMAND_LINE, clock.now()) as uow:
            paper = service.document_of(service.read(uow, sample))
        visitor = visit("recorder.sps")
        page, hands = visitor.page, Hands(visitor.page)
        visitor.open(f"/activities/{sample}")
        hands.click(page.get_by_role("link", name="ทำสำเนา"))
        hands.looks()
        boxes = page.get_by_role("radio")
        if boxes.count() and not boxes.first.is_checked():
            hands.click(boxes.first)
        hands.click(page.get_by_role("button", name="สร้างร่าง"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("สิ่งที่ต้องตอบ")
        for key, value in (
            ("recorder_name", paper.form.header.recorder_name),
            ("data_volume", paper.form.data_category.data_volume),
        ):
            if value:
                hands.click(page.locator(f'[name="{key}"]'))
                hands.press("Control+a")
                hands.type(value)
                # The list of what was typed before, where there is one, is left alone.
                hands.press("Escape")
        hands.click(page.get_by_role("button", name="บันทึก", exact=True).last)
        expect(page.get_by_text("บันทึกแล้ว").first).to_be_visible()
        besides = ("header.agency_name", "header.parent_org_unit", "beyond.controller_contact", "beyond.dpo_contact")
        gone = ("beyond.consent_exempt_use_or_disclosure_log", "beyond.rejected_requests")
        assert same_answers(document_at(site, visitor), paper, *besides, *gone)
        assert told("a filled paper form, from a copy", hands, typed_by_hand(paper)) >= LEAST_SAVED


def test_suggestions_alone_save_most_of_the_keys_of_a_list(visit):
    visitor = visit("recorder.npt")
    entries = ["ชื่อและนามสกุลของผู้ประกอบกิจการ", "เลขทะเบียนนิติบุคคลของโรงงาน", "ที่ตั้งโรงงานตามใบอนุญาต", "วันที่ใบอนุญาตหมดอายุ"]
    item(visitor, *entries)
    page = visitor.page
    visitor.open(f"{new_draft(visitor, 'งานนับแป้น', 'จากคำแนะนำ')}/edit/data_category")
    hands = Hands(page)
    hands.click(page.get_by_label(ITEMS))
    for entry in entries:
        hands.type(entry[:5])
        take(hands, entry[:5], entry)
        expect(page.get_by_label(ITEMS)).to_have_value(re.compile(re.escape(entry)))
    assert page.get_by_label(ITEMS).input_value().split("\n")[:-1] == entries
    assert told("a list by suggestions alone", hands, sum(len(each) + 1 for each in entries)) >= LEAST_SAVED
