"""The page for two people who edited one section: both versions field by field, and nothing typed is lost."""

import msgspec
from litestar import Response
from msgspec import Struct

from ropa.activities.pages_edit_form import (
    BASE,
    TAKE,
    Editing,
    as_stored,
    digest,
    has_moved,
    hidden_fields,
    over,
    remarks_on,
    summary,
)
from ropa.activities.pages_record_body import section_name
from ropa.activities.pages_record_cells import cells
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, below, compact, first, was_sent, without
from ropa.web.forms_controls import Control, controls_for
from ropa.web.language import language_of
from ropa.web.pages import in_language, page
from schemas.form import FieldInfo, SectionInfo

THEIRS, MINE = "theirs", "mine"
MERGING = "_merge"


class Clash(Struct, frozen=True, kw_only=True):
    """A field that two people left different."""

    control: Control
    theirs: object
    theirs_changed: bool
    mine_changed: bool
    take: str
    unchosen: bool


CHOOSE = ("โปรดเลือกว่าจะใช้ข้อความใด", "Choose one of the two")


def chosen(section: SectionInfo, typed: Typed) -> Typed:
    """Return the form without the fields of which the stored version was chosen: those stay as they are stored."""
    for info in section.fields:
        if first(typed, TAKE + info.key) == THEIRS:
            typed = without(typed, info.key)
    return typed


def unchosen(section: SectionInfo, typed: Typed) -> list[str]:
    """Return the fields of a merge page of which neither version was chosen."""
    merging = first(typed, MERGING).split()
    known = {info.key for info in section.fields}
    return [key for key in merging if key in known and first(typed, TAKE + key) not in {THEIRS, MINE}]


def clashing(editing: Editing) -> list[FieldInfo]:
    """Return the fields that were typed otherwise than they are stored."""
    shown = compact(editing.section.fields, as_stored(editing.section, editing.found))
    return [
        info
        for info in editing.section.fields
        if was_sent(editing.typed, info.key) and below(editing.typed, info.key) != below(shown, info.key)
    ]


def show_merge(request: ApiRequest, editing: Editing) -> Response[bytes]:
    """Return both versions field by field. The answer is 412; 422 when only a choice is missing."""
    found, section, typed = editing.found, editing.section, editing.typed
    moved = has_moved(found, typed)
    stored = as_stored(section, found)
    shown = compact(section.fields, stored)
    # Findings are about what is stored: beside the text of the one who merges they would judge another's answer.
    remarks = msgspec.structs.replace(remarks_on(editing), findings=())
    made = controls_for(section.fields, over(stored, typed, section.fields), remarks)
    controls = {each.name: each for each in made}
    asked = bool(unchosen(section, typed)) and not moved
    clashes = [_clash(info, controls[info.key], editing, shown, asked=asked) for info in clashing(editing)]
    hidden = [
        *(pair for pair in hidden_fields(section, {}, found) if not pair[0].startswith(BASE)),
        *((name, values[0]) for name, values in typed.items() if name.startswith(BASE)),
        (MERGING, " ".join(each.control.name for each in clashes)),
    ]
    problems: list[tuple[str | None, str]] = [
        (f"c-{each.control.name}", in_language(request, *CHOOSE)) for each in clashes if each.unchosen
    ]
    return page(
        request,
        "activities/merge.html",
        status=412 if moved else 422,
        stored=found.stored,
        section=section,
        name=section_name(section.key, language_of(request)),
        title=found.stored.ref,
        marks=found.document.marks,
        show_value=cells(language_of(request)).show,
        clashes=clashes,
        state=hidden,
        problems=[*problems, *summary(request, (each.control for each in clashes))],
        focus="",
    )


def _clash(info: FieldInfo, control: Control, editing: Editing, shown: Typed, *, asked: bool) -> Clash:
    base = first(editing.typed, BASE + info.key)
    theirs_changed = not base or digest(shown, info.key) != base
    mine_changed = not base or digest(editing.typed, info.key) != base
    take = first(editing.typed, TAKE + info.key)
    if take not in {THEIRS, MINE}:
        # Where only one of the two changed the field, that one is what both want.
        take = "" if mine_changed and theirs_changed else MINE if mine_changed else THEIRS
    unchosen = asked and first(editing.typed, TAKE + info.key) not in {THEIRS, MINE}
    return Clash(
        control=control,
        theirs=getattr(editing.found.value, info.key),
        theirs_changed=theirs_changed,
        mine_changed=mine_changed,
        take="" if unchosen else take,
        unchosen=unchosen,
    )
