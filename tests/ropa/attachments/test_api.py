"""Attaching, listing and downloading documents through the JSON interface."""

import hashlib
from urllib.parse import quote

import pytest

from ropa.activities.tables import revisions
from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.answers import problem
from tests.support.documents import CSV, DOCX, PDF, PDF_TYPE
from tests.support.world import ACTIVITIES, DPO, bearer, create

SAID = {"title": "ประกาศความเป็นส่วนตัว", "kind": "privacy_notice"}


@pytest.fixture
def record(register, now):
    return create(register, now, office_id=PHETCHABURI)


@pytest.fixture
def recorder(register):
    return bearer(register, Role.RECORDER, PHETCHABURI)


def send(client, headers, record, content=PDF, name="notice.pdf", **said):
    path = f"{ACTIVITIES}/{record.id}/attachments"
    return client.post(path, headers=headers, data={**SAID, **said}, files={"file": (name, content, "x/y")})


def test_a_document_is_attached_and_comes_back_byte_by_byte(client, register, record, recorder):
    answer = send(client, recorder, record, name="../ประกาศ ฉบับ 1.pdf", expires_on="2099-12-31", note="ฉบับแรก")
    made = answer.json()

    assert answer.status_code == 201
    assert answer.headers["location"] == f"{ACTIVITIES}/{record.id}/attachments/{made['id']}"
    assert (made["kind"], made["pointer"], made["state"]) == ("privacy_notice", "", "next")
    assert made["current"]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert (made["current"]["media_type"], made["current"]["size"]) == (PDF_TYPE, len(PDF))
    assert made["current"]["file_name"] == "ประกาศ ฉบับ 1.pdf"
    assert client.get(answer.headers["location"], headers=recorder).json() == made

    file = client.get(f"{answer.headers['location']}/versions/1/file", headers=recorder)
    assert file.content == PDF
    assert file.headers["content-type"] == PDF_TYPE
    assert file.headers["content-length"] == str(len(PDF))
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert file.headers["cache-control"] == "private, no-cache"
    said = file.headers["content-disposition"]
    assert said.startswith('attachment; filename="')
    assert said.isascii()
    assert f"filename*=UTF-8''{quote('ประกาศ ฉบับ 1.pdf', safe='')}" in said

    known = client.get(
        f"{answer.headers['location']}/versions/1/file", headers={**recorder, "If-None-Match": file.headers["etag"]}
    )
    assert (known.status_code, known.content) == (304, b"")


def test_the_body_may_be_the_file_itself(client, record, recorder):
    answer = client.post(
        f"{ACTIVITIES}/{record.id}/attachments",
        params={**SAID, "kind": "domain_list", "name": "โดเมน.csv", "pointer": "/systems"},
        headers={**recorder, "Content-Type": "text/csv"},
        content=CSV,
    )
    found = answer.json()

    assert answer.status_code == 201
    assert (found["pointer"], found["current"]["media_type"]) == ("/systems", "text/csv")
    assert found["current"]["file_name"] == "โดเมน.csv"


def test_every_fault_is_named_with_its_field_and_nothing_is_saved(client, register, record, recorder, now):
    path = f"{ACTIVITIES}/{record.id}/attachments"
    said = {"title": " ", "kind": "nothing", "expires_on": "31/12/2569", "note": "a\x00b", "more": "x"}
    answer = client.post(path, headers=recorder, data=said, files={"file": ("a.exe", b"MZ\0\0", "application/pdf")})

    found = {each["pointer"]: each for each in problem(answer, 422)["errors"]}
    assert set(found) == {"/title", "/kind", "/expires_on", "/note", "/more", "/file"}
    assert all(each["message_th"] and each["message_en"] for each in found.values())
    assert "pdf" in found["/file"]["message_en"]
    assert client.get(path, headers=recorder).json()["items"] == []


@pytest.mark.parametrize(
    ("said", "place"),
    [({"pointer": "/form/nowhere"}, "/pointer"), ({"expires_on": "2001-01-01"}, "/expires_on")],
)
def test_a_place_that_is_none_and_a_day_that_has_passed_are_refused(client, record, recorder, said, place):
    answer = send(client, recorder, record, **said)
    assert [each["pointer"] for each in problem(answer, 422)["errors"]] == [place]


@pytest.mark.only_on("sqlite")
def test_a_form_without_a_file_or_that_is_no_form_is_refused_in_words(client, record, recorder):
    path = f"{ACTIVITIES}/{record.id}/attachments"
    bodies = {
        "no file": b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b--\r\n',
        "not utf-8": b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xe0\xb8\r\n--b--\r\n',
        "alphabet that is none": b'--b\r\nContent-Disposition: form-data; name="title"\r\n'
        b"Content-Type: text/plain; charset=nothing\r\n\r\nx\r\n--b--\r\n",
        "cut": b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-',
        "empty": b"",
    }
    for name, body in bodies.items():
        sent = {**recorder, "Content-Type": "multipart/form-data; boundary=b"}
        answer = client.post(path, headers=sent, content=body)
        assert answer.status_code in {400, 422}, (name, answer.text)
    empty = client.post(path, headers=recorder, params={**SAID, "name": "a.pdf"}, content=b"")
    assert [each["pointer"] for each in problem(empty, 422)["errors"]] == ["/file"]


