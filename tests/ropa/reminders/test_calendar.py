"""The agenda and the calendar feed: what falls due, for whom, and an address that can be ended."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from ropa.access.service_grants import end_grant
from ropa.access.tables import grants
from ropa.breaches import service as breaches
from ropa.errors import Invalid, NotFound
from ropa.reminders import service_agenda, service_calendar
from ropa.reminders.calendar_file import Event, calendar, escaped, folded
from ropa.reminders.tables import calendar_feeds
from schemas.access import COMMAND_LINE, Role
from schemas.breach import BreachInput, RiskLevel
from schemas.reminders import DueKind
from tests.ropa.reminders.test_due import breach
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.staff import hire
from tests.support.web import browser, mark_of

BASE = "https://ropa.example"
ALARMS = (timedelta(hours=6), timedelta(days=7))


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def events(content):
    return re.findall(r"BEGIN:VEVENT\r?\n(.*?)END:VEVENT", "\n".join(unfolded(content)), re.DOTALL)


def test_no_line_is_longer_than_75_octets_and_no_character_is_broken():
    text = "กำหนดทบทวน " * 40
    parts = list(folded("SUMMARY:" + text))

    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part.removeprefix(" ") if part[0] == " " else "?" for part in parts[1:]) == (
        "SUMMARY:" + text
    )


def test_texts_cannot_end_their_line():
    assert escaped("ก,ข;ค\\ง\r\nEND:VEVENT\x00") == "ก\\,ข\\;ค\\\\ง\\nEND:VEVENT"


def test_days_are_whole_days_and_deadlines_are_moments():
    stamp = datetime(2026, 11, 20, 2, tzinfo=UTC)
    day = Event(uid="a@ropa", stamp=stamp, when=date(2026, 12, 31), summary="ก", url="https://x/", alarms=())
    moment = Event(
        uid="b@ropa",
        stamp=stamp,
        when=stamp,
        summary="ก",
        url="https://x/",
        alarms=(timedelta(hours=6), timedelta(days=7)),
    )
    first, second = events(calendar("ก", [day, moment]))

    assert "DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270101" in first
    assert "DTSTART:20261120T020000Z" in second
    assert "TRIGGER:-PT6H" in second
    assert "TRIGGER:-P7D" in second


def agenda(times, actor, days=90, **more):
    with times.register.read(actor, times.now) as uow:
        return service_agenda.agenda(uow, days, **more)


def test_the_agenda_shows_what_falls_due_in_ones_own_offices(times, register, now):
    activity_id = times.approved("ทุก 2 เดือน", "งานที่ต้องทบทวน")
    breach_id = breach(times, hours=1)
    stranger = hire(register, now, 8, (Role.DPO, PRACHUAP))

    found = agenda(times, times.office.officer).items
    assert [(each.kind, each.id, each.title) for each in found] == [
        (DueKind.BREACH, breach_id, "เหตุทดสอบ"),
        (DueKind.REVIEW, activity_id, "งานที่ต้องทบทวน"),
    ]
    assert agenda(times, stranger).items == []
    assert [each.kind for each in agenda(times, times.office.recorder).items] == [DueKind.REVIEW]


@pytest.mark.case("F.1", 13, 14, 20)
def test_the_agenda_shows_clocks_that_run_suspicions_and_drills_by_name(times):
    started = times.now - timedelta(hours=100)
    ids = {}
    for name, more in {
        "late": {"aware_at": started},
        "told": {"aware_at": started},
        "no risk": {"aware_at": started},
        "suspected": {"suspected_at": started},
        "drill": {"aware_at": times.now, "is_drill": True},
    }.items():
        with times.register.write(times.office.officer, times.now) as uow:
            ids[name] = breaches.report(uow, BreachInput(office_id=PHETCHABURI, title=name, **more)).id
    with times.register.write(times.office.officer, times.now) as uow:
        breaches.change(uow, ids["told"], None, notified_at=times.now)
        breaches.change(uow, ids["no risk"], None, level=RiskLevel.NONE, level_at=times.now)

    found = agenda(times, times.office.officer).items
    assert {(each.kind, each.title) for each in found} == {
        (DueKind.BREACH, "late"),
        (DueKind.SUSPICION, "suspected"),
        (DueKind.BREACH, "[ฝึกซ้อม] drill"),
    }
    assert {each.at for each in found} == {started + timedelta(hours=72), times.now + timedelta(hours=72)}


def test_the_agenda_comes_in_pages_without_a_gap(times):
    for number in range(5):
        times.approved("ทุกเดือน", f"งานที่ {number}")
    breach(times, hours=1)
    whole = [each.id for each in agenda(times, times.office.officer).items]
    found, cursor = [], None
    while True:
        page = agenda(times, times.office.officer, cursor=cursor, limit=2)
        found += [each.id for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert len(whole) == 6
    assert found == whole


@pytest.mark.parametrize(
    "cursor", ["x", "2026-01-01", "2026-01-01_review_'", "2026-13-01_review_a", "2026-01-01_no_a", "0001-01-01_breach_"]
)
def test_a_cursor_that_was_not_given_out_is_refused(times, cursor):
    with pytest.raises(Invalid):
        agenda(times, times.office.officer, cursor=cursor)


def make(times, actor):
    with times.register.write(actor, times.now) as uow:
        return service_calendar.make(uow, "th")


def fetch(times, secret):
    with times.register.read(COMMAND_LINE, times.now) as uow:
        return service_calendar.read(uow, secret, BASE)


def test_the_feed_shows_what_its_person_may_see_now(times, register):
    activity_id = times.approved("ปีละ 1 ครั้ง", "ทะเบียนผู้มาติดต่อ")
    secret = make(times, times.office.recorder)
    (event,) = events(fetch(times, secret))

    assert f"UID:review-{activity_id}@ropa" in event
    assert "SUMMARY:ถึงกำหนดทบทวนรายการ: ROPA-2569-0001 ทะเบียนผู้มาติดต่อ" in event
    assert f"URL:{BASE}/activities/{activity_id}/reviewed" in event
    assert fetch(times, secret) == fetch(times, secret)
    with register.write(COMMAND_LINE, times.now) as uow:
        end_grant(uow, uow.connection.scalars(select(grants.c.id).where(grants.c.role == "recorder")).one())
    assert events(fetch(times, secret)) == []


def test_an_address_ends_by_a_new_one_by_its_person_and_with_the_persons_suspension(times):
    first = make(times, times.office.recorder)
    second = make(times, times.office.recorder)
    with pytest.raises(NotFound):
        fetch(times, first)
    fetch(times, second)
    times.now += timedelta(days=61)
    with pytest.raises(NotFound):
        fetch(times, second)

    third = make(times, times.office.officer)
    with times.register.write(times.office.officer, times.now) as uow:
        service_calendar.revoke(uow)
        assert third not in str(uow.connection.execute(select(calendar_feeds)).all())
    with pytest.raises(NotFound):
        fetch(times, third)


@pytest.mark.only_on("sqlite")
def test_the_page_shows_the_address_once_and_the_feed_answers_without_a_session(register, caplog):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = mark_of(client.get("/me/calendar"))
        shown = client.post("/me/calendar", data={"csrf_token": mark, "act": "make"}).text
        token = re.findall(r"calendar\.ics\?token=([\w-]{43})", shown)[0]
        assert token not in client.get("/me/calendar").text

        client.cookies.clear()
        address = f"/api/v1/calendar.ics?token={token}"
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        wrong = client.get(f"/api/v1/calendar.ics?token={'x' * 43}")
        assert wrong.status_code == 404
        assert "x" * 43 not in wrong.text
    assert token not in caplog.text


@pytest.mark.only_on("sqlite")
def test_pages_of_agenda_and_review(register):
    with browser(register, (Role.DPO, 0)) as client:
        assert client.get("/reminders").status_code == 200
        assert client.get("/reminders?kind=review").status_code == 200
        assert client.get("/api/v1/agenda?days=30").status_code == 200


@pytest.mark.only_on("sqlite")
def test_the_page_of_a_record_confirms_its_review(times, register):
    activity_id = times.approved("ปีละ 1 ครั้ง")
    path = f"/activities/{activity_id}/reviewed"
    with browser(register, (Role.REVIEWER, PHETCHABURI), number=2) as client:
        page = client.get(path)
        assert "20 พ.ย. 2570" in page.text
        sent = client.post(path, data={"csrf_token": mark_of(page), "revision": "1", "note": "ตรวจแล้ว"})
        assert sent.headers["location"] == f"{path}?said=confirmed"
        assert "ตรวจแล้ว" in client.get(path).text
    with browser(register, (Role.AUDITOR, 0), number=7) as client:
        assert "ยืนยันว่าทบทวนแล้ว" not in client.get(path).text
