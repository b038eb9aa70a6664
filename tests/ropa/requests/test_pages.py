"""The pages of requests: the list without names, the intake, one request, who asked, the timeline."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from ropa import clock
from ropa.requests import service, service_person
from schemas.access import Role
from schemas.requests import RequestInput, RequestPerson, Right, RightAsked
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser, found_in, keys_for, mark_of, national_id, send
from tests.support.world import DPO

pytestmark = pytest.mark.only_on("sqlite")
NAME = "นางสาวผู้ขอ สมมุติ"
TRAP = "<script>alert(1)</script>"


@pytest.fixture
def officer(register):
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        yield client


def take_in(register, *rights, days=0, office_id=PHETCHABURI, **more):
    """Return a request that reached the office some days ago; the server has its own clock."""
    now = datetime.now(UTC)
    given = RequestInput(
        office_id=office_id,
        received_at=now - timedelta(days=days),
        rights=[RightAsked(right=each) for each in rights or (Right.ACCESS,)],
        person=RequestPerson(name=NAME, national_id=national_id(77), phone="0-0000-0000", **more),
    )
    with register.write(DPO, now) as uow:
        return service.receive(uow, keys_for(register), given)


def intake(**more):
    now = clock.bangkok(datetime.now(UTC) - timedelta(minutes=5))
    return {
        "rights": ["s30_access", "s33_erasure"],
        "wish_s33_erasure": "ลบทุกอย่างของข้าพเจ้า",
        "name": NAME,
        "phone": "0-0000-0000",
        "received_at_day": format_thai_date(now.date()),
        "received_at_time": f"{now:%H:%M}",
        "office_id": str(PHETCHABURI),
        "channel": "counter",
        "language": "th",
        "requester": "self",
        "age_band": "adult",
        "identity_level": "document_seen",
        "identity_how": "เห็นบัตรตัวจริง",
        **more,
    }


def faults_of(page):
    """Return what a page says is wrong, for the words of a failed test."""
    return re.findall(r'href="#f-[^<]*', page.text)


def test_the_list_has_the_nearest_day_first_and_nobody_s_name(register, officer):
    old, new = take_in(register, days=40), take_in(register, Right.ERASURE)
    other = take_in(register, office_id=PRACHUAP)
    page = officer.get("/requests")

    assert page.text.index(old.ref) < page.text.index(new.ref)
    assert other.ref not in page.text
    assert NAME not in page.text
    assert national_id(77) not in page.text
    assert "เลยกำหนด 10 วัน" in page.text
    assert "เหลือ 90 วัน" in page.text
    late = officer.get("/requests?show=late").text
    assert old.ref in late
    assert new.ref not in late
    assert new.ref in officer.get("/requests?right=s33_erasure").text
    assert old.ref in officer.get(f"/requests?ref={old.ref}&show=all").text
    for wrong in ("show=x", "right=x", "state=x", "office=x"):
        assert officer.get(f"/requests?{wrong}").status_code == 422


def test_a_long_list_goes_on_with_a_link_that_htmx_follows(register, officer):
    for _ in range(31):
        take_in(register)
    first = officer.get("/requests")
    link = found_in(first, r'rel="next" href="([^"]+)"').replace("&amp;", "&")
    rows = officer.get(link, headers={"HX-Request": "true"}).text

    assert "<html" not in rows
    assert rows.count('<li class="breach') == 1


def test_a_request_is_taken_in_once_and_its_words_are_sealed(register, officer):
    fields = intake() | {"form_key": found_in(officer.get("/requests/new"), r'name="form_key" value="([^"]+)"')}
    first, again = (send(officer, "/requests/new", fields) for _ in range(2))

    assert first.headers["location"] == again.headers["location"]
    assert first.headers["location"].endswith("?said=request-taken-in")
    key = found_in(officer.get("/requests"), r'href="/requests/([0-9a-f-]{36})"')
    now = datetime.now(UTC)
    with register.read(DPO, now) as uow:
        made = service.read(uow, key)
        person = service_person.opened(uow, keys_for(register), key)
        assert len(service.page(uow).items) == 1
    assert [str(each.right) for each in made.rights] == ["s30_access", "s33_erasure"]
    assert made.identity_level == "document_seen"
    assert person.name == NAME
    assert [each.text for each in person.wishes] == ["ลบทุกอย่างของข้าพเจ้า"]
    shown = officer.get(f"/requests/{key}").text
    assert made.ref in shown
    assert NAME not in shown
    assert "ลบทุกอย่างของข้าพเจ้า" not in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rights": []}, "rights"),
        ({"name": "  "}, "name"),
        ({"office_id": ""}, "office_id"),
        ({"received_at_time": "25:00"}, "received_at"),
        ({"received_at_day": "1/1/2599"}, "received_at"),
        ({"received_at_day": "1/1/2560"}, "received_at"),
        ({"national_id": "1234567890123"}, "national_id"),
        ({"requester": "agent"}, "agent"),
        ({"requester": "agent", "agent_name": "ทนาย สมมุติ", "agent_authority_until": "เมื่อวาน"}, "agent_authority_until"),
        ({"age_band": "under_10"}, "requester"),
        ({"identity_how": ""}, "identity_how"),
        ({"channel": "api"}, "channel"),
        ({"wish_s33_erasure": "ก" * 60_000}, "wish_s33_erasure"),
        ({"phone": "0\x00"}, "phone"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(register, officer, wrong, field):
    page = send(officer, "/requests/new", intake(**wrong) | {"address": TRAP})

    assert page.status_code == 422
    assert f'id="e-{field}' in page.text, faults_of(page)
    assert "&lt;script&gt;alert(1)" in page.text
    assert TRAP not in page.text
    with register.read(DPO, datetime.now(UTC)) as uow:
        assert service.page(uow).items == []


def test_a_minor_with_both_and_an_agent_are_written_down(register, officer):
    minor = intake(
        age_band="from_10",
        requester="guardian",
        guardian_name="ผู้ปกครอง สมมุติ",
        guardian_capacity="parent",
        guardian_proof_ref="สูติบัตร",
        guardian_agreed_on="1 พ.ย. 2569",
        minor_agrees="1",
    )
    agent = intake(
        requester="agent", agent_name="ทนาย สมมุติ", agent_authority_ref="ใบมอบอำนาจ 1/2569",
        agent_authority_scope=["s30_access", "s33_erasure"],
    )  # fmt: skip
    for fields in (minor, agent):
        answer = send(officer, "/requests/new", fields)
        assert answer.status_code == 303, faults_of(answer)


def test_who_asked_is_opened_for_a_reason_that_stays(register, officer):
    made = take_in(register)
    path = f"/requests/{made.id}/person"
    assert NAME not in officer.get(path).text
    refused = send(officer, path, {"do": "open", "why": " "})
    assert refused.status_code == 422
    assert NAME not in refused.text

    opened = send(officer, path, {"do": "open", "why": "จ่าหน้าหนังสือตอบ"})
    assert opened.status_code == 200
    assert NAME in opened.text
    assert national_id(77) in opened.text
    assert "จ่าหน้าหนังสือตอบ" in officer.get(f"/requests/{made.id}/timeline").text
    assert NAME not in officer.get(path).text


def test_who_asked_is_put_right_as_a_whole(register, officer):
    made = take_in(register)
    path = f"/requests/{made.id}/person"
    page = send(officer, path, {"do": "open", "why": "แก้ชื่อ"})
    fields = {
        "do": "change", "version": found_in(page, r'name="version" value="(\d+)"'), "name": "นางสาวชื่อใหม่ สมมุติ",
        "requester": "self", "age_band": "adult", "email": "one@people.example",
    }  # fmt: skip
    missing = send(officer, path, fields)
    assert missing.status_code == 422
    assert 'id="e-change_why"' in missing.text

    assert send(officer, path, fields | {"change_why": "สะกดผิด"}).status_code == 303
    with register.read(DPO, datetime.now(UTC)) as uow:
        person = service_person.opened(uow, keys_for(register), made.id)
    assert (person.name, person.phone, person.email) == ("นางสาวชื่อใหม่ สมมุติ", None, "one@people.example")
    stale = send(officer, path, fields | {"change_why": "อีกครั้ง"})
    assert stale.status_code == 422
    assert "มีผู้แก้ไขเรื่องนี้ระหว่างที่ท่านกรอก" in stale.text


def test_an_auditor_reads_the_request_and_never_who_asked(register):
    made = take_in(register)
    with browser(register, (Role.AUDITOR, PHETCHABURI), number=5) as client:
        page = client.get(f"/requests/{made.id}")
        assert page.status_code == 200
        assert f'href="/requests/{made.id}/person"' not in page.text
        assert client.get(f"/requests/{made.id}/person").status_code == 403
        assert client.post(f"/requests/{made.id}/person", data={"csrf_token": mark_of(page)}).status_code == 403


def test_a_note_is_added_and_an_empty_one_is_not(register, officer):
    made = take_in(register)
    path = f"/requests/{made.id}/timeline"
    assert 'id="e-note"' in send(officer, path, {"note": ""}).text
    assert send(officer, path, {"note": TRAP}).status_code == 303
    page = officer.get(path).text
    assert "&lt;script&gt;alert(1)" in page
    assert TRAP not in page


def test_the_numbers_of_a_span_and_a_day_that_is_none(register, officer):
    take_in(register, days=40)
    page = officer.get("/requests/statistics?since=1 ม.ค. 2569")

    assert page.status_code == 200
    assert "/api/v1/requests.xlsx?since=2026-01-01" in page.text
    assert "เข้าถึงและขอรับสำเนาข้อมูล" in page.text
    assert officer.get("/requests/statistics?since=วันไหน").status_code == 422
    assert officer.get("/requests/statistics?office=x").status_code == 422


def test_the_list_is_narrowed_by_the_thai_days_of_receipt(register, officer):
    old, new = take_in(register, days=40), take_in(register)
    day = format_thai_date(clock.bangkok(datetime.now(UTC) - timedelta(days=40)).date())
    page = officer.get("/requests", params={"from": day, "through": day, "show": "all"})

    assert old.ref in page.text
    assert new.ref not in page.text
    assert f"ถึง {day}" in page.text
    without = [each.replace("&amp;", "&") for each in re.findall(r'class="chip" href="([^"]+)"', page.text)]
    assert [new.ref in officer.get(each).text for each in without] == [False, False, True]
