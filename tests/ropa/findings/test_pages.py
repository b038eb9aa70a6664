"""The worklist in a browser and by API: shown, accepted, given to somebody, taken along as a workbook."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from ropa.clock import bangkok
from ropa.findings import service_accept
from ropa.findings import service_worklist as worklist
from schemas.access import Role
from schemas.findings import Severity
from schemas.thai_dates import format_thai_date
from schemas.worklist import AcceptInput, WorkFilter
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.lives import OFFICER
from tests.support.web import browser, mark_of, send, start
from tests.support.world import bearer, create

pytestmark = pytest.mark.only_on("sqlite")
API = "/api/v1/findings"
TODAY = bangkok(datetime.now(UTC)).date()
UNTIL = TODAY + timedelta(days=30)


def items(register, **wanted):
    with register.read(OFFICER, datetime.now(UTC)) as uow:
        return worklist.page(uow, WorkFilter(**wanted), None, 200).items


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.content))["ข้อสังเกต"]


def accepted(register, item):
    with register.write(OFFICER, datetime.now(UTC)) as uow:
        data = AcceptInput(key=item.key, reason="=1+1 อยู่ระหว่างจัดทำ <b>ประกาศ</b>", valid_through=UNTIL)
        return service_accept.accept(uow, item.activity_id, data)


def test_the_worklist_shows_each_record_with_links_to_its_fields(register, faulty):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/findings").text
        systems = client.get("/findings?code=hosting.unanswered").text
    assert f"/activities/{faulty.id}/edit/data_category#f-lawful_basis" in page
    assert f"/activities/{faulty.id}/edit/systems#systems-0" in systems
    assert '<option value="hosting.unanswered" selected>ระบบที่ …: ไม่ระบุว่าเป็น On-Premise หรือ On Cloud</option>' in systems
    with browser(register, (Role.AUDITOR, PHETCHABURI), number=2) as client:
        page = client.get("/findings").text
    assert f"/activities/{faulty.id}#v-data_category.lawful_basis" in page
    assert "/edit/" not in page
    with browser(register, (Role.DPO, PRACHUAP), number=3) as client:
        assert faulty.ref not in client.get("/findings?status=any").text


def test_filters_stand_in_the_address_and_wrong_ones_are_refused(register, faulty):
    with browser(register, (Role.DPO, 0)) as client:
        errors = client.get("/findings?severity=error").text
        assert client.get("/findings?severity=huge&status=odd&office=x").status_code == 422
        assert client.get("/findings?code=anything.else").text.count("work-lines") == 0
    assert "/api/v1/findings/worklist.xlsx?severity=error&amp;status=open" in errors
    assert 'class="warning"' not in errors


def test_further_pages_come_as_rows(register, now):
    for number in range(4):
        create(register, now, sub_process=str(number))
    with browser(register, (Role.DPO, 0)) as client:
        first = client.get("/findings?status=any").text
        more = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
        rows = client.get(more, headers={"HX-Request": "true"}).text
    assert "<html" not in rows
    assert "work-record" in rows


def test_a_dpo_accepts_and_ends_in_the_browser(register, faulty):
    item = next(each for each in items(register) if each.severity is Severity.ERROR)
    path = f"/activities/{faulty.id}/findings"
    with browser(register, (Role.DPO, 0)) as client:
        form = client.get(f"{path}/accept?finding={item.key}")
        assert form.status_code == 200
        fields = {"key": item.key, "reason": "", "valid_through": "31 กุมภาพันธ์ 2570", "csrf_token": mark_of(form)}
        refused = client.post(f"{path}/accept", data=fields)
        assert (refused.status_code, refused.text.count('aria-invalid="true"')) == (422, 2)
        assert "31 กุมภาพันธ์ 2570" in refused.text
        fields |= {"reason": "อยู่ระหว่างจัดทำ", "valid_through": format_thai_date(UNTIL)}
        done = client.post(f"{path}/accept", data=fields)
        assert done.headers["location"] == f"{path}?said=finding-accepted"
        shown = client.get(path).text
        assert f"ยอมรับแล้วถึง {format_thai_date(UNTIL)} โดย เจ้าหน้าที่ ทดสอบ 1" in shown
        assert client.get(f"{path}/accept?finding={'0' * 64}").status_code == 303
        end = shown.split('href="/findings/acceptances/')[1].split('"')[0]
        ended = send(client, f"/findings/acceptances/{end}", {})
        assert ended.headers["location"] == f"{path}?said=acceptance-ended"
        assert client.get(f"/findings/acceptances/{end}").status_code == 404
        assert "การยอมรับที่ไม่นับแล้ว (1)" in client.get(path).text
    assert items(register)[0].acceptance is None


def test_a_reviewer_gives_work_out_in_the_browser(register, faulty):
    start(register, (Role.RECORDER, PHETCHABURI), number=7)
    path = f"/activities/{faulty.id}/findings/assign"
    with browser(register, (Role.REVIEWER, PHETCHABURI)) as client:
        form = client.get(path)
        person = form.text.split('">เจ้าหน้าที่ ทดสอบ 7<')[0].rsplit('"', 1)[1]
        done = client.post(path, data={"person_id": person, "key": "", "csrf_token": mark_of(form)})
        assert done.status_code == 303
        wrong = client.post(path, data={"person_id": "x", "key": "", "csrf_token": mark_of(form)})
        assert wrong.status_code == 422
    assert {each.owner_name for each in items(register)} == {"เจ้าหน้าที่ ทดสอบ 7"}
    with browser(register, number=7) as client:
        assert faulty.ref in client.get("/findings?mine=1").text


def test_stored_text_is_data_on_the_pages(register, now):
    create(register, now, sub_process="<script>x</script>", systems=["<img src=x>"])
    accepted(register, items(register)[0])
    with browser(register, (Role.DPO, 0)) as client:
        for path in (
            "/findings?status=any",
            "/findings/offices",
            f"/activities/{items(register)[0].activity_id}/findings",
        ):
            page = client.get(path).text
            assert "<script>x" not in page
            assert "<img src=x" not in page
            assert "<b>ประกาศ" not in page


def test_offices_and_scores_have_their_pages(register, faulty):
    with browser(register, (Role.DPO, 0)) as client:
        offices = client.get("/findings/offices").text
        scores = client.get(f"/findings/scores?office={PHETCHABURI}").text
        assert client.get("/findings/scores?office=x").status_code == 422
        assert "ยังไม่มีคะแนน" in client.get(f"/findings/scores?office={PRACHUAP}").text
    assert f"/findings?office={PHETCHABURI}" in offices
    assert "<polyline" in scores
    assert "style=" not in scores


def test_the_workbook_has_the_filtered_list_and_no_formula(client, register, faulty):
    accepted(register, items(register)[0])
    answer = client.get(f"{API}/worklist.xlsx", headers=bearer(register, Role.AUDITOR, PHETCHABURI))
    rows = list(sheet_of(answer).iter_rows())
    assert len(rows) - 3 == len(items(register))
    reasons = [row[12] for row in rows[3:] if row[12].value]
    assert [(cell.value[:4], cell.data_type) for cell in reasons] == [("=1+1", "s")]
    elsewhere = client.get(f"{API}/worklist.xlsx", headers=bearer(register, Role.AUDITOR, PRACHUAP))
    assert len(list(sheet_of(elsewhere).iter_rows())) == 3


def test_the_api_lists_filters_and_pages(client, register, faulty):
    headers = bearer(register)
    found = client.get(f"{API}?limit=3", headers=headers).json()
    assert len(found["items"]) == 3
    rest = client.get(f"{API}?limit=200&cursor={found['next_cursor']}", headers=headers).json()
    assert rest["next_cursor"] is None
    assert len(rest["items"]) == len(items(register)) - 3
    only = client.get(f"{API}?severity=error&status=open&activity={faulty.id}&mine=false", headers=headers).json()
    assert {each["severity"] for each in only["items"]} == {"error"}
    for wrong in ("cursor=x", "severity=x", "limit=0", "office=-1", "activity=x"):
        assert client.get(f"{API}?{wrong}", headers=headers).status_code in {400, 422}, wrong
    offices = client.get(f"{API}/offices", headers=headers).json()["items"]
    assert [each["office_id"] for each in offices] == [PHETCHABURI]
    history = client.get(f"{API}/scores?office={PHETCHABURI}&since=2026-01-01", headers=headers).json()["items"]
    assert history[-1]["records"] == 1
    record = client.get(f"/api/v1/activities/{faulty.id}/findings/scores", headers=headers).json()["items"]
    assert [each["score"] for each in record] == [offices[0]["score"]]


def test_a_machine_accepts_and_assigns_nothing(client, register, faulty):
    headers, key = bearer(register), items(register)[0].key
    body = {"key": key, "reason": "ก", "valid_through": str(UNTIL)}
    assert client.post(f"/api/v1/activities/{faulty.id}/findings/accept", json=body, headers=headers).status_code == 403
    assert client.post(f"{API}/assign", json={"activity_id": faulty.id}, headers=headers).status_code == 403


def test_the_record_itself_says_what_was_accepted(register, faulty):
    item = items(register)[0]
    accepted(register, item)
    with browser(register, (Role.AUDITOR, PHETCHABURI)) as client:
        page = client.get(f"/activities/{faulty.id}").text
    assert f"ยอมรับแล้วถึง {format_thai_date(UNTIL)} โดย {OFFICER.name}" in page
    assert "&lt;b&gt;ประกาศ" in page
