"""The frame in a real browser: Thai marks, widths, print, the menu of a telephone, the other language."""

import re

import pytest
from playwright.sync_api import Dialog, expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way
from tests.support.walks import new_draft

NARROW, HUGE = Way("narrow", "แคบ", 320, 640, javascript=True), Way("4k", "จอ 4K", 3840, 2160, javascript=True)
PAGES = ("/", "/activities", "/activities/templates", "/breaches", "/reminders", "/menu", "/design", "/rights")
#: Where a box cuts what stands outside of it, the ink of the tallest and deepest Thai letters stays inside.
CLIPPED = """() => {
  const brush = document.createElement("canvas").getContext("2d");
  const cuts = (style) => /hidden|clip|auto|scroll/.test(style.overflowY);
  const own = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const found = [];
  for (const each of document.querySelectorAll("body *")) {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const field = each.matches("input:not([type=checkbox], [type=radio], [type=hidden]), select");
    if (box.height < 8 || box.width < 8 || each.closest("svg, .sr") || !(field || (cuts(style) && own(each)))) continue;
    brush.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = brush.measureText("ปั้ ฎุ์ ญู่ ฏ์ ที่ ผู้ ก๊ํ ป้ำ ฤๅ");
    const line = parseFloat(style.lineHeight) || 1.2 * parseFloat(style.fontSize);
    const half = (line - ink.fontBoundingBoxAscent - ink.fontBoundingBoxDescent) / 2;
    const inside = box.height - parseFloat(style.borderTopWidth) - parseFloat(style.borderBottomWidth);
    const room = field ? (inside - line) / 2 : Math.min(parseFloat(style.paddingTop), parseFloat(style.paddingBottom));
    const above = ink.actualBoundingBoxAscent - ink.fontBoundingBoxAscent - half - room;
    const below = ink.actualBoundingBoxDescent - ink.fontBoundingBoxDescent - half - room;
    if (above > 0.5 || below > 0.5)
      found.push(`${each.tagName}.${each.className}: ${above.toFixed(1)} / ${below.toFixed(1)}`);
  }
  return found;
}"""

#: What a script left behind; a choice of keys is none of anybody's words.
IN_THE_BROWSER = "Object.keys({...localStorage, ...sessionStorage})"


@pytest.mark.parametrize("way", [PHONE, DESKTOP], ids=str)
def test_no_box_cuts_a_tall_thai_mark(visit, way):
    visitor = visit("recorder.npt", way)
    for path in ("/activities", "/reminders", "/design"):
        visitor.open(path)
        visitor.page.evaluate("document.fonts.ready.then(() => true)")
        assert visitor.page.evaluate(CLIPPED) == [], path


def test_nothing_scrolls_sideways_at_320_pixels_nor_at_400_percent(visit):
    visitor = visit("recorder.npt", NARROW)
    for path in PAGES:
        visitor.open(path)
        assert visitor.overflow() == 0, path


def test_at_4k_lists_use_the_room_and_lines_of_text_stay_short(visit):
    visitor = visit("recorder.npt", HUGE)
    for path in PAGES:
        visitor.open(path)
        assert visitor.overflow() == 0, path
        assert visitor.page.evaluate("document.querySelector('main').clientWidth") > 0.7 * HUGE.width
        longest = "Math.max(0, ...[...document.querySelectorAll('main p:not([class])')].map((p) => p.clientWidth))"
        rem = visitor.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        assert visitor.page.evaluate(longest) <= 48 * rem + 1, path


def test_a_printed_page_has_no_bars_and_says_whose_it_is_and_of_when(visit):
    visitor = visit("recorder.npt", DESKTOP)
    for path in ("/activities", "/reminders"):
        visitor.open(path)
        visitor.page.emulate_media(media="print")
        expect(visitor.page.get_by_role("banner")).to_be_hidden()
        expect(visitor.page.get_by_role("navigation", name="เมนูหลัก")).to_be_hidden()
        expect(visitor.page.get_by_text(re.compile(r"พิมพ์เมื่อ .*25\d\d"))).to_be_visible()
        visitor.page.emulate_media(media="screen")
        expect(visitor.page.get_by_text("พิมพ์เมื่อ")).to_be_hidden()


def test_the_menu_of_a_telephone_opens_over_the_page_and_gives_the_focus_back(visit):
    visitor = visit("recorder.npt", PHONE)
    visitor.open("/activities")
    menu = visitor.page.get_by_role("button", name="เมนู", exact=True)
    bar = visitor.page.get_by_role("navigation", name="เมนูหลัก")
    assert bar.get_by_role("link").count() <= 4

    menu.click()
    place = bar.get_by_role("link", name="ทำลายข้อมูล")
    expect(place).to_be_visible()
    visitor.has_no_barriers()
    visitor.page.keyboard.press("Escape")
    expect(place).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    place.click()
    expect(visitor.page).to_have_url(re.compile("/destruction$"))


def test_without_scripts_the_menu_of_a_telephone_is_a_page(visit):
    visitor = visit("recorder.npt", PLAIN_PHONE)
    visitor.open("/activities")
    visitor.page.get_by_role("link", name="เมนู", exact=True).click()
    visitor.page.get_by_role("main").get_by_role("link", name="ทำลายข้อมูล").click()
    expect(visitor.page).to_have_url(re.compile("/destruction$"))


