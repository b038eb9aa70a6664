"""The pages of retention: what is due, what has no date, the runs, and the data sets of an activity."""

from datetime import UTC, datetime, timedelta

import pytest

from ropa import clock
from ropa.retention import service_check
from schemas.access import COMMAND_LINE, Role
from schemas.vocabulary import StartEvent
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import HOSTILE
from tests.support.web import browser, form_key_of, mark_of, send

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def officer(register):
    with browser(register, (Role.DPO, 0)) as client:
        yield client


@pytest.fixture
def activity(add_activity):
    return add_activity("5 ปี", StartEvent.COLLECTED)


@pytest.fixture
def listed(register, activity, add_holding):
    """An activity with one data set that a check of this month has listed. The server has its own clock."""
    before = datetime.now(UTC) - timedelta(hours=1)
    add_holding(activity, "2019-03-02", at=before)
    add_holding(activity, None, at=before)
    with register.write(COMMAND_LINE, before) as uow:
        service_check.check(uow)
    return activity


def this_month():
    return f"{clock.bangkok(datetime.now(UTC)):%Y-%m}"


def test_the_list_of_what_is_due_says_until_when_in_the_buddhist_era(listed, officer):
    page = officer.get("/retention").text

    assert "แฟ้มคำร้อง" in page
    assert "2 มี.ค. 2567" in page
    assert "ระบบไม่ทำลายข้อมูลใด ๆ เอง" in page
    assert f'href="/activities/{listed}/holdings"' in page
    assert "แฟ้มคำร้อง" in officer.get(f"/retention?month={this_month()}&office={PHETCHABURI}").text
    assert "แฟ้มคำร้อง" not in officer.get(f"/retention?office={PRACHUAP}").text


def test_what_has_no_date_says_why(listed, officer):
    page = officer.get("/retention/undatable").text

    assert "แฟ้มคำร้อง" in page
    assert "ยังไม่มีวันที่ของเหตุเริ่มนับ" in page
    assert "แฟ้มคำร้อง" not in officer.get(f"/retention/undatable?office={PRACHUAP}").text


def test_words_to_confirm_stand_with_what_was_understood(add_activity, officer):
    add_activity("ตามความเหมาะสม")
    page = officer.get("/retention/words").text

    assert "<q>ตามความเหมาะสม</q>" in page
    assert "อ่านไม่ได้" in page


def test_other_offices_see_nothing_of_it(register, listed):
    with browser(register, (Role.RECORDER, PRACHUAP)) as client:
        for path in ("/retention", "/retention/undatable", "/retention/words"):
            assert "แฟ้มคำร้อง" not in client.get(path).text
        assert client.get(f"/activities/{listed}/holdings").status_code == 404


def test_the_numbers_come_first_and_then_the_check(register, activity, add_holding, officer):
    add_holding(activity, "2019-03-02", at=datetime.now(UTC) - timedelta(hours=1))
    tried = send(officer, "/retention/runs", {"month": this_month(), "do": "try"})
    before = officer.get("/retention/runs").text
    done = send(officer, "/retention/runs", {"month": this_month(), "do": "run"})

    assert "ถ้าตรวจตอนนี้จะได้" in tried.text
    assert "ตรวจจริงและบันทึกผล" in tried.text
    assert "ยังไม่เคยตรวจ" in before, "the dry run saved nothing"
    assert done.headers["location"] == "/retention/runs?said=checked"
    assert f"/retention?month={this_month()}" in officer.get("/retention/runs").text
    assert "แฟ้มคำร้อง" in officer.get("/retention").text


def test_data_sets_without_a_date_are_not_counted_among_records_whose_period_is_not_read(
    register, activity, add_activity, add_holding, officer
):
    add_activity("ตามความเหมาะสม")
    send(officer, "/retention/runs", {"month": this_month(), "do": "run"})
    page = officer.get("/retention/runs").text
    assert 'data-label="ไม่มีวันกำหนด"><div>0<details' in page
    assert "อายุของกิจกรรมที่ยังใช้ไม่ได้ 1</summary><ul><li>อ่านไม่ได้: 1</li>" in page


