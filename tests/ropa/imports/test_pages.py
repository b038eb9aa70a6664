"""The pages of the import, by their own forms."""

import json
from html import unescape

import pytest

from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import FITTING
from tests.support.page_forms import form_of
from tests.support.web import browser, mark_of
from tests.support.world import activity_input, body_of


@pytest.fixture
def person(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield client


def send(client, *records, name="แบบ.json", office=PHETCHABURI, content=None):
    body = content if content is not None else json.dumps(list(records)).encode()
    said = {"csrf_token": mark_of(client.get("/imports")), "office": str(office)}
    return client.post("/imports", data=said, files={"file": (name, body, "")})


def record(name="หนึ่ง", **said):
    return body_of(activity_input(sub_process=name, **said))


def test_a_file_is_previewed_and_saved_and_only_then_stands_in_the_register(person):
    answer = send(person, record("หนึ่ง", items=["ชื่อ"]), record("สอง"))
    assert answer.status_code == 303
    place = answer.headers["location"]
    shown = unescape(person.get(place).text)
    assert "สร้างใหม่ 2 รายการ" in shown
    assert "หนึ่ง" not in unescape(person.get("/activities").text)

    answer = person.post(place, data={"csrf_token": mark_of(person.get(place)), "act": "save"})
    assert answer.headers["location"] == f"{place}?said=imported"
    assert "ROPA-" in person.get(place).text
    assert "หนึ่ง" in unescape(person.get("/activities").text)
    assert "แบบ.json" in unescape(person.get("/imports").text)

    # The same file again: nothing is left to do, and the page says so.
    again = unescape(person.get(send(person, record("หนึ่ง", items=["ชื่อ"]), record("สอง")).headers["location"]).text)
    assert "เหมือนในทะเบียน 2 รายการ" in again
    assert "เคยส่งมาแล้ว" in again
    assert 'value="save"' not in again


def test_a_proposal_is_ticked_a_fault_is_mended_and_an_untouched_form_changes_nothing(person):
    pointer = "/form/data_category/personal_data_items/0"
    source = {pointer: {"file": "f", "place": "line 2, column 3", "raw": "โลกเน็ต", "proposed": "ไลน์ไอดี"}}
    place = send(person, record(items=["โลกเน็ต"], sources=source)).headers["location"] + "/records/1"
    page = person.get(place)
    assert "ใช้คำที่เสนอ" in unescape(page.text)
    said = form_of(page, "import-form")
    assert person.post(place, data=said).status_code == 303
    assert "ไลน์ไอดี" in unescape(person.get(place).text)

    answer = person.post(place, data={**said, f"take:{pointer}": "yes", "action": "create"})
    assert answer.status_code == 303
    shown = unescape(person.get(place).text)
    assert "ใช้คำที่เสนอ" not in shown
    assert "ไลน์ไอดี" in shown
    assert "โลกเน็ต" not in shown


def test_fields_of_one_name_are_numbered(person):
    base = "/form/data_category/personal_data_items"
    one = {"file": "f", "place": "line 2", "raw": "โลกเน็ต", "proposed": "ไลน์ไอดี"}
    place = send(person, record(items=["โลกเน็ต", "โลกเน็ต"], sources={f"{base}/0": one, f"{base}/1": one}))
    shown = unescape(person.get(place.headers["location"] + "/records/1").text)
    assert "(1/2)</label>" in shown
    assert "(2/2)</label>" in shown


def test_words_that_cannot_stand_are_told_at_their_field_and_stay_typed(person):
    place = send(person, record(steps=1)).headers["location"] + "/records/1"
    said = form_of(person.get(place), "import-form")
    answer = person.post(place, data={**said, "mend:/steps/0/seq": "ศูนย์"})
    assert answer.status_code == 422
    assert "ศูนย์" in unescape(answer.text)


def test_what_is_no_file_of_ours_is_refused_at_the_field(person):
    for name, content in (("a.json", b"{"), ("a.xlsx", b"PK"), ("", b"")):
        answer = send(person, name=name, content=content)
        assert answer.status_code == 422, name
        assert 'href="#f-file"' in answer.text
    assert "ยังไม่ได้ส่งไฟล์" in unescape(person.get("/imports").text)


def test_words_of_a_file_stay_words_on_every_page(person):
    hostile = "</td><script>alert(1)</script>"
    texts = [*FITTING.values(), hostile]
    place = send(person, record(hostile, items=texts), name=f"{hostile}.json").headers["location"]
    for path in (place, f"{place}/records/1", "/imports"):
        answer = person.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_another_person_does_not_see_the_file(register, person):
    place = send(person, record()).headers["location"]
    with browser(register, (Role.RECORDER, PRACHUAP), number=2) as other:
        for path in (place, f"{place}/records/1"):
            assert other.get(path).status_code == 404
    with browser(register, (Role.AUDITOR, PHETCHABURI), number=3) as auditor:
        assert auditor.get("/imports").status_code == 403


def test_a_file_can_be_forgotten(person):
    place = send(person, record()).headers["location"]
    answer = person.post(place, data={"csrf_token": mark_of(person.get(place)), "act": "drop"})
    assert answer.headers["location"] == "/imports?said=import-dropped"
    assert person.get(place).status_code == 404
