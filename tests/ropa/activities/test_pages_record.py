"""The page of a record: the paper's layout, its tokens, its findings, and who may see what."""

import re
from html import unescape

import pytest
from markupsafe import escape

from ropa.activities import pages_record_body, service
from ropa.activities.pages_record_body import Around, anchor_of, drawn_of, place_words
from ropa.activities.rules_findings import findings_of
from ropa.web.packing import joined, parts_of
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.document import ActivityDocument, Source
from schemas.document_parts import DocumentParts
from schemas.form import exchange_columns, flow_columns, form_fields, sections
from schemas.vocabulary import Mark
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import FITTING
from tests.support.web import browser
from tests.support.world import DPO, activity_input, approve, create, update_of


def row_of(text, pointer):
    """The HTML of one row of the sheet."""
    section, key = pointer.split("/")[2:4]
    found = re.search(rf'<tr id="v-{section}\.{key}">(.*?)</tr>', text, re.DOTALL)
    assert found is not None, pointer
    return found.group(1)


def value_in(text, pointer):
    return row_of(text, pointer).split("<td>")[1]


@pytest.mark.only_on("sqlite")
def test_every_label_hint_and_column_of_the_form_is_on_the_page(register, now):
    made = create(register, now, main_process="งานทดสอบ", steps=2, systems=["ระบบหนึ่ง"])
    with browser(register, (Role.AUDITOR, 0)) as client:
        text = unescape(client.get(f"/activities/{made.id}").text)
    for info in form_fields():
        row = row_of(text, info.pointer)
        assert info.label in row or info.note.label_th == info.note.subsection_th
        assert info.note.hint_th is None or info.note.hint_th in row
    for info in (*flow_columns(), *exchange_columns()):
        assert info.label in text


@pytest.mark.only_on("sqlite")
def test_sections_stand_in_the_order_of_the_paper_then_the_tables_then_the_rest(register, now):
    made = create(register, now, steps=1, systems=["ก"])
    with browser(register, (Role.DPO, 0)) as client:
        text = client.get(f"/activities/{made.id}").text
    places = [text.index(f'<section id="s-{section.key}">') for section in sections()]
    tables = [text.index('id="s-flow"'), text.index('id="s-systems"')]
    assert [*places[:-1], *tables, places[-1], text.index('id="s-findings"')] == sorted(
        [*places, *tables, text.index('id="s-findings"')]
    )
    assert text.index('id="step-0"') > tables[0]
    assert 'scope="colgroup" colspan="4"' in text


def test_the_five_tokens_stay_five_things(register, now):
    keys = ("agency_name", "parent_org_unit", "sub_process", "responsible_org_unit")
    marks = dict(zip([f"/form/header/{key}" for key in keys], Mark, strict=True))
    made = create(register, now, main_process=None, marks=marks, recipients=[])
    with browser(register, (Role.DPO, 0)) as client:
        text = client.get(f"/activities/{made.id}").text
    for pointer, mark in marks.items():
        assert f'title="{mark.th}">{mark}</span>' in value_in(text, pointer)
    blank = value_in(text, "/form/header/main_process")
    assert 'class="blank"' in blank
    assert "token" not in blank
    assert ">NO</span>" in value_in(text, "/form/data_category/local_third_parties")


def test_every_finding_stands_at_its_field_and_in_the_list_with_a_link_that_leads_there(register, now):
    made = create(register, now, recipients=[], systems=["ระบบหนึ่ง"], steps=1)
    document = service.document_of(made)
    with browser(register, (Role.DPO, 0)) as client:
        text = unescape(client.get(f"/activities/{made.id}").text)
    ids = set(re.findall(r' id="([^"]+)"', text))
    found = findings_of(document)
    assert found
    for each in found:
        assert text.count(each.message_th) >= 2
        assert f'href="#{anchor_of(each.pointer)}"' in text
        assert anchor_of(each.pointer) in ids


def test_the_envelope_and_the_downloads_stand_at_the_top(register, now):
    made = create(register, now, sub_process="ติดต่อเรา")
    with browser(register, (Role.DPO, 0)) as client:
        text = client.get(f"/activities/{made.id}?revision=1").text
    assert "<h1>ติดต่อเรา</h1>" in text
    assert made.ref in text
    assert made.content_hash[:12] in text
    assert "20 พ.ย. 2569 09:00 น." in text
    for name in ("form.xlsx", "form.pdf", "dfd.svg", "dfd.png", "dfd.pdf"):
        assert f"/api/v1/activities/{made.id}/{name}?revision=1" in text