@pytest.mark.parametrize("month", ["", "2569-11", "9999-12", "x", "2026-1", "\x00"])
def test_a_month_that_cannot_be_chosen_is_refused_at_its_field(officer, month):
    answer = send(officer, "/retention/runs", {"month": month, "do": "run"})

    assert answer.status_code == 422
    assert 'href="#f-month"' in answer.text


def test_who_does_not_hold_the_whole_ministry_sees_runs_and_no_form(register):
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        page = client.get("/retention/runs")
        assert "ดูตัวเลขก่อน" not in page.text
        fields = {"month": this_month(), "do": "run", "csrf_token": mark_of(page)}
        assert client.post("/retention/runs", data=fields).status_code == 403


def test_a_data_set_is_entered_with_a_thai_date_and_gets_its_day(activity, officer):
    path = f"/activities/{activity}/holdings"
    answer = send(
        officer, path, {"title": "แฟ้มปี 2562", "started_on": "๒ มีนาคม ๒๕๖๒", "location": "ตู้ 3", "medium": "กระดาษ"}
    )
    page = officer.get(path).text

    assert answer.headers["location"] == f"{path}?said=saved"
    assert "3 มี.ค. 2567" in page
    assert "ตู้ 3 · กระดาษ" in page
    assert "เก็บถึงสิ้นวันที่ 2 มี.ค. 2567" in page


def test_the_same_form_twice_enters_one(activity, officer):
    path = f"/activities/{activity}/holdings"
    page = officer.get(path)
    key = form_key_of(page)
    for _ in range(2):
        fields = {"title": "แฟ้มเดียว", "form_key": key, "csrf_token": mark_of(page)}
        assert officer.post(path, data=fields).status_code == 303

    assert officer.get(path).text.count("แฟ้มเดียว") == 1


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"title": ""}, "f-title"),
        ({"title": "ก" * 501}, "f-title"),
        ({"started_on": "30 ก.พ. 2562"}, "f-started_on"),
        ({"started_on": "1 ม.ค. ค.ศ. 2250"}, "f-started_on"),
        ({"started_on": "2562-01-01"}, "f-started_on"),
        ({"start_event": "never"}, "f-start_event"),
        ({"volume": "a\x07b"}, "f-volume"),
    ],
)
def test_a_fault_of_a_data_set_stands_at_its_field(activity, officer, typed, at):
    path = f"/activities/{activity}/holdings"
    answer = send(officer, path, {"title": "แฟ้ม", "location": "ที่เก็บที่พิมพ์ไว้", **typed})

    assert answer.status_code == 422
    assert f'href="#{at}"' in answer.text
    assert "ที่เก็บที่พิมพ์ไว้" in answer.text
    assert "ยังไม่ได้บันทึกชุดข้อมูลใด" in officer.get(path).text


def test_readers_see_data_sets_and_no_form(register, listed):
    with browser(register, (Role.REVIEWER, PHETCHABURI)) as client:
        page = client.get(f"/activities/{listed}/holdings").text
        assert "แฟ้มคำร้อง" in page
        assert "บันทึกชุดข้อมูล" not in page


def test_hostile_text_stays_text(activity, officer):
    path = f"/activities/{activity}/holdings"
    for words in HOSTILE.values():
        if len(words) < 400 and words.strip():
            send(officer, path, {"title": words, "location": words})
    for place in (path, "/retention/undatable"):
        page = officer.get(place)
        assert page.status_code == 200
        for trap in ("<script>alert", "<img src=x", "<b>x", "</style><style>"):
            assert trap not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/retention?cursor=x",
        "/retention?cursor=2026-01-01_x",
        "/retention?month=2569-11",
        "/retention?office=x",
        "/retention/undatable?cursor=%00",
        "/retention/words?cursor=x",
        "/retention/runs?cursor=x",
    ],
)
def test_forged_addresses_are_refused(officer, path):
    assert officer.get(path).status_code == 422
