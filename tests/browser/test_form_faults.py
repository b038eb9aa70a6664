"""A line that fails, a server that errs and a second tab lose nothing that somebody typed."""

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from ropa import clock
from tests.support.site import Site
from tests.support.visitor import Visitor
from tests.support.walks import save
from tests.support.world import create

NAKHON_PATHOM = 59


def draft(site: Site, part: str, **more: Any) -> str:
    """Return the address of a draft that somebody made."""
    made = create(
        site.database, clock.now(), office_id=NAKHON_PATHOM, main_process="งานสายหลุด", sub_process=part, **more
    )
    return f"/activities/{made.id}"


def field(page: Page):
    return page.get_by_label("ส่วนงาน").first


def offline(visitor: Visitor, *, yes: bool) -> None:
    """Cut the line; what then fails is no fault of the page."""
    visitor.page.context.set_offline(yes)


def is_line(fault: str) -> bool:
    return "ERR_INTERNET_DISCONNECTED" in fault or "ERR_FAILED" in fault


def test_a_dropped_line_leaves_the_page_and_everything_is_kept_when_it_is_back(visit, site: Site):
    record = draft(site, "สายหลุด")
    visitor = visit("recorder.npt")
    page = visitor.page
    visitor.open(f"{record}/edit/header")
    offline(visitor, yes=True)
    field(page).fill("พิมพ์ตอนสายหลุด")
    expect(page.get_by_text("ติดต่อระบบไม่ได้: ข้อความอยู่ในหน้านี้ครบ")).to_be_visible()
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_text("ยังบันทึกไม่ได้เพราะติดต่อระบบไม่ได้")).to_be_visible()
    expect(field(page)).to_have_value("พิมพ์ตอนสายหลุด")
    visitor.shot("form-offline")
    visitor.has_no_barriers()

    with page.expect_response(lambda answer: "/buffers" in answer.url and answer.ok):
        offline(visitor, yes=False)
    expect(page.get_by_text("กลับมาติดต่อระบบได้แล้ว")).to_be_visible()
    save(page)
    visitor.faults[:] = [fault for fault in visitor.faults if not is_line(fault)]
    visitor.open(record)
    expect(page.get_by_text("พิมพ์ตอนสายหลุด").first).to_be_visible()


def test_a_server_that_errs_at_saving_shows_no_page_of_its_own(visit, site: Site):
    record = draft(site, "เครื่องขัดข้อง")
    visitor = visit("recorder.npt")
    page = visitor.page
    visitor.expects(500)
    visitor.open(f"{record}/edit/header")
    page.route(
        "**/edit/header",
        lambda route: route.fulfill(status=500, body="") if route.request.method == "POST" else route.continue_(),
    )
    field(page).fill("ยังอยู่")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_text("ระบบขัดข้องชั่วคราว ยังไม่ได้บันทึก")).to_be_visible()
    expect(field(page)).to_have_value("ยังอยู่")
    page.unroute("**/edit/header")
    page.get_by_role("button", name="ลองอีกครั้ง").first.click()
    expect(page.get_by_role("status").filter(has_text="บันทึกแล้ว")).to_be_visible()


def test_an_answer_that_was_lost_on_its_way_is_no_conflict_the_second_time(visit, site: Site):
    record = draft(site, "คำตอบหาย", steps=1)
    visitor = visit("recorder.npt")
    page = visitor.page
    visitor.open(f"{record}/edit/flow")
    page.get_by_label("ขั้นตอน ขั้นตอนที่ 1", exact=True).fill("บันทึกแล้วแต่ไม่รู้")

    def lose(route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/edit/flow", lose)
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_text("ยังบันทึกไม่ได้เพราะติดต่อระบบไม่ได้")).to_be_visible()
    page.unroute("**/edit/flow")
    visitor.faults[:] = [fault for fault in visitor.faults if not is_line(fault)]
    save(page)


def another_tab(visitor: Visitor) -> Page:
    context: BrowserContext = visitor.page.context
    return context.new_page()


def test_two_tabs_of_one_person_do_not_overwrite_each_other(visit, site: Site):
    record = draft(site, "สองแท็บ")
    visitor = visit("recorder.npt")
    first = visitor.page
    visitor.open(f"{record}/edit/header")
    second = another_tab(visitor)
    second.goto(f"{record}/edit/header")
    expect(first.get_by_text("หน้านี้เปิดอยู่อีกแท็บ")).to_be_visible()
    with first.expect_response(lambda answer: "/buffers" in answer.url and answer.status == 204):
        field(first).fill("จากแท็บแรก")
    with second.expect_response(lambda answer: "/buffers" in answer.url and answer.status == 409):
        field(second).fill("จากแท็บสอง")
    expect(second.get_by_text("อีกแท็บมีข้อความที่ใหม่กว่า")).to_be_visible()
    expect(field(second)).to_have_value("จากแท็บสอง")
    with second.expect_response(lambda answer: "/buffers" in answer.url and answer.status == 204):
        second.get_by_role("button", name="ใช้ข้อความของแท็บนี้").click()

    save(second)
    expect(first.get_by_text("ส่วนนี้บันทึกหรือทิ้งข้อความไปแล้วจากอีกแท็บ")).to_be_visible()
    first.get_by_role("button", name="บันทึก", exact=True).click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("มีผู้บันทึกส่วนนี้ไปก่อน")
    second.close()
