"""What the pages of a record call things: a record without a name, and the paper's words on an English page."""

import pytest

from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.web import browser
from tests.support.world import create

pytestmark = pytest.mark.only_on("sqlite")


def test_a_record_without_a_name_is_called_so_and_its_reference_is_no_heading(register, now):
    made = create(register, now, main_process=None)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        assert "<h1>ยังไม่ได้ตั้งชื่อกระบวนการ</h1>" in client.get(f"/activities/{made.id}").text
        for table in ("flow", "systems"):
            page = client.get(f"/activities/{made.id}/edit/{table}").text
            assert f"<p>{made.ref} · ยังไม่ได้ตั้งชื่อกระบวนการ</p>" in page


def test_the_papers_sub_headings_and_hints_are_english_on_an_english_page(register, now):
    made = create(register, now, main_process="Salaries", systems=["Payroll"])
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        client.cookies.set("ropa_language", "en")
        for address in ("", "/edit/data_category"):
            page = client.get(f"/activities/{made.id}{address}").text
            assert ">Personal data</" in page
            assert "State the purposes of use, seen from the activity or the work process" in page
            assert "โปรดระบุ" not in page
        assert ">Exchange with other bodies</th>" in client.get(f"/activities/{made.id}").text
        assert ">Exchange with other bodies</th>" in client.get(f"/activities/{made.id}/edit/systems").text


@pytest.mark.parametrize("tab", ["access", "disclosures"])
def test_a_tab_of_a_record_shows_the_tabs_once_and_is_marked(register, now, tab):
    made = create(register, now, main_process="งานทะเบียน")
    with browser(register, (Role.DPO, 0)) as client:
        page = client.get(f"/activities/{made.id}/{tab}").text
    assert page.count('<nav class="tabs') == 1
    assert f'<a href="/activities/{made.id}/{tab}" aria-current="page">' in page


@pytest.mark.parametrize(("role", "words"), [(Role.DPO, "ดูหรือเปลี่ยน"), (Role.AUDITOR, "ดูประวัติ")])
def test_only_who_may_name_a_steward_is_told_that_it_can_be_changed(register, now, role, words):
    made = create(register, now, main_process="งานทะเบียน")
    with browser(register, (role, 0)) as client:
        page = client.get(f"/activities/{made.id}").text
    assert f'/steward">{words}<' in page
