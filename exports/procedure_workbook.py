"""One procedure as .xlsx: the manual's chapters in its order, its words, duties and steps as tables."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import BinaryIO

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from exports import page
from exports.grid import Changed, Grid
from exports.procedure_words import (
    CHAPTERS,
    DAYS,
    FOREWORD,
    LACKING,
    MANUAL,
    NOTES,
    PROBLEMS,
    SHAPES,
    SOLUTIONS,
    ProcedurePaper,
    added,
    facts,
    form_words,
    owner,
    round_words,
    standard,
    stated,
    way_words,
)
from exports.safe_text import header_text, one_line
from exports.styles import (
    HEADER,
    LABEL,
    PLAIN,
    PLAIN_TITLE,
    QUIET,
    SECTION,
    TITLE,
    VALUE,
    WARNING,
    Look,
    new_workbook,
)  # fmt: skip
from schemas.thai_dates import format_thai_date

FRONT_SHEET, WORDS_SHEET, DUTIES_SHEET, STEPS_SHEET = "คู่มือ", "3 คำจำกัดความ", "4 ผู้รับผิดชอบ", "6 ขั้นตอน"
_FRONT = (26.0, 68.0)
_PAIR = (34.0, 60.0)
_STEPS = (
    ("ลำดับ", 7.0),
    ("กิจกรรม", 26.0),
    ("ชนิด", 15.0),
    ("ผู้รับผิดชอบ", 22.0),
    ("ขั้นตอนการปฏิบัติงาน", 48.0),
    ("แบบฟอร์มที่ใช้", 26.0),
    ("มาตรฐานงาน (วันทำการ)", 12.0),
    ("ขั้นตอนถัดไป", 24.0),
    ("ในรอบการทำงาน", 24.0),
)
_DAYS_COLUMN = 7
_CHART, _STANDARD = 5, 7
_CENTRED = Look(horizontal="center")
_TOTAL = Look(bold=True, fill=SECTION.fill, horizontal="center")
_TOTAL_LABEL = Look(bold=True, fill=SECTION.fill, horizontal="right")
_NOTHING = "ยังไม่มี"


def write_procedure_workbook(paper: ProcedurePaper, out: BinaryIO) -> None:
    """Write the workbook. Texts stay texts; one that no cell can hold whole ends with a note that says so.

    Nothing reaches `out` when this fails.
    """
    book = new_workbook()
    changed: list[Changed] = []
    whole = f"{one_line(paper.ref, longest=40)} ในทะเบียน ROPA"

    def grid(title: str, widths: Sequence[float]) -> Grid:
        return Grid(book.create_sheet(title), widths, whole, changed)

    front = grid(FRONT_SHEET, _FRONT)
    words, duties = grid(WORDS_SHEET, _PAIR), grid(DUTIES_SHEET, _PAIR)
    steps = grid(STEPS_SHEET, [width for _, width in _STEPS])
    document = paper.document
    words_head = _pairs(
        words, f"3. {CHAPTERS[2]}", ("คำ", "หมายถึง"), [(each.term, each.meaning) for each in document.definitions]
    )
    duties_head = _pairs(
        duties,
        f"4. {CHAPTERS[3]}",
        ("ผู้รับผิดชอบ", "หน้าที่ความรับผิดชอบ"),
        [(each.responsible, each.duty) for each in document.duties],
    )
    steps_head = _steps(steps, paper)
    _front(front, paper)
    for each in changed:
        front.put(front.row, 1, f"แผ่น {each.sheet} เซลล์ {each.cell}: ข้อความถูกปรับให้เก็บในเซลล์ได้", QUIET, columns=2)
    _finish(front, paper, header=None)
    _finish(words, paper, header=words_head)
    _finish(duties, paper, header=duties_head)
    _finish(steps, paper, header=steps_head, landscape=True)
    book.worksheets[0].sheet_view.tabSelected = True
    _describe(book, paper)
    content = BytesIO()
    book.save(content)
    out.write(content.getbuffer())


# --- the manual -------------------------------------------------------------------------------------------------------


def _front(grid: Grid, paper: ProcedurePaper) -> None:
    document = paper.document
    grid.put(grid.row, 1, MANUAL, TITLE, columns=2)
    _wide(grid, document.title or _NOTHING, PLAIN_TITLE)
    for label, value in facts(paper):
        _labelled(grid, label, value)
    if not paper.holds:
        grid.put(grid.row, 1, f"{paper.status.th}: ฉบับนี้ไม่ใช่ฉบับที่ใช้อยู่", WARNING, columns=2)
    _gap(grid)
    _head(grid, FOREWORD)
    _wide(grid, document.foreword or _NOTHING)
    for number, title in enumerate(CHAPTERS, 1):
        _head(grid, f"{number}. {title}")
        _chapter(grid, number, paper)
    if document.notes:
        _head(grid, NOTES)
        _listed(grid, "", document.notes)


def _chapter(grid: Grid, number: int, paper: ProcedurePaper) -> None:
    """Write the words of a chapter; one that is a table has a sheet of its own, and says where."""
    document = paper.document
    told = {
        3: (WORDS_SHEET, len(document.definitions), "คำ"),
        4: (DUTIES_SHEET, len(document.duties), "รายการ"),
        5: (STEPS_SHEET, len(document.steps), "ขั้นตอน"),
        6: (STEPS_SHEET, len(document.steps), "ขั้นตอน"),
    }
    listed = {1: document.purposes, 10: document.references, 11: document.forms}
    plain = {2: document.scope, 8: document.follow_up, 12: document.contact}
    if number in told:
        sheet, count, unit = told[number]
        _wide(grid, f"ดูแผ่น “{sheet}” ({count:,} {unit})" + (" ผังเป็นภาพอยู่ในฉบับ PDF" if number == _CHART else ""))
    elif number in listed:
        _listed(grid, f"{number}.", listed[number])
    elif number in plain:
        _wide(grid, plain[number] or _NOTHING)
    elif number == _STANDARD:
        if document.standard_note:
            _wide(grid, document.standard_note)
        _wide(grid, f"ผลรวมของขั้นตอน {added(document):,} {DAYS} {stated(document)}")
    else:
        for at, (title, lines) in enumerate(((PROBLEMS, document.problems), (SOLUTIONS, document.solutions)), 1):
            _wide(grid, f"{number}.{at} {title}", LABEL)
            _listed(grid, "", lines)


def _listed(grid: Grid, prefix: str, lines: Sequence[str]) -> None:
    """Write lines by number; one alone has none unless the chapter gives it."""
    said = [f"{prefix}{number} {line}" if prefix else f"{number}. {line}" for number, line in enumerate(lines, 1)]
    if not prefix and len(lines) == 1:
        said = list(lines)
    for line in said or [_NOTHING]:
        _wide(grid, line)


def _head(grid: Grid, words: str) -> None:
    grid.put(grid.row, 1, words, SECTION, columns=2)


def _wide(grid: Grid, text: str, look: Look = VALUE) -> None:
    grid.put(grid.row, 1, text, look, columns=2, rows=grid.rows_for((text, 1, 2, look)))


def _labelled(grid: Grid, label: str, value: str) -> None:
    rows = grid.rows_for((label, 1, 1, LABEL), (value, 2, 1, VALUE))
    row = grid.row
    grid.put(row, 1, label, LABEL, rows=rows)
    grid.put(row, 2, value, VALUE, rows=rows)


def _gap(grid: Grid) -> None:
    grid.put(grid.row, 1, "", PLAIN)


# --- tables -----------------------------------------------------------------------------------------------------------


def _pairs(grid: Grid, title: str, heads: tuple[str, str], rows: Sequence[tuple[str, str]]) -> int:
    """Write a table of two columns. Returns its header row."""
    grid.put(grid.row, 1, title, PLAIN_TITLE, columns=2)
    header = _header(grid, heads)
    for label, value in rows or [(_NOTHING, "")]:
        _row(grid, (label, value), (LABEL, VALUE))
    return header


def _steps(grid: Grid, paper: ProcedurePaper) -> int:
    """Write the table of steps and what they add up to. Returns its header row."""
    document = paper.document
    grid.put(grid.row, 1, f"6. {CHAPTERS[5]} และ 7. {CHAPTERS[6]}", PLAIN_TITLE, columns=len(_STEPS))
    header = _header(grid, [label for label, _ in _STEPS])
    looks = [VALUE] * len(_STEPS)
    looks[0] = looks[_DAYS_COLUMN - 1] = _CENTRED
    for place, step in enumerate(document.steps):
        cells: tuple[str | int, ...] = (
            step.number,
            step.title,
            SHAPES[step.shape],
            "\n".join(step.responsible) or LACKING,
            step.detail or "",
            "\n".join(form_words(document, step)),
            standard(document, step) if step.working_days is None else step.working_days,
            "\n".join(way_words(document.steps, place)),
            "\n".join(round_words(paper, place)),
        )
        _row(grid, cells, looks)
    if not document.steps:
        grid.put(grid.row, 1, _NOTHING, VALUE, columns=len(_STEPS))
    row = grid.row
    differs = document.stated_days not in {None, added(document)}
    grid.put(row, 1, "รวมมาตรฐานของทุกขั้นตอน (วันทำการ)", _TOTAL_LABEL, columns=_DAYS_COLUMN - 1)
    grid.put(row, _DAYS_COLUMN, added(document), _TOTAL)
    grid.put(row, _DAYS_COLUMN + 1, stated(document), WARNING if differs else SECTION, columns=2)
    return header


def _header(grid: Grid, labels: Iterable[str]) -> int:
    header = grid.row
    for column, label in enumerate(labels, 1):
        grid.put(header, column, label, HEADER)
    return header


def _row(grid: Grid, cells: Sequence[str | int], looks: Sequence[Look]) -> None:
    rows = grid.rows_for(
        *((str(text), at, 1, look) for at, (text, look) in enumerate(zip(cells, looks, strict=True), 1))
    )
    row = grid.row
    for column, (text, look) in enumerate(zip(cells, looks, strict=True), 1):
        grid.put(row, column, text, look, rows=rows)


# --- printing ---------------------------------------------------------------------------------------------------------


def _finish(grid: Grid, paper: ProcedurePaper, *, header: int | None, landscape: bool = False) -> None:
    """Set heights, freeze and repeat the header row, and say on every page what it is a copy of."""
    grid.finish()
    page.margins(grid.sheet)
    page.fit_to_width(grid.sheet, landscape=landscape)
    if header is not None:
        grid.sheet.print_title_rows = f"{header}:{header}"
        grid.sheet.freeze_panes = f"A{header + 1}"
    page.lines(
        grid.sheet,
        above=(
            header_text(owner(paper), longest=80),
            f"{header_text(paper.ref, longest=40)}  ฉบับที่ {paper.revision} ({paper.status.th})",
        ),
        below=(
            f"พิมพ์วันที่ {format_thai_date(paper.printed_on, style='long')}",
            f"SHA-256 {header_text(paper.content_hash[:12], longest=12)}",
        ),
    )
    grid.sheet.print_area = f"A1:{get_column_letter(len(grid.widths))}{max(1, grid.row - 1)}"
    grid.sheet.sheet_view.showGridLines = False


def _describe(book: Workbook, paper: ProcedurePaper) -> None:
    """Say in the file's properties what it is a copy of."""
    book.properties.title = one_line(f"{paper.ref} ฉบับที่ {paper.revision} {paper.document.title}", longest=200)
    book.properties.creator = one_line(owner(paper), longest=200)
    book.properties.language = "th-TH"
    properties = book.custom_doc_props  # type: ignore[attr-defined] # newer than its stubs
    for name, value in (
        ("ropa.kind", "procedure"),
        ("ropa.ref", paper.ref),
        ("ropa.revision", str(paper.revision)),
        ("ropa.status", str(paper.status)),
        ("ropa.content_hash", paper.content_hash),
    ):
        properties.append(StringProperty(name=name, value=one_line(value, longest=200)))