def test_versions_follow_each_other_and_the_same_file_twice_adds_none(client, record, recorder):
    first = send(client, recorder, record).json()
    path = f"{ACTIVITIES}/{record.id}/attachments/{first['id']}"
    second = client.post(f"{path}/versions", headers=recorder, files={"file": ("แบบ.docx", DOCX, "")})
    again = client.post(f"{path}/versions", headers=recorder, files={"file": ("แบบ.docx", DOCX, "")})

    assert (second.status_code, again.status_code) == (201, 201)
    assert [each["number"] for each in again.json()["versions"]] == [2, 1]
    assert client.get(f"{path}/versions/1/file", headers=recorder).content == PDF
    assert client.get(f"{path}/versions/2/file", headers=recorder).content == DOCX
    assert client.get(f"{path}/versions/3/file", headers=recorder).status_code == 404


def test_a_removed_document_stays_to_be_read_and_takes_no_version(client, record, recorder):
    made = send(client, recorder, record).json()
    path = f"{ACTIVITIES}/{record.id}/attachments/{made['id']}"

    assert client.delete(path, headers=recorder).status_code == 204
    assert client.delete(path, headers=recorder).status_code == 204
    assert client.get(path, headers=recorder).json()["state"] == "removed"
    assert client.get(f"{path}/versions/1/file", headers=recorder).content == PDF
    again = client.post(f"{path}/versions", headers=recorder, files={"file": ("b.docx", DOCX, "")})
    assert problem(again, 409)


def test_who_may_not_see_the_office_learns_of_no_document(client, register, record, recorder):
    made = send(client, recorder, record).json()
    path = f"{ACTIVITIES}/{record.id}/attachments/{made['id']}"
    elsewhere = bearer(register, Role.RECORDER, PRACHUAP)
    for each in (path, f"{path}/versions/1/file", f"{ACTIVITIES}/{record.id}/attachments"):
        assert client.get(each, headers=elsewhere).status_code == 404
    assert send(client, elsewhere, record).status_code == 404
    auditor = bearer(register, Role.AUDITOR, PHETCHABURI)
    assert client.get(f"{path}/versions/1/file", headers=auditor).content == PDF
    assert send(client, auditor, record).status_code == 403


def test_the_id_of_one_record_opens_no_document_of_another(client, register, record, recorder, now):
    made = send(client, recorder, record).json()
    other = create(register, now, office_id=PHETCHABURI, main_process="อีกงาน")
    path = f"{ACTIVITIES}/{other.id}/attachments/{made['id']}"
    assert client.get(path, headers=recorder).status_code == 404
    assert client.get(f"{path}/versions/1/file", headers=recorder).status_code == 404
    assert client.delete(path, headers=recorder).status_code == 404


def test_a_download_and_each_change_stand_in_the_trail_without_names(client, register, record, recorder, now):
    made = send(client, recorder, record, name="ชื่อบุคคล.pdf", title="ของใคร").json()
    path = f"{ACTIVITIES}/{record.id}/attachments/{made['id']}"
    client.get(f"{path}/versions/1/file", headers=recorder)
    client.delete(path, headers=recorder)
    with register.read(DPO, now) as uow:
        rows = uow.connection.exec_driver_sql("SELECT action, details FROM audit_events ORDER BY id").all()
    found = [(action, bytes(details).decode()) for action, details in rows]

    assert [action for action, _ in found][-3:] == ["attachment.added", "register.exported", "attachment.removed"]
    assert made["current"]["sha256"] in found[-2][1]
    assert not [each for _, each in found if "ชื่อบุคคล" in each or "ของใคร" in each]


def test_documents_stay_as_they_are_while_others_decide_on_the_record(client, register, record, recorder, now):
    made = send(client, recorder, record).json()
    with register.write(DPO, now) as uow:
        uow.connection.execute(revisions.update().values(status="submitted"))
    path = f"{ACTIVITIES}/{record.id}/attachments/{made['id']}"

    assert problem(client.delete(path, headers=recorder), 409)
    assert problem(send(client, recorder, record), 409)
    assert client.get(f"{path}/versions/1/file", headers=recorder).content == PDF


@pytest.mark.only_on("sqlite")
def test_what_is_too_large_is_refused_with_the_limit(register, record, recorder):
    from litestar.testing import TestClient

    from ropa.settings import Environment, Settings
    from tests.support.quick_apps import quick_app
    from tests.support.world import files_folder

    small = Settings(
        env=Environment.TEST, database_url=register.url, files_url=f"file://{files_folder()}", max_file_mb=1
    )
    with TestClient(quick_app(small, register), raise_server_exceptions=False) as client:
        content = PDF + b" " * (1024 * 1024)
        said = problem(send(client, recorder, record, content=content), 422)
        assert "1 MB" in said["errors"][0]["message_en"]
        said = problem(send(client, recorder, record, content=content * 3), 413)
        assert "1 MB" in said["detail"]
        raw = client.post(
            f"{ACTIVITIES}/{record.id}/attachments",
            headers=recorder,
            params={**SAID, "name": "a.pdf"},
            content=(b"x" * 100_000 for _ in range(40)),
        )
        assert raw.status_code == 413
