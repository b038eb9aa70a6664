"""The library of ready activities: each is whole, honest about its law, free of errors, and a text of its own."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from ropa.activities import service_clone, service_findings
from ropa.activities.library import library
from ropa.activities.rules import problems_of
from ropa.activities.rules_findings import findings_of
from ropa.retention.rules_cycles import read_cycle
from ropa.retention.rules_reading import read_retention
from ropa.retention.rules_slots import read_slot, slots_of
from ropa.web.language import translate
from schemas.document import ActivityDocument, ActivityInput, encode_document
from schemas.findings import Severity
from schemas.form import form_fields, value_at
from schemas.retention import RuleStatus
from schemas.templates import CloneInput, Template, TemplateGroup
from schemas.vocabulary import Direction, StepKind
from tests.support.actors import PHETCHABURI
from tests.support.world import DPO

TEMPLATES = library()
#: How much of the shorter text of two templates may stand in the other one.
MOST_SHARED = 0.40
_PIECE = 8
#: The office answers these; a template cannot know them.
LEFT_TO_THE_OFFICE = {
    "/form/header/recorder_name",
    "/form/header/agency_name",
    "/form/beyond/controller_contact",
    "/form/beyond/dpo_contact",
}
#: The laws of law.md by the year of their title.
LAWS = {
    ("พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล", "2562"),
    ("พระราชบัญญัติข้อมูลข่าวสารของราชการ", "2540"),
    ("พระราชบัญญัติว่าด้วยการกระทำความผิดเกี่ยวกับคอมพิวเตอร์", "2550"),
    ("พระราชบัญญัติจดหมายเหตุแห่งชาติ", "2556"),
    ("พระราชบัญญัติวิธีปฏิบัติราชการทางปกครอง", "2539"),
    ("ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ", "2526"),
    ("ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ (ฉบับที่ 4)", "2564"),
    ("ระเบียบว่าด้วยการรักษาความลับของทางราชการ", "2544"),
    (
        "ประกาศคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล เรื่อง มาตรการรักษาความมั่นคงปลอดภัยของผู้ควบคุมข้อมูลส่วนบุคคล",
        "2565",
    ),
    (
        "หลักเกณฑ์ในการลบหรือทำลาย หรือทำให้ข้อมูลส่วนบุคคลเป็นข้อมูลที่ไม่สามารถระบุตัวบุคคลที่เป็นเจ้าของข้อมูลส่วนบุคคลได้",
        "2567",
    ),
}
_CITED = re.compile(
    r"((?:พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|กฎกระทรวง|ระเบียบ|ประกาศ)(?:(?!พ\.ศ\.).)*?)\s*พ\.ศ\.\s*(\d{4})"
)
_PERSON = re.compile(r"(?:^|\s)(?:นาย|นาง|นางสาว)\s?[ก-ฮ][^\s]*\s[ก-ฮ]")
each_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def pieces(document: ActivityDocument) -> set[str]:
    """Return every run of eight letters of a document's texts, spaces left out."""
    words = [text.replace(" ", "") for text in texts(msgspec.to_builtins(document))]
    return {text[at : at + _PIECE] for text in words for at in range(max(1, len(text) - _PIECE + 1))}


def test_the_library_covers_what_every_agency_has():
    asked = {
        "personnel-records",
        "payroll",
        "recruitment",
        "cctv",
        "visitor-book",
        "procurement",
        "complaints",
        "e-saraban",
        "newsletters",
        "website",
        "training",
        "health-check",
        "vehicle-passes",
    }
    assert asked <= set(TEMPLATES)
    assert len(TEMPLATES) >= 24
    assert {each.group for each in TEMPLATES.values()} == set(TemplateGroup)


@each_template
def test_a_template_is_kept_as_a_record_without_a_refusal(template: Template):
    document = template.document
    data = ActivityInput(
        office_id=PHETCHABURI,
        form=document.form,
        steps=document.steps,
        systems=document.systems,
        marks=document.marks,
    )
    assert list(problems_of(data, encode_document(document))) == []


@each_template
def test_every_field_that_an_office_need_not_fill_itself_is_answered(template: Template):
    document = template.document
    blank = {
        info.pointer
        for info in form_fields()
        if value_at(document, info.pointer) in (None, "", []) and info.pointer not in document.marks
    }
    assert blank == LEFT_TO_THE_OFFICE
    assert template.notes
    assert all(note.startswith("โปรดปรับ: ") for note in template.notes)


