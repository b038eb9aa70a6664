"""Editing a section in a browser: every fault at its field, nothing typed is lost, nobody overwrites anybody."""

import re
from html import unescape

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from ropa.activities import pages_edit, service, service_sections
from ropa.activities.rules_findings import findings_of
from ropa.db.unit_of_work import Database
from ropa.errors import Invalid
from ropa.web.citations import law_in
from ropa.web.forms_read import read_typed
from schemas.access import Role
from schemas.document import ActivityInput
from schemas.form import form_fields, sections
from schemas.vocabulary import Mark
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import FITTING, HOSTILE
from tests.support.page_forms import form_of, save
from tests.support.random_documents import values
from tests.support.web import OWN, browser, mark_of
from tests.support.world import DPO, activity_input, create, update_of

KEYS = [section.key for section in sections()]


def document(register, now, made):
    with register.read(DPO, now) as uow:
        return service.document_of(service.read(uow, made.id))


def version(register, now, made):
    with register.read(DPO, now) as uow:
        return service.read(uow, made.id).version


@pytest.fixture
def made(register, now):
    return create(register, now, main_process="งานเดิม", items=["ชื่อ", "นามสกุล"], recipients=[])


@pytest.fixture
def dpo(register):
    with browser(register, (Role.DPO, 0)) as client:
        yield client


def path(made, section="header"):
    return f"/activities/{made.id}/edit/{section}"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("section", KEYS)
def test_every_field_of_a_section_has_a_control_a_label_a_hint_and_its_law(dpo, made, section):
    text = unescape(dpo.get(path(made, section)).text)
    for info in next(each for each in sections() if each.key == section).fields:
        assert f'name="{info.key}' in text
        assert info.label in text
        assert info.note.hint_th is None or info.note.hint_th in text
        assert all(law_in("th", law) in text for law in info.note.laws)


def test_what_is_typed_is_saved_and_the_way_goes_on(dpo, register, now, made):
    answer = save(dpo, path(made), {"agency_name": "กรมสมมุติ", "responsible_persons": "ก\r\nข"}, do="next")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"{path(made, 'data_category')}?saved_part=header&said=saved",
    )
    header = document(register, now, made).form.header
    assert (header.agency_name, header.responsible_persons, header.main_process) == ("กรมสมมุติ", ["ก", "ข"], "งานเดิม")

    answer = save(dpo, path(made), {"agency_name": "-"}, do="save")
    assert answer.headers["location"] == f"/activities/{made.id}?saved_part=header&said=saved#s-header"
    assert document(register, now, made).marks["/form/header/agency_name"] == Mark.DASH


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("section", KEYS)
def test_a_form_that_nobody_touched_saves_nothing(dpo, register, now, made, section):
    assert save(dpo, path(made, section), do="save").status_code == 303
    assert version(register, now, made) == 1


@pytest.mark.only_on("sqlite")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=values(ActivityInput))
def test_any_record_passes_through_its_pages_unchanged(dpo, register, now, record):
    data = ActivityInput(office_id=PHETCHABURI, form=record.form)
    try:
        with register.write(DPO, now) as uow:
            made = service.create(uow, data)
    except Invalid:  # a control character, which no record holds
        return
    before = document(register, now, made)
    for section in KEYS:
        assert save(dpo, path(made, section), do="save").status_code == 303
    assert document(register, now, made) == before


def test_every_fault_stands_at_its_field_and_what_was_typed_is_still_there(dpo, register, now, made):
    typed = {
        "transfer_country_and_safeguard.0.country": "ไทยแลนด์",
        "rejected_requests.0.rejected_on": "เมื่อวานซืน",
        "rejected_requests.0.reason": "เหตุผลที่ยาวและพิมพ์นาน",
        "data_subject_categories": "นักเรียน",
    }
    answer = save(dpo, path(made, "beyond"), typed, do="save")
    assert answer.status_code == 422
    text = unescape(answer.text)
    for words in typed.values():
        assert words in text
    for name in ("transfer_country_and_safeguard.0.country", "rejected_requests.0.rejected_on"):
        assert f'<a href="#f-{name}">' in text
        assert f'id="e-{name}"' in text
        assert re.search(rf'id="f-{re.escape(name)}"[^>]*aria-invalid="true"', text)
    assert text.count('class="error"') == 2
    assert version(register, now, made) == 1


def test_findings_stand_at_their_fields(dpo, register, now, made):
    text = unescape(dpo.get(path(made, "data_category")).text)
    about = [each for each in findings_of(document(register, now, made)) if "/data_category/" in each.pointer]
    assert about
    for each in about:
        assert each.message_th in text
        assert f'id="w-{each.pointer.split("/")[3]}"' in text


