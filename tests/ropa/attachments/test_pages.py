"""The pages of documents: a real multipart form, faults at their fields, and what was frozen."""

from html import unescape

import pytest

from ropa.settings import Environment, Settings
from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.documents import DOCX, PDF
from tests.support.hostile import FITTING
from tests.support.web import browser, form_key_of, found_in, mark_of
from tests.support.world import create

ACCEPTED = {"title": "ประกาศ", "kind": "privacy_notice", "pointer": "", "expires_on": "30 ก.ย. 2590", "note": ""}


@pytest.fixture
def record(register, now):
    return create(register, now, office_id=PHETCHABURI)


@pytest.fixture
def person(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield client


def send(client, path, file=("ประกาศ.pdf", PDF, "application/pdf"), **fields):
    page = client.get(path)
    said = {**fields, "csrf_token": mark_of(page)}
    if 'name="form_key"' in page.text:
        said["form_key"] = form_key_of(page)
    return client.post(path, data=said, files={"file": file} if file else {"nothing": ("", b"", "")})


def test_a_document_is_attached_shown_by_its_field_and_removed(person, record):
    path = f"/activities/{record.id}/attachments"
    answer = send(person, path, **{**ACCEPTED, "pointer": "/systems"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?said=attached")
    shown = unescape(person.get(path).text)
    assert "ตารางการแลกเปลี่ยนข้อมูล" in shown
    assert "30 ก.ย. 2590" in shown
    assert "จะอยู่ในฉบับอนุมัติถัดไป" in shown
    one = found_in(person.get(path), rf'href="({path}/[0-9a-f-]{{36}})"')
    file = found_in(person.get(one), r'href="(/api/v1/[^"]+/file)"')
    assert person.get(file).content == PDF

    answer = send(person, one, ("แบบ.docx", DOCX, ""), note="แก้ไข", expires_on="")
    assert answer.status_code == 303
    assert "แบบ.docx" in unescape(person.get(one).text)
    answer = person.post(f"{one}/remove", data={"csrf_token": mark_of(person.get(f"{one}/remove"))})
    assert answer.headers["location"] == f"{path}?said=detached"
    assert "เอกสารที่นำออกแล้ว" in person.get(path).text


def test_the_same_form_sent_twice_attaches_one(person, record):
    path = f"/activities/{record.id}/attachments"
    page = person.get(path)
    said = {**ACCEPTED, "csrf_token": mark_of(page), "form_key": form_key_of(page)}
    for _ in range(2):
        assert person.post(path, data=said, files={"file": ("a.pdf", PDF, "")}).status_code == 303
    assert person.get(path).text.count('class="row-title"') == 1


def test_each_fault_stands_at_its_field_and_what_was_typed_stays(person, record):
    path = f"/activities/{record.id}/attachments"
    answer = send(person, path, None, title="", kind="", expires_on="วันนั้น", note="คำที่พิมพ์ไว้")
    assert answer.status_code == 422
    for field in ("title", "kind", "expires_on", "file"):
        assert f'href="#f-{field}"' in answer.text
        assert f'id="e-{field}"' in answer.text
    assert "คำที่พิมพ์ไว้" in answer.text
    assert send(person, path, ("a.pdf", b"MZ", ""), **ACCEPTED).status_code == 422
    assert "ยังไม่มีเอกสารแนบ" in person.get(path).text


def test_a_form_without_its_mark_attaches_nothing(person, record):
    path = f"/activities/{record.id}/attachments"
    answer = person.post(path, data=ACCEPTED, files={"file": ("a.pdf", PDF, "")})
    assert answer.status_code == 403
    assert "ยังไม่มีเอกสารแนบ" in person.get(path).text


@pytest.mark.only_on("sqlite")
def test_a_larger_file_than_other_forms_may_have_is_taken_and_a_stranger_s_is_not_read(register, record, person):
    path = f"/activities/{record.id}/attachments"
    large = ("a.pdf", PDF + b" " * (6 * 1024 * 1024), "")
    assert send(person, path, large, **ACCEPTED).status_code == 303
    person.cookies.clear()
    assert person.post(path, data=ACCEPTED, files={"file": large}).status_code == 401
    assert Settings(env=Environment.TEST).max_file_mb == 20


@pytest.mark.only_on("sqlite")
def test_a_file_past_the_limit_is_refused_on_a_page_that_names_it(person, record):
    path = f"/activities/{record.id}/attachments"
    answer = send(person, path, ("a.pdf", PDF + b" " * (22 * 1024 * 1024), ""), **ACCEPTED)
    assert answer.status_code == 413
    assert "20 MB" in answer.text


def test_hostile_words_and_names_stay_text(person, record):
    path = f"/activities/{record.id}/attachments"
    for words in ("<script>alert(1)</script>", FITTING["svg_script"]):
        assert send(person, path, (f"{words}.pdf", PDF, ""), **{**ACCEPTED, "title": words[:200]}).status_code == 303
    shown = person.get(path).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_who_only_reads_sees_no_form(register, record):
    with browser(register, (Role.AUDITOR, PHETCHABURI)) as reader:
        page = reader.get(f"/activities/{record.id}/attachments")
        assert page.status_code == 200
        assert "multipart/form-data" not in page.text
