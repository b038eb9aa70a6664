"""A new record: made once, at an office where one may write; and a draft that is dropped again."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from ropa.activities import service, service_sections, store
from ropa.web.bodies import ApiRequest
from ropa.web.pages import page
from schemas.access import Role
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP
from tests.support.page_forms import form_of, save
from tests.support.web import browser, mark_of
from tests.support.world import DPO, activity_input, approve, create, update_of

NEW = "/activities/new"


def count(register, now):
    """How many records there are."""
    with register.read(DPO, now) as uow:
        return store.count_activities(uow)


@pytest.fixture
def recorder(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield client


@pytest.fixture
def dpo(register):
    with browser(register, (Role.DPO, 0), number=2) as client:
        yield client


def test_a_recorder_begins_a_record_at_the_own_office_and_goes_on_in_its_first_section(recorder, register, now):
    page = recorder.get(NEW)
    assert page.status_code == 200
    assert f"({PHETCHABURI})" in page.text
    assert f"({PRACHUAP})" not in page.text
    answer = save(recorder, NEW, {"office": str(PHETCHABURI), "main_process": "งานใหม่", "sub_process": "งานย่อย"})
    assert answer.status_code == 303
    made = answer.headers["location"].split("/")[2]
    assert answer.headers["location"] == f"/activities/{made}/edit/header?said=created"
    with register.read(DPO, now) as uow:
        stored = service.read(uow, made)
    assert (stored.office_id, stored.status, stored.revision) == (PHETCHABURI, "draft", 1)
    assert service.document_of(stored).form.header.sub_process == "งานย่อย"


def test_the_office_of_the_own_right_stands_first_and_is_chosen(register):
    below = {PHETCHABURI, GROUP_IN_PHETCHABURI}
    with browser(register, (Role.RECORDER, PHETCHABURI), number=5) as client:
        for path in (NEW, "/activities/templates/cctv/use"):
            page = client.get(path).text
            listed = re.findall(r'name="office" value="[^"]*[(](\d+)[)]"( checked)?', page)
            assert below <= {int(key) for key, _ in listed}
            assert next((int(key), bool(chosen)) for key, chosen in listed) == (PHETCHABURI, True)
            assert sum(bool(chosen) for _, chosen in listed) == 1


def test_a_refused_form_says_nothing_as_if_it_were_done(recorder):
    refused = save(recorder, NEW, {"office": "", "main_process": ""})
    assert refused.status_code == 422
    assert 'id="e-office"' in refused.text or 'id="e-main_process"' in refused.text
    assert 'class="said"' not in refused.text


def test_what_a_page_says_at_its_top_is_text_or_nothing_is_drawn():
    with pytest.raises(TypeError, match="said"):
        page(cast("ApiRequest", None), "activities/edit_new.html", said={"office": "โปรดเลือกหน่วยงาน"})


def test_a_form_that_is_sent_twice_makes_one_record(recorder, register, now):
    form = form_of(recorder.get(NEW)) | {"office": str(PHETCHABURI), "main_process": "กดสองครั้ง"}
    answers = [recorder.post(NEW, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert count(register, now) == 1


def test_a_form_that_is_sent_twice_at_once_makes_one_record(recorder, register, now):
    form = form_of(recorder.get(NEW)) | {"office": str(PHETCHABURI), "main_process": "กดพร้อมกัน"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: recorder.post(NEW, data=form), range(4)))
    assert [answer.status_code for answer in answers] == [303] * 4
    assert count(register, now) == 1


def test_a_key_of_somebody_else_or_of_nobody_makes_nothing(recorder, dpo, register, now):
    theirs = form_of(dpo.get(NEW))["form_key"]
    made = create(register, now)
    for key in (theirs, "", ".", made.id, f"{made.id}.x", "x" * 5000, "ก.ข"):
        form = form_of(recorder.get(NEW)) | {"office": str(PHETCHABURI), "main_process": "ปลอม", "form_key": key}
        answer = recorder.post(NEW, data=form)
        assert answer.status_code == 409
        assert "ปลอม" in answer.text
    assert count(register, now) == 1


@pytest.mark.parametrize("office", ["", "999999", str(PRACHUAP), "ประจวบคีรีขันธ์", "<script>", "x" * 3000])
def test_an_office_where_one_may_not_write_is_refused_and_nothing_typed_is_lost(recorder, register, now, office):
    answer = save(recorder, NEW, {"office": office, "main_process": "พิมพ์ไว้แล้ว"})
    assert answer.status_code == 422
    assert "พิมพ์ไว้แล้ว" in answer.text
    assert 'href="#f-office"' in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")
    assert count(register, now) == 0


def test_every_fault_of_a_new_record_is_listed(recorder):
    answer = save(recorder, NEW, {"office": ""})
    assert answer.status_code == 422
    for name in ("office", "main_process"):
        assert f'href="#f-{name}"' in answer.text
        assert f'id="e-{name}"' in answer.text


def test_a_part_of_an_offices_name_is_enough_when_it_fits_one_and_offers_a_choice_when_several(dpo, register, now):
    several = save(dpo, NEW, {"office": "สำนักงานอุตสาหกรรมจังหวัดเพชร", "main_process": "ก"})
    assert several.status_code == 422
    assert 'type="radio" name="office"' in several.text
    assert f"({PHETCHABURI})" in several.text
    with register.read(DPO, now) as uow:
        names = [office.name for office in service_sections.writable_offices(uow)]
        one = next(office for office in service_sections.writable_offices(uow) if names.count(office.name) == 1)
    assert save(dpo, NEW, {"office": one.name, "main_process": "ก"}).status_code == 303


def test_the_offices_are_those_where_one_may_write_and_below(register, recorder, now):
    text = recorder.get(NEW).text
    assert f"({GROUP_IN_PHETCHABURI})" in text
    with browser(register, (Role.AUDITOR, 0), number=3) as reader:
        assert reader.get(NEW).status_code == 403
        assert reader.post(NEW, data={"csrf_token": mark_of(reader.get("/"))}).status_code == 403


def test_a_new_record_without_its_mark_or_from_elsewhere_is_not_made(recorder, register, now):
    form = form_of(recorder.get(NEW)) | {"office": str(PHETCHABURI), "main_process": "ก"}
    assert recorder.post(NEW, data={**form, "csrf_token": "x"}).status_code == 403
    assert recorder.post(NEW, data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert count(register, now) == 0


def test_texts_that_cannot_be_kept_are_refused_with_the_form(recorder, register, now):
    for text in ("ก\x07ข", "x" * 20_001):
        answer = save(recorder, NEW, {"office": str(PHETCHABURI), "main_process": text})
        assert answer.status_code == 422
        assert 'href="#f-main_process"' in answer.text
    assert count(register, now) == 0


def test_a_draft_is_dropped_after_asking_once_more(recorder, register, now):
    made = create(register, now, main_process="จะทิ้ง")
    page = recorder.get(f"/activities/{made.id}/delete")
    assert "จะทิ้ง" in page.text
    assert count(register, now) == 1
    form = {"csrf_token": mark_of(page), "version": "1"}
    answer = recorder.post(f"/activities/{made.id}/delete", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/activities?said=deleted")
    assert recorder.post(f"/activities/{made.id}/delete", data=form).status_code == 404


@pytest.mark.parametrize("version", ["2", "", "x", "-1", "9" * 30])
def test_a_draft_that_was_changed_since_is_shown_before_it_goes(recorder, register, now, version):
    made = create(register, now, main_process="เปลี่ยนแล้ว")
    page = recorder.get(f"/activities/{made.id}/delete")
    answer = recorder.post(f"/activities/{made.id}/delete", data={"csrf_token": mark_of(page), "version": version})
    assert answer.status_code == 412
    assert "เปลี่ยนแล้ว" in answer.text
    assert count(register, now) == 1


def test_dropping_the_next_draft_leads_back_to_the_approved_revision(recorder, register, now):
    made = create(register, now, main_process="อนุมัติแล้ว")
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
    assert recorder.get(f"/activities/{made.id}/delete").status_code == 409
    with register.write(DPO, now) as uow:
        service.replace(uow, made.id, 2, update_of(activity_input(main_process="ร่างใหม่")))
    page = recorder.get(f"/activities/{made.id}/delete")
    form = {"csrf_token": mark_of(page), "version": "3"}
    answer = recorder.post(f"/activities/{made.id}/delete", data=form)
    assert answer.headers["location"] == f"/activities/{made.id}?said=deleted"
    assert "อนุมัติแล้ว" in recorder.get(f"/activities/{made.id}").text


def test_nobody_drops_what_is_not_theirs(register, now):
    made = create(register, now)
    with browser(register, (Role.AUDITOR, 0), number=4) as reader:
        assert reader.get(f"/activities/{made.id}/delete").status_code == 403
    with browser(register, (Role.RECORDER, PRACHUAP), number=5) as stranger:
        form = {"csrf_token": mark_of(stranger.get("/")), "version": "1"}
        assert stranger.post(f"/activities/{made.id}/delete", data=form).status_code == 404
    with browser(register, (Role.RECORDER, PHETCHABURI), number=6) as owner:
        form = {"version": "1"}
        assert owner.post(f"/activities/{made.id}/delete", data=form).status_code == 403
    assert count(register, now) == 1
