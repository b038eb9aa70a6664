"""A read record against the types of the document: what breaks a limit is told with its cell and left out. Pure."""

from typing import Any

import msgspec

from ropa.imports.rules_register_cells import Notes
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Problem
from schemas.reading import Unreadable, read_value

_DECODER = msgspec.json.Decoder(ActivityInput)
#: The office is asked of the sender; a file only knows its name.
NO_OFFICE = 0


def checked(document: ActivityDocument, notes: Notes) -> tuple[ActivityInput | None, list[Problem]]:
    """Return the record and every reason not to save it.

    An answer that its type does not take (a text over the limit) is left out, so that a person can mend the rest in
    place; None where what must be there cannot be kept.
    """
    data = ActivityInput(
        office_id=NO_OFFICE,
        form=document.form,
        steps=document.steps,
        systems=document.systems,
        marks=document.marks,
        sources=notes.sources,
    )
    try:
        # Decoded only to be checked: what was read shares its file name and pointers with all other records.
        _DECODER.decode(msgspec.json.encode(data))
    except msgspec.ValidationError:
        pass
    else:
        return data, notes.problems
    plain: Any = msgspec.to_builtins(data)
    faults = _faults(plain)
    notes.problems += [_placed(each, notes) for each in faults]
    for each in faults:
        _leave_out(plain, each.pointer)
    try:
        return read_value(plain, ActivityInput), notes.problems
    except Unreadable:
        return None, notes.problems


def _faults(plain: Any) -> list[Problem]:
    try:
        read_value(plain, ActivityInput)
    except Unreadable as error:
        return error.problems
    return []


def _placed(problem: Problem, notes: Notes) -> Problem:
    """Return the problem with its sheet and cell in its words."""
    pointer = problem.pointer
    while pointer and pointer not in notes.sources:
        pointer = pointer.rpartition("/")[0]
    source = notes.sources.get(pointer)
    if source is None or source.place is None:
        return problem
    return msgspec.structs.replace(
        problem,
        message_th=f"{source.place}: {problem.message_th}",
        message_en=f"{source.place}: {problem.message_en}",
    )


def _leave_out(plain: Any, pointer: str) -> None:
    """Blank the answer that a pointer lies in: the field of the form, or the cell of a row."""
    match pointer.split("/")[1:]:
        case ["form", section, key, *_]:
            plain["form"][section][key] = None
        case ["steps", row, key, *_] if key != "seq":
            plain["steps"][int(row)][key] = "" if key == "title" else None
        case ["systems", row, "exchanges", line, key, *_]:
            plain["systems"][int(row)]["exchanges"][int(line)][key] = None
        case ["systems", row, key, *_] if key not in {"seq", "exchanges"}:
            plain["systems"][int(row)][key] = "" if key == "system_name" else None
        case ["marks", at, *_]:
            plain["marks"].pop(at.replace("~1", "/").replace("~0", "~"), None)
