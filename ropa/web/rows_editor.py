"""The doors of an editable table: it is shown, changed row by row, drawn while somebody types, and saved.

`pages_flow` and `pages_systems` say which table, template and drawing; all else is the same for both.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from litestar import Response

from ropa.activities import service_sections
from ropa.activities.service_sections import SectionRead
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, PreconditionFailed
from ropa.keys import Keys
from ropa.web.authentication import typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.pages import page
from ropa.web.rows import fields_of, read_rows
from ropa.web.rows_merging import MINE, THEIRS, merge, show_merge
from ropa.web.rows_pasting import BACK, COPY, PASTE, PASTED, paste
from ropa.web.rows_sheet import Base, Removed, places
from ropa.web.rows_shown import (
    Editor,
    Typed,
    answer_page,
    draw_picture,
    editable,
    found_section,
    path_of,
    sheet_from,
    sheet_of,
    typed_form,
)
from ropa.web.rows_table import Read
from ropa.web.running import Runner
from ropa.web.saving import REVERT, arrive, fields_before, remember, saved_at
from ropa.web.sessions import keys_of
from schemas.findings import Problem

#: Tells `rows.js` to keep the last good picture and to show what is wrong.
LAST = "X-Last-Picture"


async def show(request: ApiRequest, runner: Runner, editor: Editor, activity_id: str) -> Response[bytes]:
    """Answer with the table as it is saved, or as this person left it unsaved.

    Raises: NotFound, Forbidden, Conflict for a record that cannot be edited.
    """
    keys, path = keys_of(request), path_of(activity_id, editor.table)

    def work(uow: UnitOfWork) -> tuple[SectionRead, buffers.Buffer | None, datetime | None]:
        found = service_sections.read_section(uow, activity_id, editor.table.section)
        return found, buffers.find(uow, keys, path), saved_at(uow, keys, path, found.hash)

    found, kept, revertable = await runner.read(request.user, work)
    editable(found)
    sheet = sheet_of(editor, found)
    sheet.revertable = revertable
    if kept is not None:
        try:
            typed = typed_form(kept.fields, editor.table)
        except Invalid:
            return await answer_page(request, runner, editor, found, sheet)
        sheet = sheet_from(editor, typed, typed.rows)
        sheet.note, sheet.saved_at = "kept", kept.saved_at
    return await answer_page(request, runner, editor, found, sheet)


async def take(request: ApiRequest, runner: Runner, editor: Editor, activity_id: str) -> Response[bytes]:
    """Answer a button of the page: save, redraw, change rows, or merge with what somebody else saved.

    Raises: NotFound, Forbidden, Conflict, Invalid for more rows than a table holds.
    """
    typed = typed_form(typed_into(request), editor.table)
    found = await found_section(request, runner, editor, activity_id)
    do = typed.fields.get("do", "save")
    if do in {"save", "next"}:
        return await _save(request, runner, editor, found, typed)
    if do in {"merge", MINE, THEIRS}:
        return await merge(request, runner, editor, found, typed, do)
    if do == REVERT:
        return await _revert(request, runner, editor, activity_id)
    sheet = sheet_from(editor, typed, typed.rows)
    if do in {PASTE, PASTED, COPY, BACK}:
        # A large block takes a second of thinking: everybody else's pages go on meanwhile.
        await runner.think(partial(paste, editor, typed, sheet))
    elif do == "undo" and sheet.removed is not None:
        sheet.rows = editor.table.restored(typed.rows, sheet.removed.row, sheet.removed.place)
        sheet.at = f"{editor.table.shape.name}-{min(sheet.removed.place, len(sheet.rows) - 1)}"
        sheet.removed, sheet.note = None, "restored"
    elif do != "draw":
        change = editor.table.change(typed.rows, do)
        if change is None:
            sheet.note = "full" if do.startswith("add:") else None
        else:
            sheet.rows, sheet.at = change.rows, change.at
            if change.removed is not None:
                sheet.removed, sheet.note = Removed(change.removed, change.place), "removed"
    return await answer_page(request, runner, editor, found, sheet)


async def _save(
    request: ApiRequest, runner: Runner, editor: Editor, found: SectionRead, typed: Typed
) -> Response[bytes]:
    activity_id = found.stored.id
    rows = editor.table.tidy(typed.rows)
    read = editor.table.read(rows)
    problems: Sequence[Problem] = read.problems
    if read.value is not None:
        try:
            await runner.write(request.user, _saving(editor, keys_of(request), found, read, typed.base))
        except PreconditionFailed:
            found = await found_section(request, runner, editor, activity_id)
            if not _says(editor, found, read):
                return await show_merge(request, runner, editor, activity_id, rows)
            # The answer to the first sending was lost on its way: what is stored is what was typed.
            return _saved(request, editor, activity_id, onwards=typed.fields.get("do") == "next")
        except Invalid as error:
            problems = error.problems
        else:
            return _saved(request, editor, activity_id, onwards=typed.fields.get("do") == "next")
    found = await found_section(request, runner, editor, activity_id)
    sheet = sheet_from(editor, typed, rows)
    sheet.problems = problems
    return await answer_page(request, runner, editor, found, sheet, status=422)


def _saving(editor: Editor, keys: Keys, stood: SectionRead, read: Read, base: Base) -> Callable[[UnitOfWork], None]:
    """Return the work of a save: the table, what stood there before, and no more unsaved text."""
    activity_id, section, value = stood.stored.id, editor.table.section, read.value
    path = path_of(activity_id, editor.table)

    def work(uow: UnitOfWork) -> None:
        version = (base.version, base.hash)
        saved = service_sections.save_section(uow, activity_id, *version, section, value, read.marks)
        fields = list(fields_of(editor.table.rows_of(stood.document), editor.table.shape))
        remember(uow, keys, path, fields, stood.hash, service_sections.hash_in(saved, section))
        buffers.discard(uow, path)

    return work


def _says(editor: Editor, found: SectionRead, read: Read) -> bool:
    root = f"/{editor.table.shape.name}/"
    marks = {at: mark for at, mark in found.document.marks.items() if at.startswith(root)}
    return bool(found.value == read.value) and marks == read.marks


def _saved(request: ApiRequest, editor: Editor, activity_id: str, *, onwards: bool) -> Response[bytes]:
    part = editor.table.section
    if onwards:
        return arrive(request, f"/activities/{activity_id}/edit/{editor.following}", said="saved", part=part)
    return arrive(request, f"/activities/{activity_id}", said="saved", part=part, fragment=f"s-{part}")


async def _revert(request: ApiRequest, runner: Runner, editor: Editor, activity_id: str) -> Response[bytes]:
    """Save the table as it stood before this person saved it last; say so when that is not possible any more."""
    keys, path = keys_of(request), path_of(activity_id, editor.table)

    def work(uow: UnitOfWork) -> bool:
        found = service_sections.read_section(uow, activity_id, editor.table.section)
        fields = fields_before(uow, keys, path, found.hash)
        read = None if fields is None else editor.table.read(read_rows(fields, editor.table.shape))
        if read is None or read.value is None:
            return False
        _saving(editor, keys, found, read, Base(found.stored.version, found.hash))(uow)
        return True

    done = await runner.write(request.user, work)
    return arrive(request, path, said="save-taken-back" if done else "save-stands")


async def picture(request: ApiRequest, runner: Runner, editor: Editor, activity_id: str) -> Response[bytes]:
    """Answer with the drawing of what is typed now; or with every fault, and a header, where it cannot be drawn.

    Raises: NotFound, Forbidden.
    """
    typed = typed_form(typed_into(request), editor.table)
    found = await found_section(request, runner, editor, activity_id)
    read = editor.table.read(typed.rows)
    sheet = sheet_from(editor, typed, typed.rows)
    sheet.problems = read.problems
    drawn = None if read.value is None else await draw_picture(runner, editor, found.document, read)
    return page(
        request,
        "activities/edit_flow_systems_picture.html",
        headers={} if drawn is not None and drawn.svg is not None else {LAST: "1"},
        picture=drawn,
        places=places(sheet, editor.table),
        given=editor.context,
    )