def test_the_other_language_keeps_the_page_its_filters_and_what_is_typed(visit):
    visitor = visit("recorder.npt", DESKTOP)
    visitor.open("/activities?q=สมัคร&status=draft")
    visitor.page.get_by_role("link", name="English").click()
    expect(visitor.page).to_have_url(re.compile(r"/activities\?(?=.*q=%E0)(?=.*status=draft)"))
    visitor.page.get_by_role("link", name="ไทย").click()

    record = new_draft(visitor, "งานสองภาษา", "พิมพ์ค้างไว้")
    for path in (f"{record}/edit/header", "/activities/new"):
        visitor.open(path)
        words = visitor.page.get_by_role("main").locator("textarea:visible, input[type=text]:visible").first
        words.fill("ย้ายมารับงานทะเบียน ปั้ ฎุ์")
        visitor.page.get_by_role("link", name="English").click()
        expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
        expect(words).to_have_value("ย้ายมารับงานทะเบียน ปั้ ฎุ์")
        assert visitor.page.evaluate(IN_THE_BROWSER) == []
        visitor.page.get_by_role("link", name="ไทย").click()
        expect(visitor.page.locator("html")).to_have_attribute("lang", "th")


def test_where_nothing_is_kept_the_other_language_asks_before_words_are_lost(visit):
    visitor = visit("recorder.npt", DESKTOP)
    page = visitor.page
    visitor.open("/rights")
    words = page.get_by_role("main").locator("textarea:visible").first
    words.fill("เหตุผล 1101700203451")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="English").click()
    expect(words).to_have_value("เหตุผล 1101700203451")
    assert "จะหายไป" in asked[0]
    assert page.evaluate(IN_THE_BROWSER) == []

    page.once("dialog", lambda each: each.accept())
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(words).to_have_value("")
    page.get_by_role("link", name="ไทย").click()
    expect(page.locator("html")).to_have_attribute("lang", "th")


def test_without_a_network_the_page_says_so_and_stops_when_it_is_back(visit):
    visitor = visit("recorder.npt", DESKTOP)
    visitor.open("/menu")
    said = visitor.page.get_by_text("ไม่มีสัญญาณเครือข่าย")
    expect(said).to_be_hidden()
    visitor.page.context.set_offline(True)
    expect(said).to_be_visible()
    visitor.page.context.set_offline(False)
    expect(said).to_be_hidden()


def test_a_form_that_is_sent_without_a_network_stays_with_all_that_was_typed(visit):
    visitor = visit("admin.sps", PHONE)
    visitor.open("/people/new")
    page = visitor.page
    field = page.get_by_label("เหตุผลหรือเลขคำสั่ง")
    field.fill("คำสั่งที่ 12/2569")
    page.context.set_offline(True)
    page.get_by_role("button", name="ให้สิทธิ").click()
    expect(page.get_by_text("ยังไม่ได้ส่ง เพราะไม่มีสัญญาณเครือข่าย")).to_be_in_viewport()
    expect(field).to_have_value("คำสั่งที่ 12/2569")
    visitor.shot("not-sent")
    page.context.set_offline(False)
    expect(page.get_by_text("ยังไม่ได้ส่ง เพราะไม่มีสัญญาณเครือข่าย")).to_be_hidden()
    page.get_by_role("button", name="ให้สิทธิ").click()
    # It is sent now, and the server names what is missing.
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    expect(field).to_have_value("คำสั่งที่ 12/2569")


#: As if somebody had typed for a quarter of an hour.
STOOD = "(() => { performance.now = () => 900_000; })()"


@pytest.mark.parametrize("fault", ["line", "proxy"])
def test_a_form_that_is_sent_while_the_server_cannot_be_reached_stays_with_all_that_was_typed(visit, fault: str):
    visitor = visit("admin.sps", PHONE)
    visitor.expects(502)
    visitor.open("/people/new")
    page = visitor.page
    field = page.get_by_label("เหตุผลหรือเลขคำสั่ง")
    field.fill("คำสั่งที่ 13/2569")
    page.evaluate(STOOD)
    # The browser has its cable, and nothing comes from behind it.
    page.context.route(
        "**/*",
        lambda route: route.abort("connectionrefused") if fault == "line" else route.fulfill(status=502, body=""),
    )
    page.get_by_role("button", name="ให้สิทธิ").click()
    said = page.get_by_text("ยังไม่ได้ส่ง เพราะติดต่อระบบไม่ได้ในขณะนี้")
    expect(said).to_be_in_viewport()
    assert page.evaluate("navigator.onLine")
    expect(field).to_have_value("คำสั่งที่ 13/2569")
    expect(page.get_by_role("button", name="ให้สิทธิ")).to_be_enabled()
    visitor.has_no_barriers()
    visitor.shot("not-reached")
    page.context.unroute_all()
    # It is asked every three seconds; the band goes when it answers.
    expect(said).to_be_hidden()
    page.get_by_role("button", name="ให้สิทธิ").click()
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    expect(field).to_have_value("คำสั่งที่ 13/2569")
    visitor.faults[:] = [fault for fault in visitor.faults if "ERR_CONNECTION_REFUSED" not in fault]


def test_a_button_pressed_twice_while_the_server_is_asked_sends_once(visit):
    visitor = visit("admin.sps", DESKTOP)
    visitor.open("/people/new")
    page = visitor.page
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate(STOOD)
    page.context.route("**/healthz", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.evaluate(
        "const b = document.querySelector('main form .primary'); b.form.noValidate = true; b.click(); b.click();"
    )
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    assert len(sent) == 1
