"""Help, the glossary and the demonstration's page, through their doors."""

import dataclasses

import pytest

from ropa import clock, demonstration
from ropa.guided import store_demo
from ropa.jobs import service_turns
from ropa.web.glossary import found_in, in_order, initial
from ropa.web.guides import guides, help_for, picture_of
from ropa.web.navigation import NAV
from schemas.access import COMMAND_LINE, Role
from schemas.form import sections
from schemas.law_terms import FIELD_TERMS, LAW_TERMS
from tests.support.web import browser, send
from tools.guides import DOCS, MOST_BYTES, STATIC, documents

pytestmark = pytest.mark.only_on("sqlite")
#: Links that the menu has beside the home page: each leads to help of its own.
MENU = [item.path for item in NAV if item.path not in {"/", "/help"}]


def test_every_entry_of_the_menu_has_its_help():
    assert [path for path in MENU if help_for(path) == "/help"] == []


def test_the_help_of_a_page_is_the_nearest_one():
    assert help_for("/queue/sign") == "/help/approver/approve"
    assert help_for("/queue") == "/help/recorder/returned"
    assert help_for("/breaches/new") == "/help/reviewer/report-breach"
    assert help_for("/breaches/0190") == "/help/dpo/breach"
    assert help_for("/nowhere") == "/help"


def test_each_role_of_people_has_a_guide_whose_pictures_are_there_and_small():
    assert set(guides()) == {str(role) for role in Role if role is not Role.SERVICE}
    wanted = {
        picture_of(guide.role, task.key, number)
        for guide in guides().values()
        for task in guide.task
        for number, step in enumerate(task.step, 1)
        if step.picture
    }
    there = {f"guides/{each.name}" for each in (STATIC / "guides").iterdir()}

    assert there == wanted, "run: make guides"
    assert sum((STATIC / each).stat().st_size for each in there) < MOST_BYTES


def test_the_guides_in_docs_are_those_of_the_product():
    for name, text in documents():
        assert (DOCS / name).read_text("utf-8") == text, "run: make guides"


def test_all_pages_of_help_open_for_anybody_who_signed_in(register):
    with browser(register, number=51) as client:
        for guide in guides().values():
            for path in (f"/help/{guide.role}", *(f"/help/{guide.role}/{task.key}" for task in guide.task)):
                answer = client.get(path)
                assert answer.status_code == 200, path
                assert guide.th in answer.text
        assert client.get("/help").status_code == 200
        assert client.get("/help/nobody").status_code == 404
        assert client.get("/help/recorder/nothing").status_code == 404


def test_the_glossary_has_an_index_a_search_and_an_entry_for_each_word(register):
    with browser(register, number=51) as client:
        whole = client.get("/glossary").text
        found = client.get("/glossary?q=อ่อนไหว").text
        nothing = client.get("/glossary?q=qqqq").text

    assert all(f'id="{key}"' in whole for key in LAW_TERMS)
    assert 'id="special-category"' in found
    assert 'id="72-hours"' not in found
    assert "ไม่พบคำนี้" in nothing


def test_the_api_tells_the_same_words(register):
    with browser(register, (Role.AUDITOR, 59), number=51) as client:
        listed = client.get("/api/v1/glossary").json()
        one = client.get("/api/v1/glossary/lawful-basis").json()
        missing = client.get("/api/v1/glossary/nothing")

    assert {each["key"] for each in listed["items"]} == set(LAW_TERMS)
    assert listed["next_cursor"] is None
    assert one["law"] == "PDPA s.24; s.26; s.19"
    assert missing.status_code == 404


def test_words_stand_in_dictionary_order_and_are_found_in_either_language():
    thai = [initial("th", each) for each in in_order("th")]
    english = [initial("en", each) for each in in_order("en")]

    assert english == sorted(english, key=lambda each: (each != "0–9", each))
    assert len(thai) == len(LAW_TERMS)
    assert next(each.key for each in found_in("en", "72 hours")) in {"72-hours", "fifteen-days"}


def test_words_beside_fields_are_words_of_the_glossary_and_fields_of_the_form():
    fields = {info.key for section in sections() for info in section.fields}

    assert set(FIELD_TERMS) <= fields
    assert set(FIELD_TERMS.values()) <= set(LAW_TERMS)


def test_there_is_no_demonstration_in_a_real_register(register):
    with browser(register, (Role.SYSTEM_ADMIN, 0), number=52) as client:
        assert client.get("/demo").headers["location"] == "/"
        assert send(client, "/demo", {}, at="/").status_code == 404
        assert "ระบบสาธิต" not in client.get("/").text


def demo_client(client, register, now):
    """Let a client's register be a demonstration."""
    client.app.state.settings = dataclasses.replace(client.app.state.settings, demo=True)
    with register.write(COMMAND_LINE, now) as uow:
        store_demo.mark(uow, None)


def test_a_demonstration_begins_anew_only_on_a_tick_and_only_once_at_a_time(register, now, monkeypatch):
    filled = []
    monkeypatch.setattr("ropa.demonstration._fill", lambda *_, **__: filled.append(1))
    with browser(register, (Role.RECORDER, 59), number=54) as client:
        demo_client(client, register, now)
        assert send(client, "/demo", {}).status_code == 422
        turn = demonstration.begin(register, clock.now(), COMMAND_LINE)
        page = client.get("/demo").text
        assert "กำลังสร้างข้อมูลชุดใหม่" in page
        assert 'hx-trigger="every 2s"' in page
        assert 'name="understood"' not in page
        refused = send(client, "/demo", {"understood": "1"}, at="/")
        assert refused.status_code == 409
        assert "ไม่ต้องกดซ้ำ" in refused.text
        with register.write(COMMAND_LINE, clock.now()) as uow:
            service_turns.give_back(uow, demonstration.TURN, turn)
        assert filled == []
        assert send(client, "/demo", {"understood": "1"}).headers["location"] == "/demo?since=never"
    assert filled == [1]


def test_who_begins_anew_is_told_at_once_that_it_runs_and_then_how_it_went(register, now, monkeypatch):
    def fail(*_, **__):
        raise ValueError

    def done(*_, **__):
        with register.write(COMMAND_LINE, now) as uow:
            store_demo.note_loaded(uow)

    with browser(register, (Role.RECORDER, 59), number=55) as client:
        demo_client(client, register, now)
        monkeypatch.setattr("ropa.demonstration._fill", fail)
        said = client.get(send(client, "/demo", {"understood": "1"}).headers["location"]).text
        assert "เริ่มใหม่ไม่สำเร็จ ข้อมูลเดิมยังอยู่ครบ" in said
        assert 'name="understood"' in said, "the turn was given back"
        monkeypatch.setattr("ropa.demonstration._fill", done)
        said = client.get(send(client, "/demo", {"understood": "1"}).headers["location"]).text
        assert "ระบบสาธิตเริ่มใหม่แล้ว" in said
        assert "ระบบสาธิตเริ่มใหม่แล้ว" not in client.get("/demo").text


def test_first_steps_are_hidden_and_brought_back_without_scripts(register):
    with browser(register, (Role.RECORDER, 59), number=53) as client:
        assert 'id="h-first-run"' in client.get("/").text
        send(client, "/help/first-run", {"do": "hide"})
        assert 'id="h-first-run"' not in client.get("/").text
        send(client, "/help/first-run", {"do": "show"})
        assert 'id="h-first-run"' in client.get("/").text
