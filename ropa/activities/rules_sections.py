"""A document taken apart into what one page edits: the sections of the form, the flow, the systems. Pure.

Two people who edit two sections of one record do not disturb each other; `section_hash` tells whether the section that
somebody read is still the one that stands.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_at
from schemas.activity import Form
from schemas.document import ActivityDocument, Source
from schemas.exchange import InformationSystem
from schemas.flow import Step
from schemas.form import sections, value_at
from schemas.vocabulary import Mark

FLOW = "flow"
SYSTEMS = "systems"
_TABLES: dict[str, tuple[str, Any]] = {FLOW: ("steps", list[Step]), SYSTEMS: ("systems", list[InformationSystem])}
_ENCODER = msgspec.json.Encoder(order="deterministic")

Marks = Mapping[str, Mark]


def section_keys(form: type[Struct] = Form) -> tuple[str, ...]:
    """Return the names of all sections: those of the form in printed order, then `flow` and `systems`."""
    return (*(section.key for section in sections(form)), FLOW, SYSTEMS)


def root_of(section: str) -> str:
    """Return the pointer of a section, e.g. `/form/header`, `/steps`, `/systems`."""
    return f"/{_TABLES[section][0]}" if section in _TABLES else f"/form/{section}"


def type_of(section: str) -> Any:
    """Return the type of a section's value: the Struct of a form section, `list[Step]`, `list[InformationSystem]`."""
    if section in _TABLES:
        return _TABLES[section][1]
    return type(getattr(Form(), section))


def part_of(document: ActivityDocument, section: str) -> Any:
    """Return the value of a section."""
    return value_at(document, root_of(section))


def marks_in(marks: Marks, section: str) -> dict[str, Mark]:
    """Return the marks at and below a section, by their pointer in the document."""
    root = root_of(section)
    return {pointer: mark for pointer, mark in marks.items() if pointer == root or pointer.startswith(f"{root}/")}


def section_hash(document: ActivityDocument, section: str) -> str:
    """Return the SHA-256 of a section with its marks, 64 hexadecimal digits."""
    said = (part_of(document, section), marks_in(document.marks, section))
    return hashlib.sha256(_ENCODER.encode(said)).hexdigest()


def with_section(document: ActivityDocument, section: str, value: Any, marks: Marks) -> ActivityDocument:
    """Return the document with one section, and the marks in it, replaced."""
    kept = marks_in(document.marks, section)
    others = {pointer: mark for pointer, mark in document.marks.items() if pointer not in kept}
    changed: dict[str, Any] = {"marks": {**others, **marks}}
    if section in _TABLES:
        changed[_TABLES[section][0]] = value
    else:
        changed["form"] = msgspec.structs.replace(document.form, **{section: value})
    return msgspec.structs.replace(document, **changed)


class Progress(Struct, frozen=True):
    """How many places of a section are answered ("there is none" is an answer), and how many there are."""

    answered: int
    total: int


def progress_of(document: ActivityDocument, form: type[Struct] = Form) -> dict[str, Progress]:
    """Return the progress of every section by its key; of the two tables, their rows."""
    found = {}
    for section in sections(form):
        answers = [answer_at(document, info.pointer) for info in section.fields]
        found[section.key] = Progress(sum(each is not Answer.BLANK for each in answers), len(answers))
    for table, (name, _) in _TABLES.items():
        rows = len(getattr(document, name))
        found[table] = Progress(rows, rows)
    return found


def sources_after(
    sources: Mapping[str, Source], before: ActivityDocument, after: ActivityDocument
) -> dict[str, Source]:
    """Return the sources that still tell the truth: those of places whose value and mark stayed as they were."""
    return {
        pointer: source
        for pointer, source in sources.items()
        if value_at(before, pointer) == value_at(after, pointer)
        and before.marks.get(pointer) == after.marks.get(pointer)
    }
