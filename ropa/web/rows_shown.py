"""The page of an editable table: what was typed, which version it began with, and the picture beside it."""

from collections.abc import Callable, Sequence

from litestar import Response
from msgspec import Struct

from ropa.activities import service_sections
from ropa.activities.service_sections import SectionRead
from ropa.errors import Conflict, RopaError
from ropa.web.bodies import ApiRequest
from ropa.web.pages import page
from ropa.web.rows import Row, read_rows
from ropa.web.rows_paste import Columns
from ropa.web.rows_sheet import (
    HASH,
    REMOVED,
    VERSION,
    VIEW,
    VIEWS,
    ZOOM,
    ZOOMS,
    Base,
    Picture,
    Sheet,
    places,
    removed_of,
    removed_text,
    with_rows,
)
from ropa.web.rows_table import Read, Table
from ropa.web.running import Runner
from ropa.web.saving import SAVED_PART
from schemas.document import ActivityDocument
from schemas.vocabulary import RevisionStatus

#: More rows than this are drawn only in the downloads: 100 steps take 60 ms, 100 systems 120 ms, 500 some seconds.
MOST_DRAWN = 100
_MOST_LINES_DRAWN = 400


class Editor(Struct, frozen=True):
    """One table with its page and its picture."""

    table: Table
    template: str
    draw: Callable[[ActivityDocument], bytes]
    """Raises: RopaError when it cannot."""
    context: dict[str, object]
    around: Callable[[ApiRequest, SectionRead], tuple[object, object]]
    """The way through the record's sections, and its sum."""
    following: str
    """Section that comes next."""
    columns: Columns
    """How blocks of cells are pasted and copied."""


class Typed(Struct, frozen=True):
    """A form of the page as it came."""

    fields: dict[str, str]
    rows: list[Row]

    @property
    def base(self) -> Base:
        """Return which version was read; -1 for a number that is none, which no record has."""
        version = self.fields.get(VERSION, "")
        number = int(version) if version.isascii() and version.isdecimal() and len(version) <= 9 else -1  # noqa: PLR2004
        return Base(number, self.fields.get(HASH, ""))


def path_of(activity_id: str, table: Table) -> str:
    """Return the address of the page."""
    return f"/activities/{activity_id}/edit/{table.section}"


def typed_form(fields: Sequence[tuple[str, str]], table: Table) -> Typed:
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name, value)
    return Typed(first, read_rows(fields, table.shape))


def editable(found: SectionRead) -> None:
    if found.stored.status not in {RevisionStatus.DRAFT, RevisionStatus.APPROVED}:
        raise Conflict(
            "รายการอยู่ระหว่างตรวจสอบหรือเลิกใช้แล้ว แก้ไขไม่ได้",
            "The record is under review or retired and cannot be edited",
        )


def sheet_of(editor: Editor, found: SectionRead) -> Sheet:
    return Sheet(base=Base(found.stored.version, found.hash), rows=editor.table.rows_of(found.document))


def sheet_from(editor: Editor, typed: Typed, rows: list[Row]) -> Sheet:
    view, zoom = typed.fields.get(VIEW, ""), typed.fields.get(ZOOM, "")
    return Sheet(
        base=typed.base,
        rows=rows,
        removed=removed_of(typed.fields.get(REMOVED, ""), editor.table.shape),
        view=view if view in VIEWS else VIEWS[0],
        zoom=zoom if zoom in ZOOMS else ZOOMS[0],
    )


async def found_section(request: ApiRequest, runner: Runner, editor: Editor, activity_id: str) -> SectionRead:
    section = editor.table.section
    found = await runner.read(request.user, lambda uow: service_sections.read_section(uow, activity_id, section))
    editable(found)
    return found


async def answer_page(
    request: ApiRequest, runner: Runner, editor: Editor, found: SectionRead, sheet: Sheet, *, status: int = 200
) -> Response[bytes]:
    read = editor.table.read(sheet.rows)
    partial = request.headers.get("hx-request") == "true"
    picture = None if partial else await draw_picture(runner, editor, found.document, read)
    if read.value is not None:
        document = with_rows(found.document, editor.table, read.value, read.marks)
        root = f"/{editor.table.shape.name}"
        sheet.findings = [
            finding
            for finding in service_sections.findings_about(document)
            if finding.pointer == root or finding.pointer.startswith(f"{root}/")
        ]
    steps, total = ((), None) if partial else editor.around(request, found)
    return page(
        request,
        editor.template,
        status=status,
        part="editor",
        stored=found.stored,
        steps=steps,
        saved_key=request.query_params.get(SAVED_PART, ""),
        total=total,
        document=found.document,
        table=editor.table,
        sheet=sheet,
        places=places(sheet, editor.table),
        removed_text=removed_text(sheet.removed),
        picture=picture,
        place=path_of(found.stored.id, editor.table),
        given={**editor.context, "columns_of": editor.columns.infos},
        comments=[
            (int(number) + 1 if number.isdecimal() else None, each)
            for each in found.comments
            if each.pointer.startswith(f"/{editor.table.shape.name}")
            for number in [each.pointer.removeprefix(f"/{editor.table.shape.name}").lstrip("/").partition("/")[0]]
        ],
    )


async def draw_picture(runner: Runner, editor: Editor, document: ActivityDocument, read: Read) -> Picture:
    shown = document if read.value is None else with_rows(document, editor.table, read.value, read.marks)
    rows = getattr(shown, editor.table.shape.name)
    lines = sum(len(getattr(row, editor.table.shape.inner) or ()) for row in rows)
    if len(rows) > MOST_DRAWN or lines > _MOST_LINES_DRAWN:
        words = (
            f"ตารางมีมากกว่า {MOST_DRAWN} แถว จึงไม่วาดภาพระหว่างพิมพ์ ดาวน์โหลดภาพได้จากหน้ารายการ",
            f"The table has more than {MOST_DRAWN} rows; its picture is not drawn while you type, download it instead",
        )
        return Picture(None, words)
    try:
        drawn = await runner.think(lambda: editor.draw(shown))
    except RopaError as error:
        return Picture(None, (error.message_th, error.message_en))
    return Picture(drawn.decode(), saved=read.value is None)
