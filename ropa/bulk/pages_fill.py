"""The form of an answer that fills one field in many records: control and reading are those of the record's form."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from ropa.bulk import service_fill
from ropa.web.bodies import ApiRequest
from ropa.web.forms import typed_values, was_sent
from ropa.web.forms_controls import Control, Remarks, controls_for
from ropa.web.forms_read import read_typed
from ropa.web.language import language_of
from ropa.web.pages import in_language
from ropa.web.places import section_name
from ropa.web.short_forms import ShortForm
from schemas.activity import Form
from schemas.bulk import BulkKind, BulkRun
from schemas.filling import ANSWER, fillable, fillable_sections
from schemas.findings import Problem

#: Of the form: which field is filled.
POINTER = "pointer"


class Filling(Struct, frozen=True):
    """What the page shows of it."""

    sections: list[tuple[str, list[tuple[str, str]]]]
    """(pointer, label) of the fields to choose from, by section."""
    pointer: str | None
    control: Control | None
    """None: no field is chosen yet."""
    problems: list[tuple[str | None, str]]


def filling_of(request: ApiRequest, run: BulkRun, pointer: str | None, form: ShortForm) -> Filling:
    """Return the form of an answer, as it was typed or as the run's terms have it."""
    terms = run.terms if run.terms is not None and run.terms.kind is BulkKind.FILL else None
    if pointer is None and terms is not None:
        pointer = terms.pointer
    language = language_of(request)
    sections = [
        (
            section_name(section.key, language),
            [(info.pointer, in_language(request, info.label, info.note.label_en)) for info in section.fields],
        )
        for section in fillable_sections()
    ]
    found = fillable(pointer)
    if found is None:
        return Filling(sections, None, None, form.summary())
    section, info = found
    typed = dict(form.typed)
    if not was_sent(typed, info.key) and terms is not None and terms.pointer == pointer:
        _, value = service_fill.field_of(terms)
        holder = msgspec.structs.replace(getattr(Form(), section.key), **{info.key: value})
        typed = typed_values(section.fields, holder, {})
    problems = [_at_field(each, info.pointer) for each in form.problems]
    (control,) = controls_for(section.fields, typed, Remarks(problems=problems))
    label = in_language(request, info.label, info.note.label_en)
    said: list[tuple[str | None, str]] = [
        (control.id, f"{label}: {in_language(request, each.message_th, each.message_en)}") for each in problems
    ]
    return Filling(sections, pointer, control, said)


def _at_field(problem: Problem, pointer: str) -> Problem:
    if not problem.pointer.startswith(ANSWER):
        return problem
    return msgspec.structs.replace(problem, pointer=pointer + problem.pointer.removeprefix(ANSWER))


def take_answer(form: ShortForm) -> Iterable[Problem]:
    """Put the field and its answer into the body of the terms; return what is wrong with what was typed."""
    form.text(POINTER)
    found = fillable(form.value(POINTER))
    if found is None:
        return []
    section, info = found
    read = read_typed(section, dict(form.typed), getattr(Form(), section.key), {})
    if not read.problems and not read.marks:
        # A mark ("-", NO) leaves no answer, which is refused with its reason where the terms are judged.
        form.body["answer"] = msgspec.to_builtins(getattr(read.value, info.key))
    return read.problems
