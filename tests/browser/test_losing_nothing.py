"""Nothing that somebody typed is lost: two editors, a session that ended, a page that was left."""

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.access.service_sessions import end_session
from schemas.access import COMMAND_LINE
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE, Visitor, Way
from tests.support.walks import save
from tests.support.world import create

NAKHON_PATHOM = 59


def draft(site: Site, part: str) -> str:
    """Return the address of a draft that somebody made."""
    made = create(site.database, clock.now(), office_id=NAKHON_PATHOM, main_process="งานที่แก้พร้อมกัน", sub_process=part)
    return f"/activities/{made.id}"


def lose_session(site: Site, visitor: Visitor) -> None:
    """End a person's session on the server, as time or an administrator would."""
    cookies = {cookie.get("name"): cookie.get("value") for cookie in visitor.page.context.cookies(site.address)}
    with site.database.write(COMMAND_LINE, clock.now()) as uow:
        end_session(uow, cookies["ropa_session"] or "")


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE], ids=str)
def test_two_editors_of_one_section_meet_on_the_merge_page(visit, site: Site, way: Way):
    record = draft(site, f"สองคน {way.words}")
    one, other = visit("recorder.npt", way), visit("recorder.npt", DESKTOP)
    for visitor, unit in ((one, "กลุ่มโรงงานอุตสาหกรรม"), (other, "กลุ่มนโยบายและแผน")):
        visitor.open(f"{record}/edit/header")
        visitor.page.get_by_label("ส่วนงาน").first.fill(unit)
    save(other.page)

    page = one.page
    page.get_by_label("ชื่อผู้จัดทำข้อมูล").fill("ผู้จัดทำคนที่หนึ่ง")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("มีผู้บันทึกส่วนนี้ไปก่อน")
    expect(page.get_by_text("กลุ่มนโยบายและแผน").first).to_be_visible()
    one.shot("merge")
    one.has_no_barriers()
    for choice in page.get_by_label("ใช้ของฉัน").all():
        choice.check()
    page.get_by_role("button", name="บันทึกตามที่เลือก").click()

    expect(page.get_by_role("status").filter(has_text="บันทึกแล้ว")).to_be_visible()
    one.open(record)
    expect(page.get_by_text("กลุ่มโรงงานอุตสาหกรรม").first).to_be_visible()
    expect(page.get_by_text("ผู้จัดทำคนที่หนึ่ง").first).to_be_visible()


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_PHONE], ids=str)
def test_two_editors_of_different_sections_do_not_notice_each_other(visit, site: Site, way: Way):
    record = draft(site, f"สองส่วน {way.words}")
    one, other = visit("recorder.npt", way), visit("recorder.npt", DESKTOP)
    one.open(f"{record}/edit/header")
    one.page.get_by_label("ส่วนงาน").first.fill("กลุ่มโรงงานอุตสาหกรรม")
    other.open(f"{record}/edit/review")
    other.page.get_by_role("textbox").first.fill("ทบทวนทุกปี")
    for visitor in (other, one):
        save(visitor.page)

    one.open(record)
    expect(one.page.get_by_text("กลุ่มโรงงานอุตสาหกรรม").first).to_be_visible()
    expect(one.page.get_by_text("ทบทวนทุกปี").first).to_be_visible()


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_DESKTOP, PLAIN_PHONE], ids=str)
def test_text_typed_into_a_lost_session_is_back_after_signing_in(visit, site: Site, way: Way):
    record = draft(site, f"หมดเวลา {way.words}")
    visitor = visit(None, way)
    visitor.sign_in("recorder.npt")
    page = visitor.page
    visitor.open(f"{record}/edit/header")
    page.get_by_label("ส่วนงาน").first.fill("ข้อความที่ยังไม่ได้บันทึก")
    lose_session(site, visitor)
    visitor.expects(401)
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_role("link", name="Industry SSO")).to_be_visible()
    expect(page.get_by_text("ข้อความที่ท่านพิมพ์ถูกเก็บไว้แล้ว")).to_be_visible()
    visitor.shot("session-ended")
    visitor.has_no_barriers()

    page.get_by_role("link", name="Industry SSO").click()
    page.locator('[id="enter-recorder.npt"]').click()
    expect(page).to_have_url(f"{site.address}{record}/edit/header")
    expect(page.get_by_label("ส่วนงาน").first).to_have_value("ข้อความที่ยังไม่ได้บันทึก")
    visitor.shot("typed-text-is-back")
    save(page)


def test_a_page_that_was_left_keeps_what_was_typed_but_the_record_does_not_change(visit, site: Site):
    record = draft(site, "ออกกลางคัน")
    visitor = visit("recorder.npt")
    page = visitor.page
    visitor.open(f"{record}/edit/header")
    with page.expect_response(lambda answer: "/buffers" in answer.url):
        page.get_by_label("ส่วนงาน").first.press_sequentially("พิมพ์ค้างไว้")

    visitor.open(record)
    expect(page.get_by_text("พิมพ์ค้างไว้")).to_have_count(0)
    visitor.open(f"{record}/edit/header")
    expect(page.get_by_label("ส่วนงาน").first).to_have_value("พิมพ์ค้างไว้")
