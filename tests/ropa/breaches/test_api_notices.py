"""Notices through the whole application: files kept as they were sent, lists that are refused whole, who may."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from docx import Document

from ropa.breaches import service
from schemas.access import Role
from schemas.breach import BreachInput, RiskLevel
from schemas.breach_notice_fields import NOTICE_FIELDS
from tests.ropa.breaches.test_notices import DETAILS, DPO
from tests.ropa.downloads.conftest import until
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.pdf_text import squeezed, text_of
from tests.support.workbooks import printed_by_libreoffice
from tests.support.world import bearer


@pytest.fixture
def at(register):
    """The address of a breach that may be told."""
    now = datetime.now(UTC)
    with register.write(DPO, now) as uow:
        given = BreachInput(
            office_id=PHETCHABURI,
            title="ระบบถูกเข้าถึง",
            aware_at=now - timedelta(hours=2),
            detected_at=now - timedelta(hours=3),
            aware_by="หัวหน้ากลุ่ม",
            aware_how="บันทึกการเข้าระบบ",
            details=DETAILS,
        )
        made = service.report(uow, given)
        service.change(uow, made.id, None, level=RiskLevel.RISK)
    return f"/api/v1/breaches/{made.id}"


def tag(answer: Any) -> dict[str, str]:
    return {"If-Match": answer.headers["etag"]}


def test_a_notice_is_drafted_edited_sent_and_its_files_stay_as_they_were(client, register, at):
    dpo = bearer(register, Role.DPO, PHETCHABURI)
    made = client.post(f"{at}/notices", json={}, headers=dpo)
    assert made.status_code == 201, made.text
    content = made.json()["office"] | {
        "signatory": "หัวหน้า",
        "signatory_position": "ก",
        "signed_at": made.json()["created_at"],
    }
    one = f"{at}/notices/1"
    assert client.put(one, json={"office": content}, headers=dpo).status_code == 428
    saved = client.put(one, json={"office": content}, headers=dpo | tag(made))
    assert client.put(one, json={"office": content}, headers=dpo | tag(made)).status_code == 412
    sent = {"sent_at": datetime.now(UTC).isoformat(), "channel": "e_service", "sent_by": "หัวหน้ากลุ่ม"}
    early = client.post(f"{one}/sent", json=sent | {"sent_at": "2026-01-01T00:00:00+07:00"}, headers=dpo | tag(saved))
    assert [each["pointer"] for each in early.json()["errors"]] == ["/sent_at"]

    done = client.post(f"{one}/sent", json=sent, headers=dpo | tag(saved))

    assert done.status_code == 200, done.text
    pdf, docx = (client.get(f"{one}/notice.{kind}", headers=dpo).content for kind in ("pdf", "docx"))
    assert hashlib.sha256(pdf).hexdigest() == done.json()["pdf_sha256"]
    assert hashlib.sha256(docx).hexdigest() == done.json()["docx_sha256"]
    printed = squeezed(text_of(pdf))
    word = Document(io.BytesIO(docx))
    written = squeezed("\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells))
    for each in NOTICE_FIELDS:
        if each.key != "factors":
            assert squeezed(each.th) in printed, each.key
            assert squeezed(each.th) in written, each.key
    assert "ลงเมื่อบันทึกการแจ้ง" not in written
    assert client.get(at, headers=dpo).json()["state"] == "notified"
    if register.dialect == "sqlite":  # the paper is the same on both
        opened = squeezed(text_of(printed_by_libreoffice(docx)))
        assert [each.key for each in NOTICE_FIELDS if each.key != "factors" and squeezed(each.th) not in opened] == []


def test_a_list_with_a_fault_saves_nothing_and_letters_and_register_are_made_of_a_good_one(client, register, at):
    dpo = bearer(register, Role.DPO, PHETCHABURI)
    assert client.post(f"{at}/notices", json={"audience": "subjects"}, headers=dpo).status_code == 201
    one = f"{at}/notices/1"
    bad = "ชื่อ,อีเมล,ที่อยู่\nผู้รับ หนึ่ง,one@mail.example,\nผู้รับ สอง,,\n".encode()
    refused = client.post(f"{one}/recipients", params={"name": "a.csv"}, content=bad, headers=dpo | CSV)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/file/3/email"]
    assert client.get(f"{one}/recipients", headers=dpo).json()["items"] == []

    good = bad.replace("สอง,,".encode(), "สอง,,2 ถนนตัวอย่าง".encode())
    taken = client.post(f"{one}/recipients", files={"file": ("a.csv", good, "text/csv")}, headers=dpo)
    assert taken.json() == {"added": 2, "by_email": 1, "by_letter": 1, "repeated": 0}
    letter = squeezed(text_of(client.get(f"{one}/letters.pdf", headers=dpo).content))
    for words in ("เรียน ผู้รับ สอง", "2 ถนนตัวอย่าง", "อาจถูกแอบอ้าง", "dpo@agency.example", "เปลี่ยนรหัสผ่าน", "ปิดระบบ"):
        assert squeezed(words) in letter
    assert "หนึ่ง" not in letter
    book = client.get(f"{one}/recipients.xlsx", headers=dpo)
    with zipfile.ZipFile(io.BytesIO(book.content)) as package:
        sheet = b"".join(package.read(name) for name in package.namelist())
    assert b"mail.example" not in sheet
    # Tokens draft and record; what goes out to people, a person decides.
    assert client.post(f"{one}/release", headers=dpo | {"If-Match": '"1"'}).status_code == 403


CSV = {"Content-Type": "text/csv"}


@pytest.mark.only_on("sqlite")
def test_a_process_of_its_own_makes_all_letters_of_a_notice(client, register, at):
    dpo = bearer(register, Role.DPO, PHETCHABURI)
    assert client.post(f"{at}/notices", json={"audience": "subjects"}, headers=dpo).status_code == 201
    people = "ชื่อ,อีเมล,ที่อยู่\nผู้รับ หนึ่ง,,1 ถนนตัวอย่าง\nผู้รับ สอง,,2 ถนนตัวอย่าง\n".encode()
    assert client.post(f"{at}/notices/1/recipients", content=people, headers=dpo | CSV).status_code == 201
    query = {"breach_id": at.rpartition("/")[2], "number": 1}

    asked = client.post("/api/v1/downloads", json={"kind": "breach-letters.zip", "query": query}, headers=dpo)
    assert asked.status_code == 202, asked.text
    place = asked.headers["location"]
    until(lambda: client.get(place, headers=dpo).json()["state"] not in {"waiting", "running"})

    told = client.get(place, headers=dpo).json()
    assert (told["state"], told["done"], told["total"]) == ("done", 2, 2), told
    with zipfile.ZipFile(io.BytesIO(client.get(f"{place}/file", headers=dpo).content)) as package:
        [name] = [each for each in package.namelist() if each.endswith(".pdf")]
        letters = squeezed(text_of(package.read(name)))
    assert squeezed("เรียน ผู้รับ หนึ่ง") in letters
    assert squeezed("เรียน ผู้รับ สอง") in letters


def test_a_breach_of_another_office_is_not_found_by_any_of_the_routes(client, register, at):
    elsewhere = bearer(register, Role.DPO, PRACHUAP)
    sent = msgspec.to_builtins({"sent_at": datetime.now(UTC), "channel": "paper", "sent_by": "ก"})
    receipt = {"receipt_ref": "1", "receipt_at": sent["sent_at"]}
    for method, path, body in (
        ("GET", "", None),
        ("POST", "", {}),
        ("GET", "/1", None),
        ("PUT", "/1", {}),
        ("POST", "/1/sent", sent),
        ("POST", "/1/receipt", receipt),
        ("GET", "/1/notice.pdf", None),
        ("GET", "/1/notice.docx", None),
        ("GET", "/1/recipients", None),
        ("POST", "/1/recipients", {}),
        ("POST", "/1/recipients/change", {"act": "retry", "state": "failed"}),
        ("GET", "/1/letters.pdf", None),
        ("GET", "/1/public-text", None),
        ("GET", "/1/recipients.xlsx", None),
    ):
        answer = client.request(method, f"{at}/notices{path}", json=body, headers=elsewhere | {"If-Match": '"1"'})
        assert answer.status_code == 404, (method, path, answer.text)