@each_template
def test_a_template_has_a_flow_and_an_exchange_where_data_leave(template: Template):
    document = template.document
    ends = [step for step in document.steps if step.kind is StepKind.END]
    sent = [
        line
        for system in document.systems
        for line in system.exchanges
        if line.data_exchange_type and line.data_exchange_type.direction is Direction.SEND
    ]
    assert len(document.steps) >= 4
    assert ends
    assert all(step.next == [] for step in ends)
    assert all(step.mode != "unknown" for step in document.steps)
    assert sent
    known = set(document.form.data_category.local_third_parties or [])
    assert {line.external_org_unit for line in sent} <= known


@each_template
def test_the_retention_words_have_one_reading_and_its_start(template: Template):
    form = template.document.form
    rule = read_retention(form.storage.retention_period, form.beyond.retention_start_event)

    assert rule.status is RuleStatus.UNDERSTOOD
    assert rule.start_event is form.beyond.retention_start_event
    for words in (
        form.review.review_cycle,
        form.destruction.destruction_cycle,
        form.safeguards.retention_monitoring_cycle,
    ):
        assert read_cycle(words).every is not None, words


@each_template
def test_each_part_with_a_period_of_its_own_is_read_in_one_way(template: Template):
    lines = template.document.form.beyond.retention_rules or []
    items = set(template.document.form.data_category.personal_data_items or [])
    parts = [said for said in slots_of(template.document) if said.about is not None]

    assert len(parts) == len(lines), "each has a name of its own"
    assert [said.words for said in parts if read_slot(said).status is not RuleStatus.UNDERSTOOD] == []
    assert all(line.ground and set(line.data_items or []) <= items for line in lines)


@each_template
def test_a_template_cites_only_laws_that_were_read(template: Template):
    whole = " ".join(texts(msgspec.to_builtins(template.document)))
    cited = {(found[1].strip(), found[2]) for found in _CITED.finditer(whole)}

    assert template.document.form.destruction.retention_legal_refs
    assert all(any(law[0].endswith(known[0]) and law[1] == known[1] for known in LAWS) for law in cited), cited - LAWS
    assert cited


@each_template
def test_every_purpose_has_its_basis_and_every_item_its_purpose(template: Template):
    data, beyond = template.document.form.data_category, template.document.form.beyond
    bases = beyond.lawful_basis_code_per_purpose or []

    assert [each.purpose for each in bases] == data.collection_purposes
    assert all(each.lawful_basis and each.legal_reference for each in bases)
    assert {item for each in bases for item in each.data_items or []} == set(data.personal_data_items or [])
    grounds = {str(each.lawful_basis) for each in bases}
    assert bool(beyond.special_category_flags) <= any(each.startswith("s26") for each in grounds)


@each_template
def test_a_template_names_no_person(template: Template):
    assert not [text for text in texts(msgspec.to_builtins(template)) if _PERSON.search(text)]


@each_template
def test_a_template_is_free_of_errors_and_of_warnings_that_the_office_need_not_answer(template: Template):
    found = [
        (each.code, each.pointer)
        for each in findings_of(template.document)
        if each.severity is not Severity.HINT and each.pointer not in LEFT_TO_THE_OFFICE
    ]
    assert found == []


def test_no_two_templates_share_more_than_a_part_of_their_text():
    parts = {key: pieces(each.document) for key, each in TEMPLATES.items()}
    shared = {
        (one, other): max(
            len(parts[one] & parts[other]) / len(parts[one]), len(parts[one] & parts[other]) / len(parts[other])
        )
        for one, other in itertools.combinations(parts, 2)
    }
    assert max(shared.values()) < MOST_SHARED, max(shared, key=lambda pair: shared[pair])


def test_a_draft_of_each_template_has_no_error_once_the_controller_is_named(register, now):
    found: dict[str, list[tuple[str, str]]] = {}
    with register.write(DPO, now) as uow:
        for key in TEMPLATES:
            wanted = CloneInput(
                office_id=PHETCHABURI, template=key, parent_org_unit="กรมทดสอบ", agency_name="กระทรวงทดสอบ"
            )
            made = service_clone.clone(uow, wanted)
            found[key] = [
                (each.code, each.pointer)
                for each in service_findings.findings(uow, made)
                if each.severity is not Severity.HINT and each.pointer not in LEFT_TO_THE_OFFICE
            ]
    assert {key: each for key, each in found.items() if each} == {}


@pytest.mark.parametrize(
    ("words", "key"),
    [("เงินเดือน", "payroll"), ("กล้อง", "cctv"), ("ลายนิ้วมือ", "attendance-and-leave"), ("e-saraban", "e-saraban")],
)
def test_a_template_is_found_by_its_name_its_data_and_its_systems(words: str, key: str):
    assert key in {each.key for each in service_clone.templates(words)}
    assert len(service_clone.templates(words)) < len(TEMPLATES)


def test_the_gallery_is_translated():
    assert translate("en", "แบบสำเร็จรูป") != "แบบสำเร็จรูป"