def test_rows_are_added_and_removed_without_javascript_and_without_saving(dpo, register, now, made):
    page = save(dpo, path(made, "beyond"), {"data_subject_categories": "ยังไม่บันทึก"}, do="add:rejected_requests")
    assert page.status_code == 200
    assert "ยังไม่บันทึก" in page.text
    assert 'name="rejected_requests.0.rejected_on"' in page.text
    assert " autofocus" in page.text
    typed = {**form_of(page), "rejected_requests.0.reason": "แรก"}
    page = dpo.post(path(made, "beyond"), data={**typed, "do": "add:rejected_requests"})
    typed = {**form_of(page), "rejected_requests.1.reason": "สอง"}
    page = dpo.post(path(made, "beyond"), data={**typed, "do": "remove:rejected_requests:0"})
    assert version(register, now, made) == 1
    assert dpo.post(path(made, "beyond"), data={**form_of(page), "do": "save"}).status_code == 303
    beyond = document(register, now, made).form.beyond
    assert [row.reason for row in beyond.rejected_requests] == ["สอง"]
    assert beyond.data_subject_categories == ["ยังไม่บันทึก"]


def test_two_people_in_two_sections_do_not_notice_each_other(register, now, made, dpo):
    mine = form_of(dpo.get(path(made)))
    assert save(dpo, path(made, "review"), {"review_cycle": "ปีละครั้ง"}, do="save").status_code == 303
    assert dpo.post(path(made), data={**mine, "agency_name": "กรมสมมุติ", "do": "save"}).status_code == 303
    form = document(register, now, made).form
    assert (form.header.agency_name, form.review.review_cycle) == ("กรมสมมุติ", "ปีละครั้ง")


@pytest.fixture
def clash(register, now, made, dpo):
    """The merge page after two people typed into one section, and the form of the second."""
    mine = form_of(dpo.get(path(made)))
    first = {"agency_name": "ของเขา", "main_process": "ของเขาเท่านั้น"}
    assert save(dpo, path(made), first, do="save").status_code == 303
    typed = {**mine, "agency_name": "ของฉัน", "sub_process": "ของฉันเท่านั้น", "do": "save"}
    return dpo.post(path(made), data=typed)


def test_two_people_in_one_section_see_both_versions_field_by_field(clash, register, now, made, dpo):
    assert clash.status_code == 412
    for words in ("ของเขา", "ของฉัน", "ของเขาเท่านั้น", "ของฉันเท่านั้น"):
        assert words in clash.text
    form = form_of(clash)
    # What only one of the two changed is chosen already; what both changed is not.
    assert form["_take.main_process"] == "theirs"
    assert form["_take.sub_process"] == "mine"
    assert "_take.agency_name" not in form

    unsure = dpo.post(path(made), data={**form, "do": "save"})
    assert unsure.status_code == 422
    assert 'href="#c-agency_name"' in unsure.text
    assert "ของฉัน" in unsure.text

    assert dpo.post(path(made), data={**form, "_take.agency_name": "mine", "do": "save"}).status_code == 303
    header = document(register, now, made).form.header
    assert (header.agency_name, header.main_process, header.sub_process) == (
        "ของฉัน",
        "ของเขาเท่านั้น",
        "ของฉันเท่านั้น",
    )


def test_theirs_can_be_taken_and_mine_can_be_edited_while_merging(clash, register, now, made, dpo):
    form = form_of(clash) | {"_take.agency_name": "theirs", "sub_process": "แก้อีกครั้ง", "do": "save"}
    assert dpo.post(path(made), data=form).status_code == 303
    header = document(register, now, made).form.header
    assert (header.agency_name, header.sub_process) == ("ของเขา", "แก้อีกครั้ง")


def test_a_third_person_in_between_leads_to_the_merge_page_again(clash, register, now, made, dpo):
    assert save(dpo, path(made), {"agency_name": "ของคนที่สาม"}, do="save").status_code == 303
    again = dpo.post(path(made), data={**form_of(clash), "_take.agency_name": "mine", "do": "save"})
    assert again.status_code == 412
    assert "ของคนที่สาม" in again.text
    assert "ของฉัน" in again.text


def test_two_people_who_type_the_same_have_nothing_to_merge(register, now, made, dpo):
    mine = form_of(dpo.get(path(made))) | {"agency_name": "ตรงกัน", "do": "save"}
    assert dpo.post(path(made), data=mine).status_code == 303
    assert dpo.post(path(made), data=mine).status_code == 303
    assert version(register, now, made) == 2


