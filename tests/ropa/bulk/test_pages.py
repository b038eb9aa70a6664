"""Choosing in the list, the preview, the confirmation and the undoing as pages; links that can be passed on."""

import re

import pytest

from ropa.activities import service as activities
from ropa.activities.service import document_of
from ropa.web import bulk_running
from schemas.access import Role
from schemas.filling import fillable_sections
from tests.ropa.bulk.test_rename import NEW, OLD, made
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.lives import OFFICER
from tests.support.web import browser, mark_of, send

pytestmark = pytest.mark.only_on("sqlite")
RECORDER = (Role.RECORDER, PHETCHABURI)


def unit_of(register, now, key):
    with register.read(OFFICER, now) as uow:
        return document_of(activities.read(uow, key)).form.header.responsible_org_unit


def pick(client, ids, do="replace", at="/activities"):
    mark = mark_of(client.get(at))
    return client.post(at, data={"csrf_token": mark, "pick": list(ids), "do": do})


def test_the_whole_way_from_the_list_to_the_undoing(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(3)]
    with browser(register, RECORDER) as client:
        assert client.get("/activities").text.count('name="pick"') == 3
        chosen = pick(client, ids[:2])
        assert chosen.status_code == 303
        run = chosen.headers["location"].partition("?")[0]
        assert "เลือกไว้ 2 รายการ" in client.get(run).text

        looked = send(client, run, {"do": "preview", "kind": "replace", "find": OLD, "put": NEW})
        assert looked.headers["location"] == run
        preview = client.get(run)
        assert "จะเปลี่ยน 2 รายการ 6 แห่ง" in preview.text
        assert f"<mark>{OLD}</mark>" in preview.text
        assert f"<mark>{NEW}</mark>" in preview.text
        assert unit_of(register, now, ids[0]) == OLD

        seen = re.search(r'name="seen" value="(\d+)"', preview.text)
        assert seen is not None
        assert send(client, run, {"do": "confirm", "seen": seen.group(1)}).status_code == 303
        assert "ทำแล้ว 2 รายการ" in client.get(run).text
        assert [unit_of(register, now, key) for key in ids] == [NEW, NEW, OLD]

        undo = send(client, run, {"do": "undo"}).headers["location"]
        assert unit_of(register, now, ids[0]) == NEW
        send(client, undo, {"do": "confirm", "seen": "1"})
        assert unit_of(register, now, ids[0]) == OLD
        assert "งานชุดนี้เลิกทำแล้ว" in client.get(run).text
        assert client.get("/bulk").text.count("row-title") == 2


METHOD = "/form/destruction/destruction_method"


def test_an_empty_field_is_filled_with_the_control_of_the_form(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(2)]
    with browser(register, RECORDER) as client:
        run = pick(client, ids, do="fill").headers["location"].partition("?")[0]
        page = client.get(f"{run}?kind=fill").text
        assert f'<option value="{METHOD}"' in page
        assert '<option value="/form/header/main_process"' not in page
        assert 'name="destruction_method"' not in page, "first a field is chosen"
        page = client.get(f"{run}?kind=fill&pointer={METHOD}").text
        assert 'name="destruction_method"' in page

        typed = {"do": "preview", "kind": "fill", "pointer": METHOD, "destruction_method": "-"}
        refused = send(client, run, typed)
        assert refused.status_code == 422
        assert "ต้องตอบทีละรายการ" in refused.text
        assert 'id="e-destruction_method"' in refused.text
        assert send(client, run, typed | {"destruction_method": "ย่อยกระดาษ\x07"}).status_code == 422

        assert send(client, run, typed | {"destruction_method": "ย่อยกระดาษ"}).status_code == 303
        preview = client.get(run).text
        assert "จะเปลี่ยน 2 รายการ 2 แห่ง" in preview
        assert preview.count("<ins>ย่อยกระดาษ</ins>") == 3
        assert "พิจารณาหรืออนุมัติร่างเดียวกันไม่ได้" in preview
        assert ">ย่อยกระดาษ</textarea>" in preview.replace("\n", ""), "what was typed can be changed"
        send(client, run, {"do": "confirm", "seen": "1"})
        assert "ทำแล้ว 2 รายการ" in client.get(run).text
        undo = send(client, run, {"do": "undo"}).headers["location"]
        assert client.get(undo).text.count("<del>ย่อยกระดาษ</del>") == 3
        send(client, undo, {"do": "confirm", "seen": "1"})
        assert client.get("/bulk").text.count("row-title") == 2


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_field_that_fills_many_has_its_control(register, now, language):
    one = made(register, now)
    with browser(register, RECORDER) as client:
        client.cookies.set("language", language)
        run = pick(client, [one.id], do="fill").headers["location"].partition("?")[0]
        for section in fillable_sections():
            for info in section.fields:
                page = client.get(f"{run}?kind=fill&pointer={info.pointer}")
                assert page.status_code == 200
                assert f'name="{info.key}' in page.text, info.pointer
        assert 'name="do" value="preview"' not in client.get(f"{run}?kind=fill&pointer=/form/none/none").text


