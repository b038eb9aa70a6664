"""The pages of disclosures: an entry and its correction, a request from intake to its end, the log searched by POST."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from ropa import clock
from schemas.access import Role
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI
from tests.support.exchange_lines import OTHER, add_source, line
from tests.support.web import browser, mark_of
from tests.support.world import DPO, bearer, client_of, create

pytestmark = pytest.mark.only_on("sqlite")
TODAY, YEAR = clock.bangkok(clock.now()).date(), timedelta(days=365)
DATES = {"valid_from": format_thai_date(TODAY), "valid_to": format_thai_date(TODAY + YEAR)}
ENTRY = {
    "kind": "disclosure",
    "recipient": "กรมตัวอย่าง",
    "items": "ชื่อ\nที่อยู่",
    "ground": "public_task",
    "purpose": "ตรวจสอบโรงงาน",
    "happened_from": "1 พ.ย. 2569",
    "often": "once",
    "means": "file",
    "decided_by": "อธิบดี",
}
ASKED = {
    "agency": "หน่วยงานผู้ขอ",
    "agency_code": "AG-01",
    "contact": "เจ้าหน้าที่ โทร 02",
    "purpose": "ตรวจสอบสิทธิ",
    "ground": "public_task",
    "law": "พ.ร.บ. ตัวอย่าง",
    "items": "ชื่อ",
    "service": "ทะเบียนโรงงาน",
    "often": "on_demand",
    "means": "service",
    "wanted_from": format_thai_date(TODAY),
    "wanted_to": format_thai_date(TODAY + YEAR),
    "security": "TLS",
}


def post(client, path, **data):
    return client.post(path, data={"csrf_token": mark_of(client.get("/")), **data}, follow_redirects=False)


def test_an_entry_is_recorded_once_corrected_with_its_reason_and_both_stay(register, now):
    record = create(register, now, office_id=PHETCHABURI)
    path = f"/activities/{record.id}/disclosures"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        key = re.search(r'name="form_key" value="([^"]+)"', client.get(path).text).group(1)  # type: ignore[union-attr]
        for _ in range(2):
            assert post(client, path, form_key=key, **ENTRY).status_code == 303
        shown = client.get(path).text
        assert shown.count('class="row-title">กรมตัวอย่าง') == 1
        entry_id = re.search(r"correct=([0-9a-f-]{36})", shown).group(1)  # type: ignore[union-attr]
        assert "ที่อยู่</textarea>" in client.get(f"{path}?correct={entry_id}").text
        wrong = post(client, path, corrects_id=entry_id, **{**ENTRY, "ground": "consent"})
        assert wrong.status_code == 422
        assert "บอกเหตุที่แก้ไข" in wrong.text
        right = post(client, path, corrects_id=entry_id, reason="พิมพ์ผิด", **{**ENTRY, "recipient": "กรมอื่น"})
        assert right.status_code == 303
        shown = client.get(path).text
    assert "กรมอื่น" in shown
    assert "กรมตัวอย่าง" in shown
    assert "พิมพ์ผิด" in shown


def test_the_fields_with_a_star_are_those_without_which_an_entry_is_refused(register, now):
    path = f"/activities/{create(register, now, office_id=PHETCHABURI).id}/disclosures"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        key = re.search(r'name="form_key" value="([^"]+)"', client.get(path).text)[1]  # type: ignore[index]
        starred = set(re.findall(r'name="(\w+)"[^>]*aria-required="true"', client.get(path).text))
        assert starred == set(ENTRY) - {"kind", "often", "means"}, "those three begin with the usual answer"
        for name in sorted(starred):
            without = {each: words for each, words in ENTRY.items() if each != name}
            refused = post(client, path, form_key=key, **without)
            assert (name, refused.status_code) == (name, 422)
            assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', refused.text), name


def test_a_request_goes_from_intake_to_the_confirmed_deletion(register, now):
    with browser(register, (Role.RECORDER, PHETCHABURI), (Role.DPO, PHETCHABURI)) as client:
        faults = post(client, "/exchange-requests/new", office_id=str(PHETCHABURI), agency="ก")
        assert faults.status_code == 422
        made = post(client, "/exchange-requests/new", office_id=str(PHETCHABURI), **ASKED)
        path = made.headers["location"].partition("?")[0]
        checks = dict.fromkeys(("has_right", "fits_purpose", "is_least", "is_secure"), "yes")
        last = format_thai_date(TODAY + 2 * YEAR)
        longer = {"wanted_to": last, "valid_from": DATES["valid_to"], "valid_to": last}
        steps = [
            ("check", checks),
            ("approve", {"reason": "ครบถ้วน", **DATES}),
            ("connect", {"client_id": "moi-factory-00"}),
            ("rotate", {"client_id": "moi-factory-01", "reason": "ครบรอบ"}),
            ("renew", {"reason": "ต่ออายุ", **ASKED, **checks, **longer}),
            ("suspend", {"reason": "ใช้ผิดปกติ"}),
            ("resume", {"reason": "แก้แล้ว"}),
            ("end", {"reason": "หมดความจำเป็น"}),
            ("confirm_deleted", {"reason": "หนังสือยืนยันการลบ"}),
        ]
        for number, (step, said) in enumerate(steps, 1):
            assert client.get(f"{path}?step={step}").status_code == 200
            answer = post(client, path, step=step, version=str(number), **said)
            assert answer.status_code == 303, (step, re.findall(r'class="error"[^>]*>([^<]+)', answer.text))
        shown = client.get(path).text
        assert "ปิดเรื่อง" in shown
        assert "moi-factory-00" in shown
        assert f"{DATES['valid_from']} – {last}" in shown
        assert "moi-factory-01" in client.get("/exchange-requests").text
        assert client.get("/exchange-requests?waiting=1").status_code == 200


def test_the_log_is_searched_by_post_and_downloaded(register):
    now = datetime.now(UTC)
    with register.write(DPO, now) as uow:
        add_source(uow)
    with client_of(register) as client:
        headers = bearer(register, Role.SERVICE, PHETCHABURI)
        rows = [line(number, now - timedelta(minutes=number), agency="=cmd") for number in range(1, 61)]
        rows[7]["person"] = OTHER
        url = "/api/v1/exchange-log/batches?source=portal&batch=b-1"
        for status in (201, 200):
            assert client.post(url + "&format=json", json=rows, headers=headers).status_code == status
        answer = client.post(url, content=b"number", headers={**headers, "Content-Type": "text/csv"})
        assert answer.status_code == 422
    with browser(register, (Role.DPO, 0)) as client:
        found = post(client, "/exchange-log", person=OTHER)
        assert found.text.count("<tr>") == 2
        assert f'value="{OTHER}"' in found.text
        everything = post(client, "/exchange-log", agency="=cmd")
        assert "ค้นต่อ" in everything.text
        cursor = re.search(r'name="cursor" value="([^"]+)"', everything.text).group(1)  # type: ignore[union-attr]
        assert post(client, "/exchange-log", agency="=cmd", cursor=cursor).text.count("<tr>") == 11
        assert post(client, "/exchange-log", person="not@number").status_code == 422
        assert b"'=cmd" in post(client, "/exchange-log", agency="=cmd", do="csv").content
        assert post(client, "/exchange-log", agency="=cmd", do="xlsx").content[:2] == b"PK"
        assert client.get("/exchange-log").text.count("<form") > 0
        assert (
            post(client, "/exchange-log/sources", name="ก", code="new-one", office_id="4", keep_days="90").status_code
            == 303
        )
        assert (
            post(client, "/exchange-log/sources", do="keep", code="new-one", keep_days="89", reason="ก").status_code
            == 422
        )
        assert (
            post(client, "/exchange-log/sources", do="keep", code="new-one", keep_days="91", reason="ก").status_code
            == 303
        )
        assert "91" in client.get("/exchange-log/sources").text