@pytest.mark.parametrize("forged", ["", "0", "-1", "x", "99999999999999999999", "๑"])
def test_a_forged_version_overwrites_nothing(register, now, made, dpo, forged):
    mine = form_of(dpo.get(path(made))) | {"version": forged, "agency_name": "ปลอม", "do": "save"}
    # The hash still proves what was read.
    assert dpo.post(path(made), data=mine).status_code == 303
    wrong = mine | {"section_hash": "0" * 64, "agency_name": "ปลอมอีก"}
    assert dpo.post(path(made), data=wrong).status_code == 412
    assert document(register, now, made).form.header.agency_name == "ปลอม"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("section", ["steps", "form", "marks", "__class__", "..%2Fheader", "x" * 41, "หัว", "header%00"])
def test_sections_that_the_form_does_not_have_are_not_found(dpo, made, section):
    for answer in (dpo.get(path(made, section)), dpo.post(path(made, section), data={"csrf_token": "x"})):
        assert answer.status_code in {400, 403, 404}
        assert "Traceback" not in answer.text
    assert dpo.get(path(made, section)).status_code in {400, 404}


def test_readers_get_a_page_that_says_no_and_strangers_none(register, made):
    with browser(register, (Role.AUDITOR, 0), (Role.RECORDER, PRACHUAP), number=3) as client:
        refused = client.get(path(made))
        assert refused.status_code == 403
        assert "ไม่มีสิทธิ" in refused.text
    with browser(register, (Role.RECORDER, PRACHUAP), number=4) as client:
        assert client.get(path(made)).status_code == 404
        sent = client.post(path(made), data={"csrf_token": mark_of(client.get("/")), "agency_name": "x"})
        assert sent.status_code == 404
    with browser(register, (Role.AUDITOR, 0), number=5) as client:
        assert client.get(path(made)).status_code == 403