def test_everything_that_a_filter_finds_is_chosen_and_what_changed_since_is_told(register, now):
    for number in range(3):
        made(register, now, name=f"งาน {number}")
    with browser(register, RECORDER) as client:
        at = "/activities?status=draft"
        mark = mark_of(client.get(at))
        run = client.post(at, data={"csrf_token": mark, "all": "yes", "do": "submit"}).headers["location"]
        assert "เลือกไว้ 3 รายการ" in client.get(run).text
        made(register, now)
        assert "พบรายการเพิ่ม 1 และไม่พบแล้ว 0 รายการ" in client.get(run).text


def test_nothing_chosen_says_how_to_choose(register, now):
    made(register, now)
    with browser(register, RECORDER) as client:
        answer = pick(client, [])
        assert answer.status_code == 422
        assert "เลือกอย่างน้อยหนึ่งรายการ" in answer.text


def test_terms_with_faults_stay_as_they_were_typed(register, now):
    one = made(register, now)
    with browser(register, RECORDER) as client:
        run = pick(client, [one.id]).headers["location"].partition("?")[0]
        answer = send(client, run, {"do": "preview", "kind": "replace", "find": "ชื่อที่พิมพ์ไว้", "put": ""})
        assert answer.status_code == 422
        assert 'value="ชื่อที่พิมพ์ไว้"' in answer.text
        assert "กรอกชื่อหน่วยงานใหม่" in answer.text


def test_an_old_preview_is_refused_with_its_reason(register, now):
    one = made(register, now)
    with browser(register, RECORDER) as client:
        run = pick(client, [one.id]).headers["location"].partition("?")[0]
        for name in (NEW, f"{NEW} 2"):
            send(client, run, {"do": "preview", "kind": "replace", "find": OLD, "put": name})
        answer = send(client, run, {"do": "confirm", "seen": "1"})
        assert answer.status_code == 409
        assert "ตัวอย่างเปลี่ยนไปแล้ว" in answer.text
        assert unit_of(register, now, one.id) == OLD


def test_the_chosen_records_are_exported_and_nothing_else(register, now):
    one, _ = made(register, now), made(register, now)
    with browser(register, RECORDER) as client:
        to = pick(client, [one.id], "export").headers["location"]
        assert to.startswith("/downloads/new?chosen=")
        assert "เฉพาะรายการที่เลือกไว้" in client.get(to).text
        listed = client.get(to.replace("/downloads/new", "/activities"))
        assert re.findall(r'class="row-title" href="/activities/([^"]+)"', listed.text) == [one.id]


def test_a_link_shows_each_reader_what_is_theirs(register, now):
    mine, foreign = made(register, now), made(register, now, office_id=PRACHUAP)
    with browser(register, RECORDER) as client:
        run = pick(client, [mine.id]).headers["location"].partition("?")[0].removeprefix("/bulk/")
    with browser(register, (Role.RECORDER, PRACHUAP), number=2) as client:
        page = client.get(f"/activities?chosen={run}")
        assert "ไม่พบรายการที่ตรงกับเงื่อนไข" in page.text
        assert client.get(f"/bulk/{run}").status_code == 404
        assert foreign.ref in client.get("/activities").text


def test_whoever_may_only_read_is_offered_what_readers_may_do(register, now):
    made(register, now)
    with browser(register, (Role.AUDITOR, 0)) as client:
        page = client.get("/activities").text
        assert 'value="export"' in page
        assert 'value="replace"' not in page
        assert 'value="submit"' not in page


def test_the_list_has_a_link_with_every_filter_that_is_set(register, now):
    made(register, now)
    with browser(register, RECORDER) as client:
        page = client.get("/activities?status=draft&steward=none&q=%E0%B8%87%E0%B8%B2%E0%B8%99").text
        found = re.search(r'href="([^"]+)" data-copy-link', page)
        assert found is not None
        assert (
            found.group(1).replace("&amp;", "&")
            == "/activities?q=%E0%B8%87%E0%B8%B2%E0%B8%99&status=draft&steward=none"
        )


def test_a_run_that_goes_on_is_stopped_by_its_button(register, now, monkeypatch):
    monkeypatch.setattr(bulk_running, "SECONDS", -1.0)
    one = made(register, now)
    with browser(register, RECORDER) as client:
        run = pick(client, [one.id]).headers["location"].partition("?")[0]
        send(client, run, {"do": "preview", "kind": "replace", "find": OLD, "put": NEW})
        send(client, run, {"do": "confirm", "seen": "1"})
        page = client.get(run).text
        assert 'value="go"' in page
        assert 'value="stop"' in page
        assert 'value="undo"' not in page
        assert send(client, run, {"do": "stop"}).status_code == 303
        page = client.get(run).text
        assert "หยุดก่อนถึงรายการนี้" in page
        assert 'value="undo"' not in page, "nothing was done"
        assert unit_of(register, now, one.id) == OLD