def test_only_those_who_may_edit_are_offered_to(register, now):
    made = create(register, now)
    path = f"/activities/{made.id}"
    people = (
        (Role.DPO, 0, True),
        (Role.RECORDER, PHETCHABURI, True),
        (Role.AUDITOR, 0, False),
        (Role.APPROVER, PHETCHABURI, False),
    )
    for number, (role, office, offered) in enumerate(people):
        with browser(register, (role, office), number=number) as client:
            page = client.get(path)
            assert page.status_code == 200
            assert (f'href="{path}/edit/header"' in page.text) is offered
            assert (f'href="{path}/delete"' in page.text) is offered


def test_what_is_kept_of_a_page_gives_no_right_to_the_next_reader(register, now):
    """The editor reads first, so her page is the one that is kept."""
    made = create(register, now)
    path = f"/activities/{made.id}"
    with browser(register, (Role.DPO, 0)) as client:
        assert "/edit/" in client.get(path).text
        with browser(register, (Role.AUDITOR, 0), number=2) as reader:
            text = reader.get(path).text
            assert "/edit/" not in text
            assert "/delete" not in text


def test_two_records_with_one_text_lead_each_to_itself(register, now):
    first, second = (create(register, now, main_process="เหมือนกัน", steps=1) for _ in range(2))
    assert first.content_hash == second.content_hash
    with browser(register, (Role.DPO, 0)) as client:
        for made, other in ((first, second), (second, first)):
            text = client.get(f"/activities/{made.id}").text
            assert made.ref in text
            assert other.ref not in text
            assert other.id not in text


def test_a_record_of_another_office_is_not_found(register, now):
    made = create(register, now, main_process="ความลับของเพชรบุรี")
    with browser(register, (Role.RECORDER, PRACHUAP)) as client:
        for path in ("", "?revision=1", "/sources", "/edit/header", "/delete"):
            answer = client.get(f"/activities/{made.id}{path}")
            assert answer.status_code == 404
            assert "ความลับ" not in answer.text


def test_paths_that_lead_nowhere_are_not_found(register):
    with browser(register, (Role.DPO, 0)) as client:
        missing = "019aa000-0000-7000-8000-000000000000"
        for path in (missing, "x", f"{missing}/edit", f"{missing}/edit/header", f"{missing}/delete"):
            assert client.get(f"/activities/{path}").status_code == 404


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999", "1&revision=2"])
def test_a_revision_that_is_none_is_refused(register, now, number):
    made = create(register, now)
    with browser(register, (Role.DPO, 0)) as client:
        assert client.get(f"/activities/{made.id}?revision={number}").status_code == 400
        assert client.get(f"/activities/{made.id}?revision=7").status_code == 404


def test_an_approved_revision_is_read_beside_the_draft_and_cannot_be_edited(register, now):
    made = create(register, now, main_process="อนุมัติแล้ว")
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        service.replace(uow, made.id, 2, update_of(activity_input(main_process="ร่างใหม่")))
    with browser(register, (Role.DPO, 0)) as client:
        newest, approved = (client.get(f"/activities/{made.id}{query}").text for query in ("", "?revision=1"))
    assert "ร่างใหม่" in newest
    assert "/edit/" in newest
    assert "อนุมัติแล้ว" in approved
    assert "/edit/" not in approved


@pytest.mark.parametrize("language", ["th", "en"])
def test_hostile_text_in_every_text_field_is_shown_as_text(language):
    words = [text for text in FITTING.values() if "\x00" not in text]
    for text in words:
        line = text[:5000]  # longer ones are refused
        header = Header(recorder_name=text, agency_name=text, main_process=text, responsible_persons=[line, line])
        document = ActivityDocument(form=Form(header=header, data_category=DataCategory(local_third_parties=[line])))
        made = drawn_of(document, language, Around(flow_picture="/picture"))
        html = joined(parts_of(made.contents + made.document + made.findings, made.fragments)).decode()
        assert escape(text) in html
        for sign in ("<script", "<img", "<b>", "<style", "<w:p", "<!DOCTYPE", "<!--", "onerror=alert(1)>"):
            assert sign not in html


