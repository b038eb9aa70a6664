"""What of a record goes along into a new one. Pure.

A record speaks of one office at one time: its people, its numbers, and what it disclosed and refused. None of that is
true of the next record, so it is left to be answered there; an approver would otherwise sign another office's names.
"""

import re
from collections.abc import Iterable

import msgspec

from schemas.document import ActivityDocument, Source
from schemas.form import form_fields
from schemas.templates import Template, TemplateSummary
from schemas.thai_text import searchable

_HEADER, _BEYOND = "/form/header", "/form/beyond"
#: Told of the source itself; never goes along.
_OWN = (
    f"{_HEADER}/recorder_name",
    "/form/data_category/data_volume",
    f"{_BEYOND}/consent_exempt_use_or_disclosure_log",
    f"{_BEYOND}/rejected_requests",
)
#: Told of the source's office; goes along within the office only.
_OF_THE_OFFICE = (
    f"{_HEADER}/agency_name",
    f"{_HEADER}/parent_org_unit",
    f"{_HEADER}/responsible_org_unit",
    f"{_HEADER}/responsible_persons",
    "/form/safeguards/breach_pdpc_liaisons",
    f"{_BEYOND}/controller_contact",
    f"{_BEYOND}/dpo_contact",
    f"{_BEYOND}/processor_and_dpa_ref",
)
_PERSON = re.compile(r"(?:^|[\s(:])(?:นางสาว|นาย|นาง|น\.\s?ส\.|ว่าที่\s?ร\.\s?[ตทอ]\.|ดร\.)\s*\S+\s+\S+")
#: What a template has in the place of the controller.
_PLACEHOLDER = "โปรดปรับ:"


def cloned_record(document: ActivityDocument, *, same_office: bool) -> ActivityDocument:
    """Return what a new record takes over of a record; an answer "none" of the source is an answer of the source."""
    gone = [*_OWN, *(() if same_office else _OF_THE_OFFICE)]
    copy = _without(document, gone)
    return copy if same_office else _without_people(copy)


def from_template(template: Template) -> ActivityDocument:
    """Return the document of a template as a new record has it: places that wait for the office's name are blank."""
    header = template.document.form.header
    gone = [
        f"{_HEADER}/{name}"
        for name in header.__struct_fields__
        if isinstance(value := getattr(header, name), str) and value.startswith(_PLACEHOLDER)
    ]
    return _without(template.document, gone)


def named(document: ActivityDocument, agency_name: str | None, parent_org_unit: str | None) -> ActivityDocument:
    """Return the document with the agency and its controller, where they are said."""
    said = {"agency_name": agency_name, "parent_org_unit": parent_org_unit}
    for name, words in said.items():
        if words and words.strip():
            setattr(document.form.header, name, words.strip())
            document.marks.pop(f"{_HEADER}/{name}", None)
    return document


def sources_of_clone(document: ActivityDocument, origin: str, place: str | None) -> dict[str, Source]:
    """Return where each part of a new record came from."""
    parts = [f"/form/{name}" for name in document.form.__struct_fields__]
    parts += [f"/{name}" for name in ("steps", "systems") if getattr(document, name)]
    return {part: Source(file=origin, place=place) for part in parts}


def summary_of(template: Template) -> TemplateSummary:
    """Return what the gallery tells of a template."""
    document = template.document
    data, beyond = document.form.data_category, document.form.beyond
    return TemplateSummary(
        key=template.key,
        group=template.group,
        title_th=template.title_th,
        title_en=template.title_en,
        summary_th=template.summary_th,
        summary_en=template.summary_en,
        data_items=len(data.personal_data_items or []),
        steps=len(document.steps),
        systems=len(document.systems),
        exchange_lines=sum(len(system.exchanges) for system in document.systems),
        retention_period=document.form.storage.retention_period or "",
        special_categories=beyond.special_category_flags or [],
        recipients=data.local_third_parties or [],
    )


def found_in(templates: Iterable[Template], words: str | None) -> list[Template]:
    """Return the templates that have every word somewhere in names, summary, data items, recipients or systems."""
    wanted = searchable(words or "").split()
    return [each for each in templates if all(word in _key(each) for word in wanted)]


def _key(template: Template) -> str:
    data = template.document.form.data_category
    header = template.document.form.header
    texts = [
        template.key,
        template.group.th,
        template.group.en,
        template.title_th,
        template.title_en,
        template.summary_th,
        template.summary_en,
        header.main_process or "",
        header.sub_process or "",
        *(data.personal_data_items or []),
        *(data.local_third_parties or []),
        *(system.system_name for system in template.document.systems),
    ]
    return searchable(" ".join(texts))


def _without(document: ActivityDocument, pointers: Iterable[str]) -> ActivityDocument:
    """Return a copy in which nobody has answered the places yet, with no mark at them or in them."""
    copy = msgspec.convert(msgspec.to_builtins(document), ActivityDocument)
    for pointer in pointers:
        _, _, section, key = pointer.split("/")
        setattr(getattr(copy.form, section), key, None)
        for marked in [each for each in copy.marks if each == pointer or each.startswith(f"{pointer}/")]:
            del copy.marks[marked]
    return copy


def _without_people(document: ActivityDocument) -> ActivityDocument:
    """Return the document without the lines that name somebody; roles stay."""
    for info in form_fields():
        section = getattr(document.form, info.section)
        lines = getattr(section, info.key)
        if info.note.names_people and isinstance(lines, list):
            kept = [line for line in lines if not (isinstance(line, str) and _PERSON.search(line))]
            setattr(section, info.key, kept or (None if lines else lines))
    return document
