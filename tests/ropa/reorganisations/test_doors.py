"""Reorganisations by API, page and command line; the register of a past day by each of them."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from ropa.cli import main
from ropa.clock import bangkok
from ropa.reorganisations.mapping_file import read_rows
from schemas.access import Role
from tests.ropa.reorganisations.conftest import csv_of
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser, mark_of, send
from tests.support.world import bearer, create

CHANGES = "/api/v1/offices/changes"
HEADINGS = ("การดำเนินการ", "หน่วยงานเดิม", "หน่วยงานใหม่", "สังกัด", "วันที่มีผล", "เกณฑ์การแยก")


def today() -> str:
    return bangkok(datetime.now(UTC)).date().isoformat()


def workbook(*lines: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for line in (HEADINGS, *lines):
        book.worksheets[0].append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "การดำเนินการ,เดิม,ใหม่,วันที่มีผล\nรวม,4,8,1 ต.ค. 2569\n".encode("utf-8-sig"),
        "การดำเนินการ,เดิม,ใหม่,วันที่มีผล\r\nรวม,4,8,1 ต.ค. 2569\r\n".encode("cp874"),
        "action;old;new;date\nรวม;4;8;1 ต.ค. 2569\n".encode(),
        workbook(("รวม", 4.0, 8, None, "1 ต.ค. 2569", None), (None,) * 6),
    ],
    ids=["utf-8", "tis-620", "semicolon", "xlsx"],
)
def test_a_file_is_read_as_thai_offices_save_it(content):
    (row,) = read_rows("แฟ้ม", content)

    said = [row.line, *(row.cells[each] for each in ("action", "old", "new", "date"))]
    assert said == [2, "รวม", "4", "8", "1 ต.ค. 2569"]
    assert row.places["old"] == "B2"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\0\0", b"PK\x03\x04", b"a,b\n1,2\n", b'action,old,new,date\n"x'], ids=range(5)
)
def test_what_is_no_mapping_file_is_refused_in_words(content):
    with pytest.raises(ValueError, match=" / "):
        read_rows("x.csv", content)


def test_a_file_is_previewed_and_confirmed_over_the_api(register, client):
    made = create(register, datetime.now(UTC))
    admin = bearer(register, Role.SYSTEM_ADMIN)
    content = workbook(("รวม", PHETCHABURI, PRACHUAP, None, datetime.now(), None))  # noqa: DTZ005 - a cell has no zone

    sent = client.post(CHANGES, params={"name": "ปรับ.xlsx"}, content=content, headers=admin)
    assert sent.status_code == 201, sent.text
    change = sent.json()
    assert change["preview"]["records"][0]["records"] == 1
    url = sent.headers["location"]
    refused = client.post(f"{url}/commit", json={"hash": "0" * 64}, headers=admin)
    assert refused.status_code == 409
    done = client.post(f"{url}/commit", json={"hash": change["preview"]["hash"]}, headers=admin)

    assert (done.status_code, done.json()["status"]) == (200, "done")
    record = client.get(f"/api/v1/activities/{made.id}", headers=bearer(register, Role.DPO)).json()
    assert record["office_id"] == PRACHUAP
    listed = client.get("/api/v1/offices", headers=admin).json()["items"]
    assert next(each for each in listed if each["id"] == PHETCHABURI)["ended_on"] is not None
    assert client.get(CHANGES, headers=admin).json()["items"][0]["file_name"] == "ปรับ.xlsx"
    assert client.post(f"{url}/cancel", headers=admin).status_code == 409


def test_every_fault_of_a_file_is_answered(register, client):
    sent = client.post(
        CHANGES,
        content=csv_of("x,4,8,,2026-01-01,", "merge,4,99999,,ไม่ใช่วัน,"),
        headers=bearer(register, Role.SYSTEM_ADMIN),
    )

    assert sent.status_code == 422
    assert [each["pointer"] for each in sent.json()["errors"]] == ["/2/action", "/3/date", "/3/new"]


def test_a_person_confirms_on_the_page_and_places_what_waits(register):
    made = create(register, datetime.now(UTC), main_process="ไม่มีเกณฑ์ใดรับ")
    with browser(register, (Role.SYSTEM_ADMIN, 0)) as client:
        mark = mark_of(client.get("/offices/changes"))
        lines = csv_of(
            f"split,{PHETCHABURI},กลุ่ม <b>ก</b>,2,{today()},process: อื่น", f"split,{PHETCHABURI},กลุ่ม ข,2,{today()},"
        )
        sent = client.post("/offices/changes", data={"csrf_token": mark}, files={"file": ("แยก.csv", lines)})
        assert sent.status_code == 303, sent.text
        path = sent.headers["location"]
        seen = client.get(path)
        assert "กลุ่ม &lt;b&gt;ก&lt;/b&gt;" in seen.text
        stale = send(client, path, {"do": "commit", "hash": "0" * 64})
        assert stale.status_code == 409
        preview_hash = seen.text.split('name="hash" value="')[1][:64]
        assert send(client, path, {"do": "commit", "hash": preview_hash}).status_code == 303
        waiting = client.get(path)
        assert made.ref in waiting.text
        office = waiting.text.split(f'name="record-{made.id}"')[1].split('<option value="9')[1].split('"')[0]
        assert send(client, path, {"do": "place", f"record-{made.id}": f"9{office}"}).status_code == 303
        assert made.ref not in client.get(path).text


def test_a_file_with_faults_shows_all_of_them_on_the_page(register):
    with browser(register, (Role.SYSTEM_ADMIN, 0)) as client:
        mark = mark_of(client.get("/offices/changes"))
        for name, content in (("a.csv", csv_of("x,4,8,,2026-01-01,", "y,4,8,,2026-01-01,")), ("b.xlsx", b"PK")):
            sent = client.post("/offices/changes", data={"csrf_token": mark}, files={"file": (name, content)})
            assert sent.status_code == 422
        assert client.post("/offices/changes", data={"csrf_token": mark}).status_code == 422


def test_a_record_is_moved_on_its_page(register):
    made = create(register, datetime.now(UTC))
    with browser(register, (Role.DPO, 0)) as client:
        path = f"/activities/{made.id}/move"
        assert send(client, path, {"reason": "โอนงาน"}).status_code == 422
        assert send(client, path, {"office_id": str(PHETCHABURI), "reason": "โอนงาน"}).status_code == 422
        assert send(client, path, {"office_id": str(PRACHUAP), "reason": "โอนงาน"}).status_code == 303
        assert "ประจวบ" in client.get(f"/activities/{made.id}").text


def test_the_register_of_a_past_day_by_api_and_page(register, client):
    auditor = bearer(register, Role.AUDITOR)
    assert client.get("/api/v1/register.xlsx?as_of=2026-01-31", headers=auditor).status_code == 200
    buddhist = client.get("/api/v1/register.xlsx?as_of=2569-01-31", headers=auditor)
    assert buddhist.status_code == 422
    assert "2026-01-31" in buddhist.text
    with browser(register, (Role.AUDITOR, 0)) as reader:
        sent = send(reader, "/activities/as-of", {"day": "31 ม.ค. 2569", "office_id": ""})
        assert sent.headers["location"] == "/api/v1/register.xlsx?as_of=2026-01-31"
        assert send(reader, "/activities/as-of", {"day": "พรุ่งนี้"}).status_code == 422
        assert send(reader, "/activities/as-of", {"day": "31 ม.ค. 2669"}).status_code == 422


@pytest.fixture
def command(register, monkeypatch, capsys, tmp_path):
    """Runs `ropa` on the register; returns exit code and output."""
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)

    def run(*words: str) -> tuple[int, str]:
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.mark.only_on("sqlite")
def test_the_command_shows_what_it_would_do_and_does_it(register, command, tmp_path):
    create(register, datetime.now(UTC))
    file = tmp_path / "ปรับ.csv"
    file.write_bytes(csv_of(f"merge,{PHETCHABURI},{PRACHUAP},,{today()},"))

    code, said = command("offices", "change", str(file), "--dry-run", "--json")
    assert (code, json.loads(said)["ended"][0]["office_id"]) == (0, PHETCHABURI)
    code, said = command("offices", "change", str(file))
    assert (code, "มีผลแล้ว" in said) == (0, True)
    code, said = command("offices", "change", str(file))
    assert (code, "B2" in said) == (1, True)
    day = (bangkok(datetime.now(UTC)) - timedelta(days=1)).date().isoformat()
    code, said = command("export", "register", "--out", str(tmp_path / "r.xlsx"), "--as-of", day)
    assert code == 0