def test_a_form_without_its_mark_or_from_another_site_saves_nothing(register, now, made, dpo):
    form = form_of(dpo.get(path(made))) | {"agency_name": "จากที่อื่น", "do": "save"}
    bare = {name: value for name, value in form.items() if name != "csrf_token"}
    assert dpo.post(path(made), data=bare).status_code == 403
    assert dpo.post(path(made), data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert dpo.post(path(made), data=form, headers={"Origin": "null"}).status_code == 403
    assert version(register, now, made) == 1
    assert dpo.post(path(made), data=form, headers={"Origin": OWN}).status_code == 303


def test_a_record_that_is_gone_answers_not_found_and_shows_what_was_typed(register, now, made, dpo):
    form = form_of(dpo.get(path(made))) | {"agency_name": "พิมพ์ไว้แล้ว", "do": "save"}
    with register.write(DPO, now) as uow:
        service.delete(uow, made.id, 1)
    answer = dpo.post(path(made), data=form)
    assert answer.status_code == 404
    assert "พิมพ์ไว้แล้ว" in answer.text


def test_a_record_under_review_is_not_edited_and_what_was_typed_is_shown(register, now, made, dpo):
    from ropa.activities.tables import revisions

    form = form_of(dpo.get(path(made))) | {"agency_name": "พิมพ์ไว้แล้ว", "do": "save"}
    with register.write(DPO, now) as uow:
        uow.connection.execute(revisions.update().values(status="submitted"))
    answer = dpo.post(path(made), data=form)
    assert answer.status_code == 409
    assert "พิมพ์ไว้แล้ว" in answer.text
    assert dpo.get(path(made)).status_code == 409
    assert "/edit/" not in dpo.get(f"/activities/{made.id}").text


@pytest.mark.only_on("sqlite")
def test_hostile_text_is_kept_or_refused_at_its_field_and_always_escaped(register, now, made, dpo):
    for text in [text for text in FITTING.values() if len(text) < 500]:
        answer = save(dpo, path(made), {"agency_name": text}, do="save")
        assert answer.status_code in {303, 422}
        page = dpo.get(path(made)) if answer.status_code == 303 else answer
        for sign in ("<script>alert", "<img src=x", "</style><style>", "<!DOCTYPE x", "<w:p"):
            assert sign not in page.text
        kept = form_of(page)["agency_name"]
        assert kept.replace("\r\n", "\n").strip() == text.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_forged_choices_are_refused_shown_as_text_and_never_run(dpo, register, now, made):
    bad = "<img src=x onerror=alert(1)> %(n)s %"
    for section, name in (
        ("data_category", "restricted_data"),
        ("data_category", "local_third_parties"),
        ("storage", "storage_formats"),
        ("beyond", "secrecy_class"),
        ("beyond", "special_category_flags"),
        ("beyond", "rejected_requests"),
        ("beyond", "dpo_contact"),
    ):
        for value in (bad, f"mark:{bad}", f"no:{bad}"):
            answer = save(dpo, path(made, section), {name: value}, do="save")
            assert answer.status_code in {303, 422}
            assert "<img src=x" not in answer.text
            dpo.post(
                f"/buffers?place={path(made, section)}", data=form_of(dpo.get(path(made, section))) | {name: value}
            )
            kept = dpo.get(path(made, section))
            assert kept.status_code == 200
            assert "<img src=x" not in kept.text
            assert "<img src=x" not in unescape(kept.text) or "&lt;img src=x" in kept.text
            page = form_of(kept)
            dpo.post(f"/buffers/discard?place={path(made, section)}", data={"csrf_token": page["csrf_token"]})
    assert version(register, now, made) == 1


def test_texts_that_are_too_long_are_refused_and_not_lost(dpo, register, now, made):
    long = HOSTILE["long_word"]
    answer = save(dpo, path(made), {"agency_name": long}, do="save")
    assert answer.status_code == 422
    assert long in answer.text
    many = save(dpo, path(made), {"responsible_persons": "\r\n".join(["ก"] * 501)}, do="save")
    assert many.status_code == 422
    line = save(dpo, path(made), {"responsible_persons": "\r\n".join(["ก", "x" * 5_001])}, do="save")
    assert "บรรทัดที่ 2" in line.text
    assert version(register, now, made) == 1


def test_what_was_typed_and_not_saved_comes_back_and_can_be_thrown_away(register, now, made, dpo):
    form = form_of(dpo.get(path(made))) | {"agency_name": "ยังไม่บันทึก"}
    assert dpo.post(f"/buffers?place={path(made)}", data=form).status_code == 204
    page = dpo.get(path(made))
    assert "ยังไม่บันทึก" in page.text
    assert "ยังไม่ได้บันทึก" in page.text
    with browser(register, (Role.DPO, 0), number=9) as other:
        assert "ยังไม่บันทึก" not in other.get(path(made)).text
    assert save(dpo, path(made), do="save").status_code == 303
    assert document(register, now, made).form.header.agency_name == "ยังไม่บันทึก"
    assert "ทิ้ง แล้วเปิดฉบับที่บันทึกไว้" not in dpo.get(path(made)).text


def test_kept_text_of_an_older_version_leads_to_the_merge_page_not_over_it(register, now, made, dpo):
    form = form_of(dpo.get(path(made))) | {"agency_name": "จากเมื่อวาน"}
    dpo.post(f"/buffers?place={path(made)}", data=form)
    with register.write(DPO, now) as uow:
        stored = service.read(uow, made.id)
        changed = update_of(activity_input(main_process="งานเดิม", items=["ชื่อ", "นามสกุล"], recipients=[]))
        header = msgspec.structs.replace(changed.form.header, agency_name="วันนี้")
        changed = msgspec.structs.replace(changed, form=msgspec.structs.replace(changed.form, header=header))
        service.replace(uow, made.id, stored.version, changed)
    answer = save(dpo, path(made), do="save")
    assert answer.status_code == 412
    assert "จากเมื่อวาน" in answer.text
    assert "วันนี้" in answer.text


def test_a_save_between_comparing_and_writing_leads_to_the_merge_page(register, now, made, dpo, monkeypatch):
    form = form_of(dpo.get(path(made))) | {"agency_name": "ของฉัน", "do": "save"}

    def late(*arguments):
        with register.write(DPO, now) as uow:
            found = service_sections.read_section(uow, made.id, "header")
            theirs = msgspec.structs.replace(found.value, agency_name="ของเขา")
            service_sections.save_section(uow, made.id, found.stored.version, found.hash, "header", theirs, {})
        return read_typed(*arguments)

    monkeypatch.setattr(pages_edit, "read_typed", late)
    answer = dpo.post(path(made), data=form)
    assert answer.status_code == 412
    assert "ของฉัน" in answer.text
    assert "ของเขา" in answer.text
    assert document(register, now, made).form.header.agency_name == "ของเขา"


def test_the_editor_speaks_english(dpo, made):
    dpo.cookies.set("ropa_language", "en")
    text = unescape(dpo.get(path(made, "data_category")).text)
    for info in form_fields():
        if info.section == "data_category":
            assert info.note.label_en in text


def test_saving_asks_the_database_a_bounded_number_of_questions(register: Database, now, made, dpo):
    from sqlalchemy import event

    said = []
    event.listen(register.engine, "before_cursor_execute", lambda *call: said.append(call[2]))
    form = form_of(dpo.get(path(made, "data_category")))
    said.clear()
    dpo.get(path(made, "data_category"))
    assert len(said) <= 12
    said.clear()
    dpo.post(path(made, "data_category"), data={**form, "data_volume": "10 ราย", "do": "save"})
    assert len(said) <= 45
