"""The buttons of an editable table that paste a block of cells, show first what goes where, and copy the table."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from ropa.errors import Invalid
from ropa.imports.service_pasted import read_pasted, text_of
from ropa.web.rows import Row, Shape, fields_of, read_rows
from ropa.web.rows_paste import Laid, lay
from ropa.web.rows_sheet import Sheet
from ropa.web.rows_shown import Editor, Typed
from schemas.findings import Finding, Problem, Severity

TEXT, AT, HOW, BEFORE = "paste_text", "paste_at", "paste_how", "before"
PASTE, PASTED, COPY, BACK = "paste", "pasted", "copy", "back"
_LONGEST_BEFORE = 200_000
#: Rows of a block that the page shows before they are pasted.
SHOWN = 30


class Pasting(Struct, frozen=True, kw_only=True):
    """A block that waits to be pasted; `laid` None: it cannot be, `problems` say why."""

    text: str
    at: str
    laid: Laid | None = None
    problems: Sequence[Problem] = ()


def paste(editor: Editor, typed: Typed, sheet: Sheet) -> None:
    """Change the sheet by a button of the paste panel."""
    do, text = typed.fields.get("do"), typed.fields.get(TEXT, "")
    at, how = typed.fields.get(AT, ""), typed.fields.get(HOW, "")
    if do == COPY:
        sheet.copied = text_of(editor.columns.copied(editor.table.tidy(typed.rows)))
        return
    if do == BACK:
        back = before_of(typed.fields.get(BEFORE, ""), editor.table.shape)
        if back is not None:
            sheet.rows, sheet.note = back, "restored"
        return
    try:
        block = read_pasted(text, editor.table.section)
        laid = lay(editor.table, editor.columns, typed.rows, block, at, how)
    except Invalid as error:
        sheet.pasting = Pasting(text=text, at=at, problems=error.problems)
        return
    if do == PASTE:
        sheet.pasting = Pasting(text=text, at=at, laid=laid)
        return
    sheet.before = before_text(typed.rows, editor.table.shape)
    sheet.rows, sheet.note = laid.rows, "pasted"
    sheet.pasted = len(laid.placed)
    sheet.at = laid.placed[0].at if laid.placed else None
    sheet.problems = editor.table.read(laid.rows).problems
    flagged = {problem.pointer for problem in sheet.problems}
    sheet.doubts = [
        Finding(
            code="pasted",
            severity=Severity.WARNING,
            pointer=pointer,
            message_th=doubt.message_th,
            message_en=doubt.message_en,
        )
        for doubt in laid.doubts
        if (pointer := "/" + doubt.at.replace("-", "/")) not in flagged
    ]


def before_text(rows: Sequence[Row], shape: Shape) -> str:
    """Return the rows before a block was pasted as a form carries them; "" for more than it may carry."""
    said = msgspec.json.encode(list(fields_of(rows, shape))).decode()
    return said if len(said) <= _LONGEST_BEFORE else ""


def before_of(text: str, shape: Shape) -> list[Row] | None:
    """Return the rows that a form carried; None for what is none. Nothing comes back but fields of the table."""
    if not text or len(text) > _LONGEST_BEFORE:
        return None
    try:
        return read_rows(msgspec.json.decode(text, type=list[tuple[str, str]]), shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, Invalid):
        return None
