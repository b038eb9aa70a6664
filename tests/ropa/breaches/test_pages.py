"""The pages of breaches: the list with clocks, one breach, and the report."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from ropa import clock
from ropa.breaches import service
from ropa.jobs.passes import WORKER
from ropa.reminders import service_breaches
from ropa.web.language import COOKIE
from schemas.access import Role
from schemas.breach import BreachInput
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import HOSTILE
from tests.support.web import browser, form_key_of, found_in, mark_of, send
from tests.support.world import DPO, create

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def officer(register):
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        yield client


@pytest.fixture
def recorder(register):
    with browser(register, (Role.RECORDER, PHETCHABURI), number=2) as client:
        yield client


def add(register, hours, office_id=PHETCHABURI, title="เหตุทดสอบ", **more):
    """Return a breach that the office became aware of some hours before now; the server has its own clock."""
    now = datetime.now(UTC)
    given = BreachInput(office_id=office_id, title=title, aware_at=now - timedelta(hours=hours), **more)
    with register.write(DPO, now) as uow:
        return service.report(uow, given)


def form(moment=None, **more):
    moment = clock.bangkok(moment or datetime.now(UTC) - timedelta(minutes=5))
    return {
        "title": "ส่งอีเมลผิดคน",
        "aware_at_day": format_thai_date(moment.date()),
        "aware_at_time": f"{moment:%H:%M}",
        "office_id": str(PHETCHABURI),
        **more,
    }


def titles(page):
    return re.findall(r'<h2><a href="/breaches/[^"]+">([^<]+)</a></h2>', page.text)


def test_the_list_has_the_most_urgent_first_with_words_that_need_no_script(register, officer):
    for hours, title in ((5, "ใหม่"), (60, "ใกล้"), (100, "เกิน"), (500, "นาน")):
        add(register, hours, title=title)
    page = officer.get("/breaches")

    assert titles(page) == ["นาน", "เกิน", "ใกล้", "ใหม่"]
    assert titles(officer.get("/breaches/all?order=newest")) == ["นาน", "เกิน", "ใกล้", "ใหม่"]
    for words in (
        "เกิน 15 วันแล้วยังไม่ได้แจ้งสำนักงาน",
        "เกิน 72 ชั่วโมงแล้วยังไม่ได้แจ้งสำนักงาน",
        "ต้องแจ้งสำนักงานภายใน 24 ชั่วโมง",
        "นาฬิกา 72 ชั่วโมงกำลังเดิน",
        "2 วัน 18 ชม. 59 นาที",
        "พ้นกำหนดแจ้งมาแล้ว",
    ):
        assert words in page.text
    assert "data-server-now=" in page.text
    assert page.text.count("data-until=") == 4


def test_a_long_list_goes_on_with_a_link(register, officer):
    for number in range(32):
        add(register, number + 1, title=f"เหตุ {number}")
    first = officer.get("/breaches")
    link = found_in(first, r'rel="next" href="([^"]+)"').replace("&amp;", "&")
    second = officer.get(link)

    assert len(titles(first)) == 30
    assert titles(second) == ["เหตุ 1", "เหตุ 0"]
    rows = officer.get(link, headers={"HX-Request": "true"}).text
    assert "<html" not in rows
    assert rows.count('<li class="breach') == 2


def test_one_breach_shows_its_facts_and_only_the_activities_that_the_reader_may_see(register, now):
    here, there = (
        create(register, now, office_id=office, main_process=f"งาน {office}") for office in (PHETCHABURI, PRACHUAP)
    )
    breach = add(register, 5, description="รายชื่อ 124 คน", activity_ids=[here.id, there.id])
    with browser(register, (Role.REVIEWER, PHETCHABURI)) as client:
        page = client.get(f"/breaches/{breach.id}")

    assert page.status_code == 200
    assert f'href="/activities/{here.id}"' in page.text
    assert there.id not in page.text
    assert "กิจกรรมอื่นที่ท่านไม่มีสิทธิเห็น 1 รายการ" in page.text
    assert format_thai_date(clock.bangkok(breach.notify_office_due_at).date()) in page.text


def test_a_breach_of_another_office_is_not_found(register, officer):
    assert officer.get(f"/breaches/{add(register, 1, PRACHUAP).id}").status_code == 404
    assert titles(officer.get("/breaches")) == []


def test_who_may_only_report_is_led_to_the_report_and_told_that_it_was_saved(register, recorder):
    assert recorder.get("/breaches").headers["location"] == "/breaches/new"
    answer = send(recorder, "/breaches/new", form())

    assert answer.headers["location"] == "/breaches?said=reported"
    assert recorder.get("/breaches?said=reported").headers["location"] == "/breaches/new?said=reported"
    assert "นาฬิกา 72 ชั่วโมงเริ่มนับ" in recorder.get("/breaches/new?said=reported").text


def test_a_report_is_saved_with_its_moment_in_bangkok(officer):
    answer = send(
        officer, "/breaches/new", form(description="ก\r\nข", detected_at_day="1 ม.ค. 2569", detected_at_time="9.05")
    )
    page = officer.get(answer.headers["location"])

    assert answer.status_code == 303
    assert "1 ม.ค. 2569 09:05 น." in page.text
    assert "ก\nข" in page.text


def test_the_same_form_twice_makes_one_breach(officer):
    page = officer.get("/breaches/new")
    # The legal clock begins with knowing: a suspicion is asked for only where one is reported.
    assert "เวลาที่หน่วยงานรู้ว่ามีเหตุ ตามเวลาประเทศไทย ไม่ใช่เวลาที่เริ่มสงสัย" in page.text
    key = form_key_of(page)
    fields = form(form_key=key, csrf_token=mark_of(page))
    first, second = (officer.post("/breaches/new", data=fields) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert len(titles(officer.get("/breaches"))) == 1


def test_a_key_of_another_person_or_page_or_of_ones_own_making_is_not_taken(register, officer, recorder):
    made = add(register, 1)
    other = form_key_of(recorder.get("/breaches/new"))
    for key in (other, f"{made.id}.", f"{made.id}.x", f"{other.partition('.')[0]}.{'ก' * 43}", "\x00"):
        assert send(officer, "/breaches/new", form(form_key=key)).status_code == 303
        assert made.id not in officer.get("/breaches/new").text
    assert len(titles(officer.get("/breaches"))) == 6


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"title": " "}, "f-title"),
        ({"title": "ก" * 501}, "f-title"),
        ({"title": "a\x00b"}, "f-title"),
        ({"aware_at_day": ""}, "f-aware_at_day"),
        ({"aware_at_time": ""}, "f-aware_at_day"),
        ({"aware_at_day": "31 กุมภาพันธ์ 2569"}, "f-aware_at_day"),
        ({"aware_at_day": "1 ม.ค. 2590"}, "f-aware_at_day"),
        ({"aware_at_day": "1 ม.ค. ค.ศ. 1900"}, "f-aware_at_day"),
        ({"aware_at_day": "2569-01-01"}, "f-aware_at_day"),
        ({"aware_at_time": "25:00"}, "f-aware_at_day"),
        ({"aware_at_time": "9" * 4000}, "f-aware_at_day"),
        ({"detected_at_day": "1 ม.ค. 2590", "detected_at_time": "10:00"}, "f-detected_at_day"),
        ({"occurred_to_day": "เมื่อวาน", "occurred_to_time": "10:00"}, "f-occurred_to_day"),
        ({"office_id": ""}, "f-office_id"),
        ({"office_id": "1e9"}, "f-office_id"),
        ({"office_id": "123456"}, "f-office_id"),
        ({"activity_ids": "01a1fdb5-c1c0-732d-a6e0-3a98fb7b7157"}, "f-activity_ids"),
        ({"activity_ids": "x" * 400}, "f-activity_ids"),
    ],
)
def test_a_fault_stands_at_its_field_with_everything_typed_kept(officer, typed, at):
    answer = send(officer, "/breaches/new", form(description="คำบรรยายที่พิมพ์ไว้", **typed))

    assert answer.status_code == 422
    assert f'href="#{at}"' in answer.text
    assert f'id="{at}"' in answer.text
    assert "คำบรรยายที่พิมพ์ไว้" in answer.text
    assert titles(officer.get("/breaches")) == []


def test_every_fault_is_said_at_once(officer):
    answer = send(officer, "/breaches/new", {"title": "", "aware_at_day": "x", "aware_at_time": "x", "office_id": ""})

    for at in ("f-title", "f-aware_at_day", "f-office_id"):
        assert f'href="#{at}"' in answer.text


def test_a_report_for_an_office_that_is_not_ones_own_is_refused(officer):
    assert send(officer, "/breaches/new", form(office_id=str(PRACHUAP))).status_code == 403


def test_activities_are_found_and_picked_without_a_script(register, now, officer):
    mine = create(register, now, office_id=PHETCHABURI, main_process="งานใบอนุญาตโรงงาน")
    create(register, now, office_id=PRACHUAP, main_process="งานใบอนุญาตเหมือง")
    found = send(officer, "/breaches/new", form(do="search", q="ใบอนุญาต"))
    answer = send(officer, "/breaches/new", form(activity_ids=mine.id))

    assert found.status_code == 200
    assert mine.id in found.text
    assert "เหมือง" not in found.text
    assert "ส่งอีเมลผิดคน" in found.text
    assert f'href="/activities/{mine.id}"' in officer.get(answer.headers["location"]).text


def test_hostile_text_stays_text_on_every_page(officer):
    for name, words in HOSTILE.items():
        if len(words) > 400 or not words.strip():
            continue
        answer = send(officer, "/breaches/new", form(title=words, description=words, q=words))
        pages = (
            [answer]
            if answer.status_code == 422
            else [officer.get("/breaches"), officer.get(answer.headers["location"])]
        )
        for page in pages:
            assert page.status_code in {200, 422}, name
            for trap in ("<script>alert", "<img src=x", "<b>x", 'javascript:alert(1)//"', "</style><style>"):
                assert trap not in page.text, name


@pytest.mark.parametrize(
    "query",
    [
        "?cursor=x",
        "?cursor=%00",
        "?office=x",
        "?office=-1",
        "?danger=worst",
        "?level=x",
        "?drill=x",
        "/all?order=worst",
        "/all?cursor=" + "a" * 36,
        "/triage?stage=x",
        "/statistics?since=x",
    ],
)
def test_forged_addresses_are_refused(officer, query):
    assert officer.get(f"/breaches{query}").status_code == 422


def test_what_another_site_sends_is_refused(officer):
    fields = form(csrf_token=mark_of(officer.get("/breaches/new")))

    assert officer.post("/breaches/new", data=fields, headers={"Origin": "https://evil.example"}).status_code == 403
    assert officer.post("/breaches/new", data=form()).status_code == 403
    assert titles(officer.get("/breaches")) == []


def test_the_timeline_shows_what_became_of_each_reminder_and_what_went_out_late(register, officer):
    breach = add(register, 30)
    assert "ยังไม่มีการเตือน" in officer.get(f"/breaches/{breach.id}/timeline").text

    with register.write(WORKER, datetime.now(UTC)) as uow:
        service_breaches.warn(uow)

    page = officer.get(f"/breaches/{breach.id}/timeline").text
    assert "ยังไม่มีการเตือน" not in page
    assert page.count("แจ้งสำนักงานภายใน 72 ชั่วโมง") >= 1
    assert "ผู้ประสานงาน" not in page  # no activity, so no form that names one


def test_the_list_is_narrowed_by_thai_days_that_stand_in_its_address_and_come_off_by_a_chip(register, officer):
    for hours, title in ((1, "วันนี้"), (24 * 9, "สัปดาห์ก่อน"), (24 * 30, "เดือนก่อน")):
        add(register, hours, title=title)
    day = format_thai_date(clock.bangkok(datetime.now(UTC) - timedelta(days=9)).date())
    page = officer.get("/breaches/all", params={"from": day, "through": day, "counted": "1"})

    assert titles(page) == ["สัปดาห์ก่อน"]
    assert f'name="from" type="text" value="{day}"' in page.text
    assert f"ตั้งแต่ {day}" in page.text
    without = [each.replace("&amp;", "&") for each in re.findall(r'class="chip" href="([^"]+)"', page.text)]
    assert sorted(len(titles(officer.get(each))) for each in without) == [1, 2, 2]
    assert titles(officer.get("/breaches/all?notice=overdue")) == ["เดือนก่อน", "สัปดาห์ก่อน"]


def test_a_wrong_day_is_refused_at_its_field_in_both_languages(register, officer):
    for path in ("/breaches/all", "/requests"):
        for language, words, day in (("th", "อ่านวันที่", "1 ต.ค. 2569"), ("en", "cannot read the date", "1 Oct 2569")):
            officer.cookies.set(COOKIE, language)
            page = officer.get(path, params={"from": "เมื่อวาน", "through": "1 ต.ค. 2569"})
            assert page.status_code == 422
            assert 'id="e-from">' + words in page.text
            assert 'value="เมื่อวาน"' in page.text
            assert f'value="{day}"' in page.text
            assert 'id="e-through"' not in page.text
    page = officer.get("/breaches/all", params={"from": "2 ต.ค. 2569", "through": "1 ต.ค. 2569"})
    assert 'id="e-through">It must not come before the first day' in page.text
