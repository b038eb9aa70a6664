"""The page that exports the register, and the page of one's own files."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import update

from ropa.downloads import pages_new
from ropa.downloads import service_running as running
from ropa.downloads.service_kinds import MadeFile
from ropa.downloads.tables import downloads
from ropa.files import open_files
from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.web import browser, found_in, send
from tests.support.world import create, settings_for

pytestmark = pytest.mark.only_on("sqlite")
HX = {"HX-Request": "true"}


@pytest.fixture
def officer(register, monkeypatch):
    # Whatever the register's size, and no process for a page that is only looked at.
    monkeypatch.setattr("ropa.downloads.api_children.Children.wake", lambda _: None)
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        yield client


def write(register, work):
    with register.write(running.SYSTEM, datetime.now(UTC)) as uow:
        return work(uow)


def finish(register, asked):
    kept = open_files(settings_for(register.url)).put(BytesIO(b"x" * 3_000_000))
    made = MadeFile("ropa-register.xlsx", "text/plain")
    assert write(register, lambda uow: running.take(uow, "holder")) == asked
    assert write(register, lambda uow: running.finish(uow, asked, "holder", made, kept))


def test_a_small_register_is_there_at_once(register, now, officer):
    create(register, now, office_id=PHETCHABURI)
    page = officer.get(f"/downloads/new?office={PHETCHABURI}&q=&status=")

    assert "1 รายการ" in page.text
    assert 'name="kind" value="register.xlsx"' not in page.text
    place = found_in(page, r'href="(/api/v1/register.xlsx[^"]*)"')
    assert place == f"/api/v1/register.xlsx?office={PHETCHABURI}"
    assert officer.get(place).status_code == 200


def test_a_large_one_and_one_that_is_searched_for_are_made(register, now, officer, monkeypatch):
    create(register, now, office_id=PHETCHABURI, main_process="งานใบอนุญาต")
    searched = officer.get("/downloads/new?q=ใบอนุญาต")
    assert "/api/v1/register.xlsx" not in searched.text
    assert "ค้นหา “ใบอนุญาต”" in searched.text
    monkeypatch.setattr(pages_new, "AT_ONCE", 0)
    assert "/api/v1/register.xlsx" not in officer.get("/downloads/new").text

    fields = {"kind": "register.xlsx", "q": "ใบอนุญาต", "office": "", "reason": "<i>ตรวจสอบ</i>"}
    answer = send(officer, "/downloads/new", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/downloads?said=file-asked")
    listed = officer.get("/downloads").text
    assert "ค้นหา “ใบอนุญาต”" in listed
    assert "&lt;i&gt;ตรวจสอบ&lt;/i&gt;" in listed


def test_the_files_ask_again_only_while_one_is_being_made(register, officer):
    assert "ยังไม่มีไฟล์ที่ขอไว้" in officer.get("/downloads").text
    send(officer, "/downloads/new", {"kind": "register.xlsx", "q": "ก"})
    page = officer.get("/downloads")
    part = officer.get("/downloads?watching=1", headers=HX)
    assert 'hx-trigger="every 2s"' in page.text
    assert part.text.lstrip().startswith('<section id="files"')
    assert "รอคิว" in part.text

    asked = found_in(page, r'name="id" value="([^"]+)"')
    finish(register, asked)
    part = officer.get("/downloads?watching=1", headers=HX).text
    assert "hx-trigger" not in part
    assert "2.9 MB" in part
    got = officer.get(f"/downloads/{asked}/file")
    assert (len(got.content), got.headers["content-disposition"][:10]) == (3_000_000, "attachment")
    assert send(officer, "/downloads", {"act": "cancel", "id": asked}).headers["location"].endswith("file-over")
    assert send(officer, "/downloads", {"act": "remove", "id": asked}).headers["location"].endswith("file-removed")
    assert officer.get(f"/downloads/{asked}/file").status_code == 404


@pytest.mark.parametrize("state", ["failed", "cancelled", "expired"])
def test_what_ended_without_a_file_says_so_and_is_asked_for_again(register, officer, state):
    send(officer, "/downloads/new", {"kind": "register.xlsx", "q": "ก"})
    ended = {"state": state, "open_key": None, "error_th": "<b>เต็ม</b>", "error_en": "full"}
    write(register, lambda uow: uow.connection.execute(update(downloads).values(**ended)))
    page = officer.get("/downloads")
    assert ("&lt;b&gt;เต็ม&lt;/b&gt;" in page.text) == (state == "failed")

    asked = found_in(page, r'name="id" value="([^"]+)"')
    assert send(officer, "/downloads", {"act": "again", "id": asked}).headers["location"].endswith("file-asked")
    assert len(re.findall(r'name="act" value="cancel"', officer.get("/downloads").text)) == 1


def test_too_many_and_too_long_a_reason_are_told_on_the_page(register, officer):
    long = send(officer, "/downloads/new", {"kind": "register.xlsx", "q": "ก", "reason": "ก" * 1001})
    assert long.status_code == 422
    assert "ก" * 1001 in long.text
    for words in "กขคงจ":
        assert send(officer, "/downloads/new", {"kind": "register.xlsx", "q": words}).status_code == 303
    more = send(officer, "/downloads/new", {"kind": "register.xlsx", "q": "ฉ"})
    assert more.status_code == 409
    assert "5 ไฟล์" in more.text


def test_a_forged_form_and_an_id_that_is_none_are_refused(register, officer):
    assert officer.get("/downloads/new?office=x").status_code == 422
    assert send(officer, "/downloads/new", {"kind": "none", "q": "ก"}).status_code == 422
    assert send(officer, "/downloads", {"act": "cancel", "id": "x"}, at="/downloads/new").status_code == 404
