"""What the edit page and the merge page of a section share: the form's state, its controls and its faults."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from ropa.activities import service_sections
from ropa.activities.service_sections import SectionRead
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, below, compact, first, typed_values, was_sent, without
from ropa.web.forms_controls import Control, Remarks
from ropa.web.pages import in_language
from schemas.findings import Finding, Problem, Severity
from schemas.form import FieldInfo, SectionInfo
from schemas.life import Comment

VERSION, HASH, ACT = "version", "section_hash", "do"
#: Of each field: what it showed, so that two versions can be merged field by field; and which of the two is chosen.
BASE, TAKE = "_base.", "_take."


class Editing(Struct, frozen=True, kw_only=True):
    """One answer of the editor: what stands, what was typed, and what is wrong with it."""

    section: SectionInfo
    found: SectionRead
    typed: Typed
    problems: Sequence[Problem] = ()
    kept: datetime | None = None
    focus: str = ""
    revertable: datetime | None = None
    """When this person last saved the section, where that can be taken back."""
    removed: str = ""
    """A row that was just removed, as the form carries it."""


def version(typed: Typed) -> int:
    """Return the version that the form showed; 0, which no record has, for anything else."""
    said = first(typed, VERSION)
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 9 else 0  # noqa: PLR2004 - an SQL integer


def has_moved(found: SectionRead, typed: Typed) -> bool:
    """Tell whether the section was saved by somebody since the form showed it."""
    return version(typed) != found.stored.version and first(typed, HASH) != found.hash


def digest(typed: Typed, name: str) -> str:
    said = msgspec.json.encode(below(typed, name), order="sorted")
    return hashlib.sha256(said).hexdigest()[:16]


def as_stored(section: SectionInfo, found: SectionRead) -> Typed:
    """Return the section as its form, with the hidden fields that tell later what was read."""
    typed = typed_values(section.fields, found.value, found.document.marks)
    hidden = {VERSION: [str(found.stored.version)], HASH: [found.hash]}
    told = compact(section.fields, typed)
    for info in section.fields:
        hidden[BASE + info.key] = [digest(told, info.key)]
    return {**typed, **hidden}


def over(stored: Typed, typed: Typed, fields: Iterable[FieldInfo]) -> Typed:
    """Return the stored form with what was typed in its place; fields that were not sent stay."""
    for info in fields:
        if was_sent(typed, info.key):
            stored = without(stored, info.key)
    return {**stored, **{name: values for name, values in typed.items() if name != ACT}}


def hidden_fields(section: SectionInfo, typed: Typed, found: SectionRead) -> list[tuple[str, str]]:
    """Return the hidden fields of the form: as they came, or as it is stored."""
    stored = as_stored(section, found)
    names = [VERSION, HASH, *(BASE + info.key for info in section.fields)]
    return [(name, first(typed, name) or first(stored, name)) for name in names]


def remarks_on(editing: Editing) -> Remarks:
    found = editing.found
    return Remarks(
        problems=editing.problems,
        findings=[*map(_as_remark, found.comments), *service_sections.findings_about(found.document)],
        sources=found.sources,
    )


def _as_remark(comment: Comment) -> Finding:
    """Return a comment as what stands beside its field: "comment" is no code of the rules."""
    words = f"{comment.author_name}: {comment.text}"
    return Finding(
        code="comment", severity=Severity.WARNING, pointer=comment.pointer, message_th=words, message_en=words
    )


def summary(request: ApiRequest, controls: Iterable[Control]) -> list[tuple[str | None, str]]:
    """Return every fault with the id of its control, in the order of the page."""
    said: list[tuple[str | None, str]] = []
    for control in controls:
        label = in_language(request, control.info.label, control.info.note.label_en)
        said += [
            (control.id, f"{label}: {in_language(request, each.message_th, each.message_en)}")
            for each in control.errors
        ]
        said += summary(request, control.members)
        for row in control.rows:
            said += summary(request, row.members)
    return said
