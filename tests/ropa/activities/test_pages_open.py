"""The page of open questions loses nothing: what somebody else answered meanwhile stands beside what was typed."""

import pytest

from ropa.access.tables import people
from ropa.activities import service, service_open, service_sections
from ropa.buffers import service as buffers
from ropa.contact_details import service as contact_details
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.beyond import Beyond, Contact
from schemas.contact_details import ContactDetailsInput
from schemas.document import ActivityInput
from tests.support.actors import ABOVE_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.page_forms import form_of, save
from tests.support.staff import hire, key
from tests.support.web import browser, mark_of
from tests.support.world import DPO, approve, create

MINE = "หน่วย ก ที่พิมพ์มาสิบนาที"
THEIRS = "คำตอบของอีกคน"


@pytest.fixture
def made(register, now):
    return create(register, now, office_id=PHETCHABURI)


@pytest.fixture
def client(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as found:
        yield found


def path(made):
    return f"/activities/{made.id}/open"


def header(register, now, made):
    with register.read(DPO, now) as uow:
        return service.document_of(service.read(uow, made.id)).form.header


def others_answer(register, now, made, **answers):
    """Answer questions of the header as somebody else."""
    with register.write(DPO, now) as uow:
        found = service_sections.read_section(uow, made.id, "header")
        for key, value in answers.items():
            setattr(found.value, key, value)
        at = (found.stored.version, found.hash)
        service_sections.save_section(uow, made.id, *at, "header", found.value, found.document.marks)


def test_what_another_person_answered_meanwhile_stands_beside_what_was_typed(register, now, made, client):
    typed = {**form_of(client.get(path(made))), "parent_org_unit": [MINE], "agency_name": ["หน่วย ข"]}
    others_answer(register, now, made, parent_org_unit=THEIRS)
    answer = save(client, path(made), typed)
    assert answer.status_code == 412
    assert MINE in answer.text
    assert THEIRS in answer.text
    assert "หน่วย ข" in answer.text
    assert header(register, now, made).agency_name is None

    again = save(client, path(made), form_of(answer))
    assert (again.status_code, MINE in again.text) == (412, True)
    assert "โปรดเลือกว่าจะใช้ข้อความใด" in again.text

    saved = save(client, path(made), {**form_of(again), "_take.parent_org_unit": ["mine"]})
    assert saved.status_code == 303
    found = header(register, now, made)
    assert (found.parent_org_unit, found.agency_name) == (MINE, "หน่วย ข")


def test_the_answer_of_the_other_person_can_be_taken(register, now, made, client):
    typed = {**form_of(client.get(path(made))), "parent_org_unit": [MINE], "agency_name": ["หน่วย ข"]}
    others_answer(register, now, made, parent_org_unit=THEIRS)
    answer = save(client, path(made), typed)
    saved = save(client, path(made), {**form_of(answer), "_take.parent_org_unit": ["theirs"]})
    assert saved.status_code == 303
    assert header(register, now, made).parent_org_unit == THEIRS


def test_nothing_is_thrown_away_when_every_question_was_answered_meanwhile(register, now, made, client):
    page = client.get(path(made))
    typed = {**form_of(page), "agency_name": [MINE]}
    kept = {"csrf_token": mark_of(page), "agency_name": MINE}
    assert client.post("/buffers", params={"place": path(made)}, data=kept).status_code == 204
    open_now = {
        key: ["ข"] if key == "responsible_persons" else "ข" for key in header(register, now, made).__struct_fields__
    }
    blank = {key: said for key, said in open_now.items() if getattr(header(register, now, made), key) is None}
    contacts = {key for key in blank if key.endswith("contact")}
    others_answer(register, now, made, **{key: said for key, said in blank.items() if key not in contacts})
    answer = save(client, path(made), typed)
    assert (answer.status_code, MINE in answer.text) == (412, True)
    assert header(register, now, made).agency_name == "ข"
    shown = client.get(path(made))
    assert MINE in shown.text
    assert "โปรดเลือกทีละข้อ" in shown.text
    taken = {**form_of(shown), "_take.agency_name": ["mine"]}
    assert save(client, path(made), taken).status_code == 303
    assert header(register, now, made).agency_name == MINE


def test_a_third_answer_in_between_is_asked_about_again(register, now, made, client):
    typed = {**form_of(client.get(path(made))), "parent_org_unit": [MINE]}
    others_answer(register, now, made, parent_org_unit=THEIRS)
    chosen = {**form_of(save(client, path(made), typed)), "_take.parent_org_unit": ["mine"]}
    others_answer(register, now, made, parent_org_unit="คำตอบที่สาม")
    answer = save(client, path(made), chosen)
    assert answer.status_code == 412
    assert "คำตอบที่สาม" in answer.text
    assert MINE in answer.text


def test_who_left_a_question_blank_leaves_the_answer_of_the_other_person(register, now, made, client):
    typed = {**form_of(client.get(path(made))), "parent_org_unit": [""], "agency_name": ["หน่วย ข"]}
    others_answer(register, now, made, parent_org_unit=THEIRS, main_process="งานที่แก้ชื่อแล้ว")
    assert save(client, path(made), typed).status_code == 303
    found = header(register, now, made)
    assert (found.parent_org_unit, found.main_process, found.agency_name) == (THEIRS, "งานที่แก้ชื่อแล้ว", "หน่วย ข")


def test_an_answer_between_comparing_and_writing_is_shown_too(register, now, made, client, monkeypatch):
    typed = {**form_of(client.get(path(made))), "parent_org_unit": [MINE]}
    save_answers = service_open.answer

    def slow(uow, activity_id, version, answers):
        found = service_sections.read_section(uow, activity_id, "header")
        found.value.parent_org_unit = THEIRS
        at = (found.stored.version, found.hash)
        service_sections.save_section(uow, activity_id, *at, "header", found.value, found.document.marks)
        save_answers(uow, activity_id, version, answers)

    monkeypatch.setattr("ropa.activities.service_open.answer", slow)
    answer = save(client, path(made), typed)
    assert (answer.status_code, MINE in answer.text) == (412, True)
    with register.read(DPO, now) as uow:
        assert buffers.places(uow) == []


def with_contact(register, now, office_id, email, *, approved=True):
    beyond = Beyond(dpo_contact=Contact(email=email), controller_contact=Contact(telephone="0 2202 3000"))
    form = Form(header=Header(parent_org_unit=f"ส่วนราชการของ {email}"), beyond=beyond)
    with register.write(DPO, now) as uow:
        record = service.create(uow, ActivityInput(office_id=office_id, form=form))
        if approved:
            approve(uow, record.id)


def test_the_contacts_that_every_data_subject_is_told_come_from_the_nearest_office_above(register, now, made, client):
    with_contact(register, now, 0, "ministry@example.go.th")
    with_contact(register, now, ABOVE_PHETCHABURI, "above@example.go.th")
    page = client.get(path(made)).text
    assert "above@example.go.th" in page
    assert "ส่วนราชการของ above@example.go.th" in page
    assert "ministry@example.go.th" not in page
    assert "กรอกไว้ตามรายการที่อนุมัติแล้วของ" in page


def test_what_is_not_approved_above_or_stands_at_an_office_beside_fills_nothing(register, now, made, client):
    with_contact(register, now, ABOVE_PHETCHABURI, "draft@example.go.th", approved=False)
    with_contact(register, now, PRACHUAP, "beside@example.go.th")
    page = client.get(path(made)).text
    assert "draft@example.go.th" not in page
    assert "beside@example.go.th" not in page


def known_as(register, now, number, office_id, name, email):
    person = key(hire(register, now, number, (Role.DPO, office_id)))
    with register.write(DPO, now) as uow:
        said = people.update().where(people.c.id == person).values(display_name=name, email=email)
        uow.connection.execute(said)


def test_where_no_record_names_the_dpo_the_one_person_who_is_it_does(register, now, made, client):
    known_as(register, now, 41, 0, "เจ้าหน้าที่คุ้มครองข้อมูลของกระทรวง", "dpo@ministry.example")
    page = client.get(path(made)).text
    assert "เจ้าหน้าที่คุ้มครองข้อมูลของกระทรวง" in page
    assert "dpo@ministry.example" in page
    with_contact(register, now, 0, "ministry@example.go.th")
    page = client.get(path(made)).text
    assert "ministry@example.go.th" in page
    assert "dpo@ministry.example" not in page


def test_of_two_dpos_of_one_office_nobody_is_taken_for_the_one(register, now, made, client):
    known_as(register, now, 41, 0, "คนหนึ่ง", "one@ministry.example")
    known_as(register, now, 42, 0, "อีกคน", "two@ministry.example")
    page = client.get(path(made)).text
    assert "one@ministry.example" not in page
    assert "two@ministry.example" not in page
    known_as(register, now, 43, ABOVE_PHETCHABURI, "คนที่ใกล้กว่า", "near@ministry.example")
    assert "near@ministry.example" in client.get(path(made)).text


def say(register, now, office_id, email, **more):
    details = ContactDetailsInput(version=0, dpo_contact=Contact(email=email), **more)
    with register.write(person("dpo", Role.DPO), now) as uow:
        contact_details.change(uow, office_id, details)


def test_what_the_ministry_says_of_its_controller_fills_the_questions_of_the_first_record(register, now, made, client):
    known_as(register, now, 41, 0, "เจ้าหน้าที่", "account@ministry.example")
    say(register, now, 0, "said@example.go.th", parent_org_unit="สำนักงานปลัดกระทรวง")
    page = client.get(path(made)).text
    assert "said@example.go.th" in page
    assert "สำนักงานปลัดกระทรวง" in page
    assert "กรอกไว้ตามช่องทางติดต่อของทั้งกระทรวง" in page
    assert "account@ministry.example" not in page


def test_the_nearest_office_counts_and_at_one_office_what_is_said_before_what_is_approved(register, now, made, client):
    say(register, now, 0, "ministry@example.go.th")
    with_contact(register, now, ABOVE_PHETCHABURI, "approved@example.go.th")
    assert "approved@example.go.th" in client.get(path(made)).text
    say(register, now, ABOVE_PHETCHABURI, "said@example.go.th")
    page = client.get(path(made)).text
    assert "said@example.go.th" in page
    # Of the field that nobody says, what is approved there still counts.
    assert page.count("approved@example.go.th") == page.count("ส่วนราชการของ approved@example.go.th") > 0


def test_an_answer_of_the_office_itself_goes_before_what_is_said_above_and_after_what_it_says(
    register, now, made, client
):
    say(register, now, 0, "ministry@example.go.th")
    with_contact(register, now, PHETCHABURI, "record@example.go.th", approved=False)
    assert "record@example.go.th" in client.get(path(made)).text
    say(register, now, PHETCHABURI, "office@example.go.th")
    page = client.get(path(made)).text
    assert "office@example.go.th" in page
    assert "record@example.go.th" not in page.replace("ส่วนราชการของ record@example.go.th", "")