def test_hostile_text_in_the_tables_is_shown_as_text(register, now):
    bad = '"><img src=x onerror=alert(1)></script><script>alert(1)</script>{{ 7*7 }}'
    made = create(register, now, main_process=bad, sub_process=bad, systems=[bad], recipients=[bad], items=[bad])
    with browser(register, (Role.DPO, 0)) as client:
        for path in ("", "/edit/header", "/edit/data_category", "/delete"):
            text = client.get(f"/activities/{made.id}{path}").text
            assert "<img src=x" not in text
            assert "<script>alert" not in text
            assert "{{ 7*7 }}" in text


def test_sources_and_proposed_corrections_have_a_page(register, now):
    pointer = "/form/header/main_process"
    sources = {pointer: Source(file="แบบ <b>.xlsx", place="ชีต 1!B2", raw="ข้อความเดิม", proposed="ข้อความที่เสนอ")}
    made = create(register, now, sources=sources)
    with browser(register, (Role.DPO, 0)) as client:
        assert f"/activities/{made.id}/sources" in client.get(f"/activities/{made.id}").text
        text = client.get(f"/activities/{made.id}/sources").text
        assert "แบบ &lt;b&gt;.xlsx" in text
        assert text.count("ข้อความที่เสนอ") == 2
        assert "ข้อความที่เสนอ" in client.get(f"/activities/{made.id}/edit/header").text


def test_a_second_reading_makes_nothing_anew(register, now, monkeypatch):
    made = create(register, now, main_process="อ่านสองครั้ง")
    calls = []
    real = pages_record_body.drawn_from

    def counted(*asked):
        calls.append(1)
        return real(*asked)

    monkeypatch.setattr("ropa.activities.pages_record.drawn_from", counted)
    pages_record_body.KEPT.clear()
    with browser(register, (Role.DPO, 0)) as client:
        for _ in range(3):
            assert client.get(f"/activities/{made.id}").status_code == 200
        client.cookies.set("ropa_language", "en")
        assert 'lang="en"' in client.get(f"/activities/{made.id}").text
    assert len(calls) == 2


def test_of_a_version_that_differs_in_one_field_the_other_parts_are_not_even_decoded(register, now, monkeypatch):
    made = [create(register, now, main_process="อ่านทีละส่วน", sub_process=f"ครั้งที่ {n}", systems=["ก"]) for n in (1, 2)]
    read = []
    section, exchanges = DocumentParts.section, DocumentParts.exchanges

    def section_read(self, key):
        read.append(key)
        return section(self, key)

    def exchanges_read(self):
        read.append("systems")
        return exchanges(self)

    monkeypatch.setattr(DocumentParts, "section", section_read)
    monkeypatch.setattr(DocumentParts, "exchanges", exchanges_read)
    with browser(register, (Role.DPO, 0)) as client:
        pages_record_body.forget()
        assert "ครั้งที่ 1" in client.get(f"/activities/{made[0].id}").text
        assert {"header", "storage", "beyond", "systems"} <= set(read)
        read.clear()
        assert "ครั้งที่ 2" in client.get(f"/activities/{made[1].id}").text
    assert set(read) == {"header"}


@pytest.mark.parametrize(
    ("pointer", "thai", "anchor"),
    [
        ("/form/header/agency_name", "ส่วนหัวของแบบฟอร์ม › ชื่อหน่วยงาน", "v-header.agency_name"),
        ("/form/header/responsible_persons/2", "ส่วนหัวของแบบฟอร์ม › ผู้รับผิดชอบในส่วนงาน", "v-header.responsible_persons"),
        ("/steps/1/use", "ขั้นตอนที่ 2 › การใช้ข้อมูล", "step-1"),
        ("/systems/0/exchanges/1/remark", "ระบบที่ 1 › หมายเหตุ (Remark)", "system-0"),
        ("/nowhere", "/nowhere", "s-findings"),
    ],
)
def test_places_are_said_in_words(pointer, thai, anchor):
    assert place_words(pointer, "th") == thai
    assert anchor_of(pointer) == anchor
