"""Pages of rights: mine, asking for one, one person's, a list from Excel, and who can see a record."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import text

from schemas.access import COMMAND_LINE, Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser, mark_of, national_id, send, start
from tests.support.world import create

pytestmark = pytest.mark.only_on("sqlite")
HEAD = (Role.OFFICE_ADMIN, PHETCHABURI)


def rows(database, query):
    with database.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        return uow.connection.execute(text(query)).all()


def person_id(database):
    return rows(database, "SELECT id FROM people ORDER BY created_at LIMIT 1")[0].id


def test_a_newcomer_asks_and_the_head_gives(register):
    with browser(register, number=5) as newcomer:
        assert "ท่านยังไม่มีสิทธิ" in newcomer.get("/rights").text
        faulty = send(newcomer, "/rights", {"role": "system_admin"})
        assert faulty.status_code == 422
        assert "เลือกหน่วยงาน" in faulty.text
        asked = send(newcomer, "/rights", {"role": "recorder", "office_id": PHETCHABURI, "reason": "ย้ายมา <b>ใหม่</b>"})
        assert asked.headers["location"] == "/rights?said=asked"
        assert "คำขอที่รอพิจารณา" in newcomer.get("/rights").text
    with browser(register, HEAD, number=6) as head:
        page = head.get("/people/requests").text
        assert "&lt;b&gt;ใหม่" in page
        request_id = rows(register, "SELECT id FROM access_requests")[0].id
        assert send(head, f"/people/requests/{request_id}/accept", {}, at="/people/requests").status_code == 303
        assert "ไม่มีคำขอ" in head.get("/people/requests").text
    with browser(register, number=5) as newcomer:
        assert newcomer.get("/activities").status_code == 200


def test_a_refusal_needs_a_reason(register):
    with browser(register, number=5) as newcomer:
        send(newcomer, "/rights", {"role": "recorder", "office_id": PHETCHABURI, "reason": "ก"})
    request_id = rows(register, "SELECT id FROM access_requests")[0].id
    with browser(register, HEAD, number=6) as head:
        path = f"/people/requests/{request_id}/refuse"
        assert send(head, path, {"answer": ""}, at="/people/requests").status_code == 422
        assert send(head, path, {"answer": "อยู่กลุ่มอื่น"}, at="/people/requests").status_code == 303
    with browser(register, (Role.OFFICE_ADMIN, PRACHUAP), number=7) as other:
        assert send(other, path, {"answer": "ก"}, at="/people/requests").status_code == 404


def test_a_persons_number_is_masked_until_somebody_says_why(register):
    start(register, (Role.RECORDER, PHETCHABURI))
    who = person_id(register)
    with browser(register, HEAD, number=2) as head:
        page = head.get(f"/people/{who}")
        assert page.status_code == 200
        assert national_id(1) not in page.text
        assert "x-xxxx-xxxxx-" in page.text
        assert send(head, f"/people/{who}", {"reason": "ก"}).status_code == 403
    with browser(register, (Role.DPO, 0), number=3) as dpo:
        assert send(dpo, f"/people/{who}", {"reason": " "}).status_code == 422
        shown = send(dpo, f"/people/{who}", {"reason": "ตรวจตัวบุคคล"})
        assert national_id(1) in shown.text
        assert shown.headers["cache-control"] == "no-store"
        assert national_id(1) not in dpo.get(f"/people/{who}").text
    with browser(register, (Role.OFFICE_ADMIN, PRACHUAP), number=4) as other:
        assert other.get(f"/people/{who}").status_code == 404


def test_a_suspended_person_is_let_in_again_on_the_page(register):
    start(register, (Role.RECORDER, PHETCHABURI), now=datetime.now(UTC) - timedelta(days=80))
    who = person_id(register)
    with browser(register, HEAD, number=2) as head:
        assert "ถูกระงับ" in head.get(f"/people/{who}").text
        assert send(head, f"/people/{who}/activate", {}, at=f"/people/{who}").status_code == 303
        assert "ถูกระงับ" not in head.get(f"/people/{who}").text
    start(register)


def workbook(*lines, headings=("ลำดับ", "กอง/จังหวัด", "กลุ่ม", "ระดับ", "เลขบัตรประชาชน", "ใช้ได้ถึง")):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["รายชื่อเจ้าหน้าที่"])
    sheet.append(headings)
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client, content):
    mark = mark_of(client.get("/people/import"))
    return client.post("/people/import", data={"csrf_token": mark}, files={"file": ("people.xlsx", content)})


def test_a_list_in_the_ministrys_shape_is_looked_over_and_given_as_a_whole(register):
    content = workbook(
        (1, "เพชรบุรี", None, 1, int(national_id(11)), None),
        (2, "สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี", "กลุ่มโรงงานอุตสาหกรรม", "3", national_id(12), "30 ก.ย. 2599"),
        (3, PHETCHABURI, "-", "ผู้บันทึก", "1-2345-67890-12-3", None),
    )
    with browser(register, HEAD) as head:
        looked = upload(head, content)
        assert looked.status_code == 200
        assert "พร้อมให้สิทธิ 3 รายการ" in looked.text
        assert national_id(11) not in looked.text
        assert looked.text.count("เลขตรวจสอบไม่ถูกต้อง") == 1
        assert len(rows(register, "SELECT id FROM grants")) == 1, "nothing is given by looking"
        done = send(head, "/people/import/commit", {}, at="/people/import")
        assert done.headers["location"] == "/people?said=granted"
        assert send(head, "/people/import/commit", {}, at="/people/import").headers["location"] == "/people/import"
    given = rows(register, "SELECT role, office_id, valid_through FROM grants ORDER BY id")[1:]
    assert [(each.role, each.office_id, each.valid_through) for each in given] == [
        ("reviewer", PHETCHABURI, None),
        ("approver", 7, "2056-09-30"),
        ("recorder", PHETCHABURI, None),
    ]


def test_every_fault_of_a_list_is_told_at_its_line_and_nothing_is_given(register):
    content = workbook(
        (1, "เพชรบุรี", None, 1, national_id(11), None),
        (2, "ไม่มีจังหวัดนี้", None, 2, "123", "31 ก.พ. 2570"),
        (3, "ประจวบคีรีขันธ์", None, 1, national_id(12), None),
    )
    with browser(register, HEAD) as head:
        looked = upload(head, content)
        assert looked.status_code == 422
        for words in ("13 หลัก", "ไม่พบหน่วยงานนี้", "ระดับต้องเป็น", "ไม่มีสิทธิ"):
            assert words in looked.text
        assert send(head, "/people/import/commit", {}, at="/people/import").headers["location"] == "/people/import"
    assert len(rows(register, "SELECT id FROM grants")) == 1


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken", workbook(headings=("ก", "ข"))])
def test_what_is_no_list_is_refused_in_words(register, content):
    with browser(register, HEAD) as head:
        answer = upload(head, content)

    assert answer.status_code == 422
    assert 'class="notice bad"' in answer.text


@pytest.mark.parametrize(
    "typed", ["", "{", "[1]", '[{"line":1,"national_id":"1","role":"dpo","office_id":99999999999}]']
)
@pytest.mark.parametrize("field", ["rows", "other"])
def test_something_else_kept_in_the_lists_place_gives_nothing(register, field, typed):
    with browser(register, HEAD) as head:
        mark = mark_of(head.get("/people/import"))
        head.post("/buffers?place=/people/import", data={field: typed, "csrf_token": mark})
        done = head.post("/people/import/commit", data={"csrf_token": mark})

    assert (done.status_code, done.headers["location"]) == (303, "/people/import")
    assert len(rows(register, "SELECT id FROM grants")) == 1


def test_who_can_see_a_record_is_told_to_who_may_see_the_rights(register, now):
    made = create(register, now, office_id=PHETCHABURI)
    start(register, (Role.RECORDER, PHETCHABURI), number=1)
    start(register, (Role.RECORDER, PRACHUAP), number=2)
    with browser(register, HEAD, number=3) as head:
        page = head.get(f"/activities/{made.id}/access").text
        assert "เจ้าหน้าที่ ทดสอบ 1" in page
        assert "เจ้าหน้าที่ ทดสอบ 2" not in page
    with browser(register, (Role.RECORDER, PHETCHABURI), number=1) as recorder:
        assert recorder.get(f"/activities/{made.id}/access").status_code == 403


def test_people_are_found_by_name(register):
    start(register, (Role.RECORDER, PHETCHABURI), number=1)
    start(register, (Role.RECORDER, PHETCHABURI), number=2)
    with browser(register, HEAD, number=3) as head:
        page = head.get("/people?name=ทดสอบ 2").text
        assert "ทดสอบ 2</a>" in page
        assert "ทดสอบ 1</a>" not in page
        nobody = head.get("/people?name=%25").text
        assert "<tbody>" not in nobody, "% is a letter, not a wildcard"
        assert "ไม่พบสิทธิที่ตรงกับเงื่อนไข" in nobody
        assert "ล้างตัวกรองทั้งหมด" in nobody
