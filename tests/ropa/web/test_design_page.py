"""/design draws every component; /menu names every place that a reader has a use for; an error says what to do."""

import re

import pytest

from ropa.web.navigation import NAV, THUMBS, navigation_for
from ropa.web.states import BY_STATUS
from schemas.access import Role
from tests.house.test_stylesheets import classes_of_sheets
from tests.support.actors import PHETCHABURI, somebody
from tests.support.web import HTML, browser

pytestmark = pytest.mark.only_on("sqlite")
#: Classes of app.css that stand around a page or on one page alone, and not among the components.
OF_THE_FRAME = {
    *("top", "top-tools", "brand", "brand-mark", "quiet", "bell", "bell-count", "who", "who-card", "who-name"),
    *("main-nav", "thumbs", "menu", "menu-all", "menu-group", "skip", "busy", "offline", "print-head", "session-end"),
    *("signed-in", "signed-out", "sr", "hidden"),
    *("lonely", "sign-in", "big-mark"),  # the sign-in page and the page of an error
    *("places",),  # /menu
    *("capital",),  # headings that are words of the program's own lists
    *("trail-subject", "trail-details", "trail-when", "trail-who"),  # the trail
    *("no-print", "quick", "tabs", "search", "more-link", "sheet"),  # named for what print leaves out
    # Named there for print, lines, the middle of a public page and where the focus stops; other sheets draw them.
    *("bulk", "bulk-bar", "chip", "narrow", "one-below"),
}


def test_the_page_of_components_has_every_component_of_the_common_style_sheet(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/design")

    assert page.status_code == 200
    there = {word for words in re.findall(r'class="([^"]+)"', page.text) for word in words.split()}
    assert classes_of_sheets("app.css") - there - OF_THE_FRAME == set(), "show these on /design (templates/design)"


def test_the_page_of_components_shows_each_state_and_the_code_of_each_call(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/design").text

    for status in (400, 401, 403, 404, 409, 410, 412, 413, 422, 428, 429, 500, 503):
        assert status in BY_STATUS
        assert f"<h3>{status}</h3>" in page
    assert "{% call parts.empty(" in page.replace("&#39;", "'")


def test_somebody_from_outside_is_not_sent_to_pages_that_need_a_sign_in(register, client):
    for address in ("/nowhere", "/auth/break-glass", "/report/0"):
        outside = client.get(address, headers=HTML)
        assert outside.status_code == 404
        assert "หน่วยงานที่ให้ที่อยู่นี้แก่ท่าน" in outside.text
        assert "สิทธิของฉัน" not in outside.text
    with browser(register, (Role.RECORDER, PHETCHABURI)) as inside:
        assert "สิทธิของฉัน" in inside.get("/nowhere").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE])
def test_a_telephone_has_at_most_four_places_and_the_menu(role):
    found = navigation_for(somebody(role), "/")

    assert 1 <= len(found.thumbs) <= THUMBS
    assert found.thumbs[0].item.path == "/"
    assert [each.item.path for each in found.thumbs if each.current] == ["/"]


def test_the_page_of_all_places_names_each_that_its_reader_may_open_and_they_open(register):
    with browser(register, (Role.SYSTEM_ADMIN, 0), (Role.DPO, 0)) as client:
        page = client.get("/menu").text
        named = [item.path for item in NAV if f'<li><a href="{item.path}">' in page.split('<div class="places">')[1]]
        answers = {path: client.get(path).status_code for path in named}

    assert len(named) > len(NAV) / 2
    assert set(answers.values()) == {200}, answers


def test_nobody_is_led_to_a_place_that_refuses(register):
    for role in (Role.RECORDER, Role.APPROVER, Role.AUDITOR):
        office = 0 if role is Role.AUDITOR else PHETCHABURI
        with browser(register, (role, office), number=30 + list(Role).index(role)) as client:
            page = client.get("/menu").text.split('<div class="places">')[1]
            answers = {path: client.get(path).status_code for path in re.findall(r'<li><a href="([^"]+)">', page)}
        assert set(answers.values()) <= {200, 303}, (role, answers)


def test_an_error_says_what_was_kept_what_to_do_and_whom_to_ask_in_both_languages_with_a_reference(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        refused = client.get("/people")
        missing = client.get("/activities/00000000-0000-7000-8000-000000000000")
        unknown = client.get("/no-such-page")

    assert (refused.status_code, missing.status_code, unknown.status_code) == (403, 404, 404)
    for page in (refused.text, missing.text, unknown.text):
        assert "ข้อมูลของท่าน" in page
        assert "ทำต่อไปอย่างไร" in page
        assert "ถามได้ที่" in page
        assert re.search(r"เลขอ้างอิง <code>[0-9a-f-]{36}</code>", page)
    assert 'href="/rights"' in refused.text
    assert "You do not have the right to do this" in refused.text


def test_an_address_that_leads_nowhere_has_the_frame_of_its_reader_and_both_languages(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        known = client.get("/no-such-page").text
        client.get("/language/en")
        english = client.get("/no-such-page").text
        client.cookies.clear()
        stranger = client.get("/no-such-page")

    for page in (known, english):
        assert 'class="main-nav"' in page
        for path in ("/", "/search", "/menu", "/activities"):
            assert f'href="{path}"' in page
    assert "<h1>ไม่พบหน้าหรือรายการที่ต้องการ</h1>" in known
    assert "<h1>This page or record was not found</h1>" in english
    assert "Not Found" not in known + english
    assert stranger.status_code == 404
    assert 'class="main-nav"' not in stranger.text


def test_the_reference_of_a_fault_stands_in_the_log(register, caplog, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("ropa.home.pages_places.places_for", broken)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/menu", headers=HTML)

    assert page.status_code == 500
    reference = re.search(r"เลขอ้างอิง <code>([0-9a-f-]{36})</code>", page.text)
    assert reference is not None
    assert reference.group(1) in caplog.text
    assert "a fault of the program" not in page.text
