"""Fields of the form that one answer may fill in many records, read off the types (`fills_many` of their note)."""

from functools import cache
from typing import Any

import msgspec

from schemas.activity import Form
from schemas.document import ActivityDocument
from schemas.form import FieldInfo, SectionInfo, sections
from schemas.reading import Unreadable, control_characters, read_value

ANSWER = "/answer"


@cache
def fillable_sections() -> tuple[SectionInfo, ...]:
    """Return the sections of the form that have such fields, each with those alone, in the order of the form."""
    found = (
        msgspec.structs.replace(section, fields=tuple(info for info in section.fields if info.note.fills_many))
        for section in sections()
    )
    return tuple(section for section in found if section.fields)


def fillable(pointer: str | None) -> tuple[SectionInfo, FieldInfo] | None:
    """Return the field at a pointer of the document, with its section of that field alone; None: not one of them."""
    for section in fillable_sections():
        for info in section.fields:
            if info.pointer == pointer:
                return msgspec.structs.replace(section, fields=(info,)), info
    return None


def read_answer(info: FieldInfo, plain: object) -> Any:
    """Return a plain value (as JSON has it) as the value of a field.

    Raises: Unreadable with every fault; its pointers begin with `/answer`.
    """
    holder = type(getattr(Form(), info.section))
    try:
        made = read_value({info.key: plain}, holder)
    except Unreadable as error:
        root = f"/{info.key}"
        raise Unreadable(
            [msgspec.structs.replace(each, pointer=ANSWER + each.pointer.removeprefix(root)) for each in error.problems]
        ) from None
    faults = list(control_characters(plain, ANSWER))
    if faults:
        raise Unreadable(faults)
    return getattr(made, info.key)


def with_answer(document: ActivityDocument, info: FieldInfo, value: Any) -> ActivityDocument:
    """Return a document with one field's value replaced; it shares everything else."""
    section = msgspec.structs.replace(getattr(document.form, info.section), **{info.key: value})
    form = msgspec.structs.replace(document.form, **{info.section: section})
    return msgspec.structs.replace(document, form=form)
